import assert from "node:assert/strict";
import { textWidth } from "../../src/text_width.ts";
import { PASSWORD, UserHome } from "./user_home.ts";

const COMMANDS = ["item list", "status", "inspect", "vault slots list", "list", "doctor"];
// deno-lint-ignore no-control-regex
const ESCAPES = /\x1b\[[\d;?]*[a-zA-Z]/g;
const BOLD = "\x1b[1m";

async function home(): Promise<UserHome> {
  const made = new UserHome({ SHELL: "/bin/sh" });
  await made.vault();
  await made.item("AWS dev");
  await made.item("AWS production of the whole company, the European part", "AKIAI44QH8DHBEXAMPLE");
  await made.bind("AWS production of the whole company, the European part");
  return made;
}

/** Returns what `command` prints on a terminal that is `cols` wide and has the vault unlocked. */
async function shown(
  made: UserHome,
  command: string,
  cols: number,
  variables = "",
): Promise<string> {
  const { Pty } = await import("./pty.ts");
  await using terminal = new Pty("/bin/sh", ["-i"], {
    env: { ...made.env, PS1: "" },
    cwd: made.folder,
    cols,
  });
  await terminal.send("opaws unlock\r");
  await terminal.expect(/◆ +Password of vault/, 20_000);
  await terminal.send(`${PASSWORD}\r`);
  await terminal.expect(/is unlocked for this terminal|is unlocked for\s+this terminal/, 20_000);
  await terminal.send(`stty -echo; echo be""gin\r`);
  await terminal.expect(/begin\n/, 20_000);
  await terminal.send(`${variables} opaws ${command}; echo en""d\r`);
  await terminal.expect(/^end\n/m, 30_000);
  return terminal.raw.replaceAll("\r", "").split("begin\n").at(-1)!.split("end\n")[0]!;
}

Deno.test("tables fit the terminal, with a colored header row, and a colored mark for each finding of doctor", async () => {
  using made = await home();
  for (const command of COMMANDS) {
    const raw = await shown(made, command, 70);
    assert.ok(raw.includes(BOLD), command);
    for (const line of raw.replaceAll(ESCAPES, "").split("\n")) {
      const isCommand = /^ +try: /.test(line);
      assert.ok(isCommand || textWidth(line) <= 70, `${command}: ${line}`);
    }
  }
  const doctor = await shown(made, "doctor", 70);
  for (const mark of ["\x1b[32m✓", "\x1b[31m✗", "\x1b[33m!"]) {
    assert.ok(doctor.includes(mark), doctor);
  }
  const narrow = (await shown(made, "item list", 70)).replaceAll(ESCAPES, "");
  assert.match(narrow, /^TITLE +VAULT +KEY +ID +UPDATED\n/);
  assert.match(narrow, /^AWS production of .*… +personal +…MPLE +[\da-f]{8} +just now$/m);
});

Deno.test("NO_COLOR, TERM=dumb, pipes and --json get no colors", async () => {
  using made = await home();
  for (const command of COMMANDS) {
    for (const variables of ["NO_COLOR=1", "TERM=dumb"]) {
      const raw = await shown(made, command, 200, variables);
      assert.deepEqual(raw.match(ESCAPES), null, `${variables} ${command}`);
    }
    const piped = await made.opaws(command.split(" "));
    assert.deepEqual(piped.stdout.match(ESCAPES), null, command);
    const json = await made.opaws([...command.split(" "), "--json"]);
    assert.deepEqual(json.stdout.match(ESCAPES), null, command);
    JSON.parse(json.stdout);
  }
  const piped = await made.opaws(["doctor"]);
  assert.match(piped.stdout, /^problem +Shell\n {2}problem +hook: /m);
  assert.match(piped.stdout, /^ok +Files +only you have access to .*; changes can be saved; /m);
});

Deno.test("a pipe gets whole cells, and --json absolute times where people see relative ones", async () => {
  using made = await home();
  const { stdout } = await made.opaws(["item", "list"]);
  assert.match(stdout, /European part +personal +…MPLE +[\da-f]{8} +just now$/m);
  const { items } = JSON.parse((await made.opaws(["item", "list", "--json"])).stdout);
  assert.ok(Math.abs(Date.parse(items[0].updated) - Date.now()) < 3_600_000);
  assert.equal(items[0].id.length, 36);
});
