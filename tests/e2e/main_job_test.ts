import assert from "node:assert/strict";
import { AWS_1, AWS_2, MOTO, type Moto, startMoto } from "./moto.ts";
import type { Pty } from "./pty.ts";
import { PASSWORD, UserHome } from "./user_home.ts";
import { ignoreWithout } from "../ignore.ts";

const ignore = ignoreWithout(MOTO, AWS_1, AWS_2);

/** How to start each shell as a terminal window does, with a prompt that is easy to wait for. */
const SHELLS = {
  bash: { args: ["--noprofile"], startup: ".bashrc", ready: "PS1='ready> '\n" },
  zsh: { args: [], startup: ".zshrc", ready: "PS1='ready> '\nunsetopt zle\n" },
  fish: {
    args: [],
    startup: ".config/fish/config.fish",
    ready: "set -g fish_greeting\nfunction fish_prompt\n  echo -n 'ready> '\nend\n",
  },
} as const;

for (const shell of ["bash", "zsh", "fish"] as const) {
  for (const [version, aws] of [[1, AWS_1], [2, AWS_2]] as const) {
    Deno.test({
      name: `the first steps of a new user work in ${shell} with the AWS CLI ${version}`,
      ignore,
      fn: () => mainJob(shell, aws),
    });
  }
}

async function mainJob(shell: keyof typeof SHELLS, aws: string): Promise<void> {
  await using moto = await startMoto();
  const dev = await moto.user("dev");
  const prod = await moto.user("prod");
  using home = new UserHome({ SHELL: `/usr/bin/${shell}`, AWS_DEFAULT_REGION: "eu-west-1" }, [
    aws.slice(0, aws.lastIndexOf("/")),
  ]);
  home.credentials({ default: dev, prod });
  const project = home.directory("work/prod");
  const { startup, ready, args } = SHELLS[shell];
  home.directory(startup.includes("/") ? startup.slice(0, startup.lastIndexOf("/")) : ".");
  Deno.writeTextFileSync(`${home.folder}/${startup}`, ready);

  await using first = home.terminal(`/usr/bin/${shell}`, args);
  await first.expect(/ready> /, 15_000);
  await first.send("opaws init\r");
  await answerFirstInit(first);
  assert.match(Deno.readTextFileSync(`${home.folder}/${startup}`), /# >>> opaws >>>/);
  assert.match(
    Deno.readTextFileSync(`${home.folder}/.aws/credentials`),
    new RegExp(`^\\[default\\]\n\n\\[prod\\]\naws_access_key_id = ${prod.id}\n`),
    "the key that the vault has is gone from the file, the other one stays",
  );

  await using second = home.terminal(`/usr/bin/${shell}`, args);
  await second.expect(/ready> /, 15_000);
  await second.send(`${identity(moto)}\r`);
  await second.expect(/aws needs item "AWS" \(global\)/);
  await second.expect(/◆ +Password of vault "personal"/);
  await second.send(`${PASSWORD}\r`);
  await second.expect(/user\/dev/, 20_000);
  await second.expect(/ready> /);
  await second.send(`${identity(moto)}\r`);
  await second.expect(/user\/dev/, 20_000);
  await second.expect(/ready> /);

  await second.send(`cd ${project.replaceAll(" ", "\\ ")}\r`);
  await second.expect(/ready> /);
  await second.send("opaws item import --all\r");
  await second.expect(/Imported as "AWS prod"/, 15_000);
  await second.expect(/ready> /);
  await second.send("opaws init aws --item 'AWS prod' --scope directory --yes\r");
  await second.expect(/aws uses "AWS prod" of vault "personal" in .*work\/prod and below/, 15_000);
  await second.expect(/ready> /);
  await second.send(`${identity(moto)}\r`);
  await second.expect(/user\/prod/, 20_000);
  await second.expect(/ready> /);
  await second.send("opaws inspect\r");
  await second.expect(/aws: shell function in place/);
  await second.expect(/\* {2}directory .*work\/prod +AWS prod/);
  await second.expect(/global +AWS /);
  await second.expect(/ready> /);

  await using third = home.terminal(`/usr/bin/${shell}`, args, project);
  await third.expect(/ready> /, 15_000);
  await third.send("opaws run -- true\r");
  await third.expect(/◆ +Password of vault "personal"/, 15_000);
  await third.send("\x03");
  await third.expect(/Cancelled\./);
  await third.expect(/ready> /);

  await second.send("opaws init aws --item AWS --scope session --yes\r");
  await second.expect(/in this terminal session/, 15_000);
  await second.expect(/ready> /);
  await second.send(`opaws init aws --item AWS --scope directory --directory ~ --yes\r`);
  await second.expect(/and below/, 15_000);
  await second.expect(/ready> /);
  await second.send(`${identity(moto)}\r`);
  await second.expect(/user\/dev/, 20_000);
  for (
    const scope of [
      /in this terminal session/,
      /work\/prod and below/,
      /and below/,
      /global default/,
    ]
  ) {
    await second.expect(/ready> /);
    await second.send("opaws clear aws --yes\r");
    await second.expect(new RegExp(`no longer uses .*${scope.source}`), 15_000);
  }
  await second.expect(/ready> /);
  await second.send("opaws clear aws --yes\r");
  await second.expect(/cannot clear "aws": it has no binding that applies/, 15_000);
}

async function answerFirstInit(terminal: Pty): Promise<void> {
  await terminal.expect(/Name of the vault/, 15_000);
  await terminal.send("\r");
  await terminal.expect(/◆ +New password of vault "personal"/);
  await terminal.send(`${PASSWORD}\r`);
  await terminal.expect(/◆ +Repeat the new password/);
  await terminal.send(`${PASSWORD}\r`);
  await terminal.expect(/Where do the credentials come from\?/, 15_000);
  await terminal.expect(/Import access key …\w{4} from .*credentials \[default\]/);
  await terminal.expect(/Import access key …\w{4} from .*credentials \[prod\]/);
  await terminal.expect(/Enter another access key/);
  await terminal.send("\r");
  await terminal.expect(/Name of the item/);
  await terminal.send("\r");
  await terminal.expect(/When should it be used\?/, 15_000);
  await terminal.expect(/Prompt me for each new terminal session/);
  await terminal.expect(/Use automatically when in this directory or subdirectories/);
  await terminal.expect(/Use as global default on my system/);
  await terminal.send("\x1b[B");
  await terminal.send("\x1b[B");
  await terminal.send("\r");
  await terminal.expect(/aws uses "AWS" of vault "personal" as the global default/, 15_000);
  await terminal.expect(
    /still has keys in plaintext that are in the vault now: \[default\]\. Remove them there\?/,
    15_000,
  );
  await terminal.send("y");
  await terminal.expect(/Add it to /, 15_000);
  await terminal.send("y");
  await terminal.expect(/added to ~\/\S+; for this shell, open/, 15_000);
  await terminal.expect(/ready> /);
}

function identity(moto: Moto): string {
  return `aws --endpoint-url ${moto.url} sts get-caller-identity --output json`;
}
