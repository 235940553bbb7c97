/**
 * Makes the pictures of the docs from a real run: opaws from the bundle, in bash, on a terminal of its own, in a temporary
 * home. A script takes the place of aws. `deno task pictures`
 */
import { PASSWORD, UserHome } from "../tests/e2e/user_home.ts";
import type { Pty } from "../tests/e2e/pty.ts";
import { screen } from "./screen.ts";
import { svg } from "./svg.ts";

const COLUMNS = 100;
const ROWS = 40;
const SHOWN_HOME = "/home/me";
const DOWN = "\x1b[B";
const folder = new URL("../docs/pictures/", import.meta.url);
await Deno.mkdir(folder, { recursive: true });

using home = new UserHome({ SHELL: "/bin/bash", PS1: "$ " });
for (const [name, line] of [["aws", "aws-cli/2.31.0"], ["terraform", "Terraform v1.11.4"]]) {
  const text = `#!/bin/sh
case "$*" in *--version*) echo '${line}' ;; *) echo "2026-11-23 09:00:00 releases" ;; esac\n`;
  Deno.writeTextFileSync(`${home.folder}/bin/${name}`, text, { mode: 0o755 });
}
home.credentials({
  default: { id: "AKIAIOSFODNN7EXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" },
  prod: { id: "AKIAI44QH8DHBEXAMPLE", secret: "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY" },
});
const project = home.directory("work/prod");

await home.vault();
await home.opaws(["item", "import", "--all"]);
await picture("init", "opaws init aws asks which item to use, and where", async (terminal) => {
  await terminal.send("opaws unlock\r");
  await terminal.expect(/Password of vault/);
  await terminal.send(`${PASSWORD}\r`);
  await terminal.expect(/unlocked/);
  await terminal.send("clear\r");
  await terminal.expect(/clear/);
  await terminal.send("opaws init aws --no-check\r");
  await terminal.expect(/Where do the credentials come from\?[\s\S]*Search in opaws/, 15_000);
  await terminal.send(`${DOWN}${DOWN}\r`);
  await terminal.expect(/Which item\?[\s\S]*prod[\s\S]*Expand search/, 15_000);
  await terminal.send("prod");
  await terminal.expect(/prod/);
  await terminal.send("\r");
  await terminal.expect(/When should it be used\?/);
  await terminal.send(`${DOWN}\r`);
  await terminal.expect(/Remove them there/, 15_000);
  await terminal.send("y");
  await terminal.expect(/opaws which aws/, 15_000);
});
const titles: { items: { title: string }[] } = JSON.parse(
  (await home.opaws(["item", "list", "--json"])).stdout,
);
const other = titles.items.map(({ title }) => title).find((title) => !/prod/.test(title))!;
const bind = (scope: string, item: string) =>
  home.opaws(["init", "aws", "--item", item, "--scope", scope, "--no-check", "--yes"], {
    cwd: project,
  });
const prod = titles.items.map(({ title }) => title).find((title) => /prod/.test(title))!;
await bind("directory", prod);
await bind("global", other);
await home.opaws(["hook", "--install"]);

await picture("prompt", "aws s3 ls asks for the password once", async (terminal) => {
  await type(terminal, "aws s3 ls", /◆ +Password of vault[^\n]*/);
  await terminal.send(`${PASSWORD}\r`);
  await terminal.expect(/releases/);
  await type(terminal, "aws s3 ls", /releases/);
});
await picture("inspect", "opaws inspect lists every binding", async (terminal) => {
  await type(terminal, "opaws inspect", /global[^\n]*\n/);
});
await picture("which", "opaws which aws explains why", async (terminal) => {
  await type(terminal, "opaws which aws", /So aws[^\n]*\n/);
});
await picture("doctor", "opaws doctor checks everything", async (terminal) => {
  await type(terminal, "opaws doctor", /All is well|problems?\./);
});

async function type(terminal: Pty, line: string, answer: RegExp): Promise<void> {
  await terminal.send(`${line}\r`);
  await terminal.expect(answer, 15_000);
}

/** Opens a terminal in the project, plays `act`, and draws what the screen shows at the end. */
async function picture(
  name: string,
  title: string,
  act: (terminal: Pty) => Promise<void>,
): Promise<void> {
  const { Pty } = await import("../tests/e2e/pty.ts");
  await using terminal = new Pty("bash", ["--norc", "--noprofile"], {
    env: home.env,
    cwd: project,
    cols: COLUMNS,
    rows: ROWS,
  });
  await terminal.send(
    "bind 'set enable-bracketed-paste off'; eval \"$(opaws hook bash)\"; clear\r",
  );
  await terminal.expect(/\$ $/, 15_000);
  await act(terminal);
  await terminal.expect(/\n\$ $|^\$ $|\$ $/, 15_000).catch(() => {});
  const rows = screen(shownAs(terminal.raw), COLUMNS);
  if (rows.at(-1)?.map(({ character }) => character).join("").trim() === "$") rows.pop();
  await Deno.writeTextFile(new URL(`${name}.svg`, folder), svg(rows, COLUMNS, title));
}

/** Replaces paths of this machine by those of a user's machine. */
function shownAs(text: string): string {
  return text.replaceAll(home.folder, SHOWN_HOME)
    .replaceAll(Deno.execPath(), "~/.local/bin/opaws")
    .replaceAll(`${SHOWN_HOME}/bin/opaws`, `${SHOWN_HOME}/.local/bin/opaws`)
    .replaceAll(/(?<![\w.])~\/bin\/opaws/g, "~/.local/bin/opaws")
    .replaceAll(`${SHOWN_HOME}/bin/`, "/usr/bin/")
    .replaceAll(/(?<![\w.])~\/bin\//g, "/usr/bin/");
}
