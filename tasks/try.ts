/**
 * Shows the main job on a sample, in a home of its own that is gone afterwards: keys in plaintext are imported, bound to
 * a directory, given to a program, and cleared. Everything is done by `opaws` itself, as a user would type it.
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
  OPAWS_SESSION: newSessionVariable(denoHost), // what the hook exports where the kernel keeps no keys
  TERM: "dumb",
};

try {
  await Deno.mkdir(`${home}/.aws`);
  await Deno.mkdir(`${home}/bin`);
  await Deno.writeTextFile(`${home}/bin/show-keys`, SHOW_KEYS, { mode: 0o755 });
  await Deno.mkdir(project, { recursive: true });
  await Deno.mkdir(env.XDG_RUNTIME_DIR, { mode: 0o700 });
  await Deno.writeTextFile(`${home}/.aws/credentials`, CREDENTIALS, { mode: 0o600 });
  say("Two access keys lie in plaintext in ~/.aws/credentials. First, a vault:");
  await opaws(["vault", "create", "personal", "--password-stdin"], PASSWORD);
  say("Bring the keys in, and take the plaintext away:");
  await opaws(["item", "import", "--all"]);
  await opaws(["scrub", "--yes"]);
  say("One key for this directory and below, the other everywhere else:");
  const titles = await itemTitles();
  const bind = ["init", "aws", "--yes", "--no-check"]; // AWS is not asked whose the sample keys are
  await opaws([...bind, "--item", titles.prod, "--scope", "directory"]);
  await opaws([...bind, "--item", titles.other, "--scope", "global"]);
  say("Why that one, here:");
  await opaws(["which", "aws"]);
  say("A program gets it in its environment (secrets masked), here and elsewhere:");
  await opaws(["run", "--", "show-keys"]);
  await opaws(["run", "--", "show-keys"], "", home);
  say("Clear both, and nothing is given any more:");
  await opaws(["clear", "aws", "--yes"]);
  await opaws(["clear", "aws", "--yes"]);
  await opaws(["inspect", "aws"]);
  await opaws(["vault", "delete", "personal", "--yes"]);
} finally {
  await Deno.remove(home, { recursive: true });
}
say("That was it; the home of this run is gone.");

async function opaws(words: readonly string[], input = "", cwd = project): Promise<string> {
  const shown = words.map((word) => /^[\w./-]+$/.test(word) ? word : `'${word}'`).join(" ");
  if (words[1] !== "list") console.log(`${cwd.replace(home, "~")}$ opaws ${shown}`);
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "-q", main.pathname, ...words],
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
  if (words[1] !== "list") console.log(text.replaceAll(home, "~").trimEnd());
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
