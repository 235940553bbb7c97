/**
 * Shows what opaws is for, in a temporary home: imports plaintext keys, binds them, gives them to a program, and
 * removes everything again, with the `opaws` commands that a user would type.
 * `deno task try`
 */
import { denoHost } from "../src/host.ts";
import { newSessionVariable } from "../src/unlock/terminal_session.ts";

const CREDENTIALS = `# a sample; these are AWS's own example keys
[default]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY

[prod]
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
aws_secret_access_key = je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY
`;
/** A program that shows which credentials it got, secrets masked. */
const SHOW_KEYS = `#!/bin/sh
env | grep '^AWS_' | sort | sed -E 's/(SECRET_ACCESS_KEY|SESSION_TOKEN)=.*/\\1=********/'
`;
const PASSWORD = "a sample password, for this run only\n";

const main = new URL("../main.ts", import.meta.url);
const home = await Deno.makeTempDir({ prefix: "opaws-try-" });
const project = `${home}/work/prod`;
const env = {
  HOME: home,
  PATH: `${home}/bin:${Deno.env.get("PATH") ?? "/usr/bin:/bin"}`,
  DENO_DIR: Deno.env.get("DENO_DIR") ?? await cacheFolder(),
  XDG_RUNTIME_DIR: `${home}/run`,
  OPAWS_SESSION: newSessionVariable(denoHost), // what the hook exports where the kernel has no keyring
  TERM: "dumb",
};

try {
  await Deno.mkdir(`${home}/.aws`);
  await Deno.mkdir(`${home}/bin`);
  await Deno.writeTextFile(`${home}/bin/show-keys`, SHOW_KEYS, { mode: 0o755 });
  await Deno.mkdir(project, { recursive: true });
  await Deno.mkdir(env.XDG_RUNTIME_DIR, { mode: 0o700 });
  await Deno.writeTextFile(`${home}/.aws/credentials`, CREDENTIALS, { mode: 0o600 });
  say("~/.aws/credentials has two access keys in plaintext. First, make a vault:");
  await opaws(["vault", "create", "personal", "--password-stdin"], PASSWORD);
  say("Import the keys, and remove the plaintext:");
  await opaws(["item", "import", "--all"]);
  await opaws(["scrub", "--yes"]);
  say("Use one key in this directory and below, and the other everywhere else:");
  const titles = await itemTitles();
  const bind = ["init", "aws", "--yes", "--no-check"]; // AWS doesn't know the sample keys
  await opaws([...bind, "--item", titles.prod, "--scope", "directory"]);
  await opaws([...bind, "--item", titles.other, "--scope", "global"]);
  say("Which key does aws get here, and why?");
  await opaws(["which", "aws"]);
  say("A program gets the key in its environment, here and elsewhere (secrets masked):");
  await opaws(["run", "--", "show-keys"]);
  await opaws(["run", "--", "show-keys"], "", home);
  say("Clear both bindings, and no program gets a key any more:");
  await opaws(["clear", "aws", "--yes"]);
  await opaws(["clear", "aws", "--yes"]);
  await opaws(["inspect", "aws"]);
  await opaws(["vault", "delete", "personal", "--yes"]);
} finally {
  await Deno.remove(home, { recursive: true });
}
say("That was it. The temporary home is gone.");

async function opaws(args: readonly string[], input = "", cwd = project): Promise<string> {
  const shown = args.map((arg) => /^[\w./-]+$/.test(arg) ? arg : `'${arg}'`).join(" ");
  if (args[1] !== "list") console.log(`${cwd.replace(home, "~")}$ opaws ${shown}`);
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "-q", main.pathname, ...args],
    cwd,
    clearEnv: true,
    env,
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  const { code, stdout } = await child.output();
  const text = new TextDecoder().decode(stdout);
  if (args[1] !== "list") console.log(text.replaceAll(home, "~").trimEnd());
  if (code !== 0) throw new Error(`opaws ${shown} ended with ${code}`);
  return text;
}

async function itemTitles(): Promise<{ prod: string; other: string }> {
  const { items } = JSON.parse(await opaws(["item", "list", "--json"])) as {
    items: { title: string }[];
  };
  const prod = items.find((item) => item.title.includes("prod"))!.title;
  return { prod, other: items.find((item) => item.title !== prod)!.title };
}

async function cacheFolder(): Promise<string> {
  const info = new Deno.Command(Deno.execPath(), { args: ["info", "--json"], stdout: "piped" });
  const { denoDir } = JSON.parse(new TextDecoder().decode((await info.output()).stdout));
  return denoDir;
}

function say(sentence: string): void {
  console.log(`\n# ${sentence}`);
}
