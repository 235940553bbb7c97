// Each error is provoked, its try: line is run as it is printed, and then does what the error needed.
import assert from "node:assert/strict";
import { ignoreWithout } from "../ignore.ts";
import type { Pty } from "./pty.ts";
import { type Case, CASES, ITEM, VAULT } from "./try_line_cases.ts";
import { type Ended, PASSWORD, UserHome } from "./user_home.ts";

for (const [name, each] of Object.entries(CASES)) {
  Deno.test({
    name: `the try: line works for ${name}`,
    ignore: each.answers !== undefined && ignoreWithout("setsid"),
    fn: () => tryCase(each),
  });
}

async function tryCase(each: Case): Promise<void> {
  using home = new UserHome();
  await setUp(home);
  if (each.setup !== undefined) await succeed(home, each.setup);
  const stderr = await provoke(home, each);
  const fix = /^ {2}try: (.*?)\r?$/m.exec(stderr)?.[1];
  assert.ok(fix !== undefined, stderr);
  assert.equal(fix.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "ID"), each.fix);
  const { code, output } = await run(home, fix, each);
  assert.equal(code, each.status ?? 0, output);
  if (each.prints !== undefined) assert.match(output, each.prints);
  if (each.check !== null) await succeed(home, each.check ?? each.command);
}

async function setUp(home: UserHome): Promise<void> {
  for (const [vault, title] of [["first", "AWS dev"], [VAULT, ITEM]] as const) {
    const made = await home.opaws(["vault", "create", vault, "--password-stdin"], {
      input: `${PASSWORD}\n`,
    });
    assert.equal(made.code, 0, made.stderr);
    const id = vault === VAULT ? "AKIAI44QH8DHBEXAMPLE" : "AKIAIOSFODNN7EXAMPLE";
    const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    const fields = { "access key id": id, "secret access key": secret };
    const item = await home.opaws(["item", "create", "--stdin", "--vault", vault], {
      input: JSON.stringify({ title, fields }),
    });
    assert.equal(item.code, 0, item.stderr);
  }
  home.program("terraform", "exit 0");
}

/** Runs the command that fails and returns what it says. An export that fails because of the terminal needs one. */
async function provoke(home: UserHome, { command, answers }: Case): Promise<string> {
  if (answers?.length === 0) {
    await using terminal = home.terminal("/bin/sh", ["-c", command]);
    assert.notEqual(await ended(terminal), 0);
    return terminal.output;
  }
  const { code, stderr } = await sh(home, command);
  assert.notEqual(code, 0, stderr);
  return stderr;
}

async function run(
  home: UserHome,
  command: string,
  { answers, input }: Case,
): Promise<{ readonly code: number; readonly output: string }> {
  if (answers === undefined) {
    const { code, stdout, stderr } = await sh(home, command, input && `${input}\n`);
    return { code, output: stdout + stderr };
  }
  await using terminal = home.terminal("/bin/sh", ["-c", command]);
  for (const [question, answer] of answers) {
    await terminal.expect(question);
    await terminal.send(answer.length === 1 ? answer : `${answer}\r`);
  }
  if (answers.length === 0) {
    await terminal.expect(/Password of vault/);
    await terminal.send(`${PASSWORD}\r`);
  }
  return { code: await ended(terminal), output: terminal.output };
}

/** Returns the exit status of the program in `terminal`. Throws if it asks something else instead. */
async function ended(terminal: Pty): Promise<number> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`still running: ${terminal.output}`)), 20_000);
  });
  try {
    return (await Promise.race([terminal.status, timeout])).code;
  } finally {
    clearTimeout(timer);
  }
}

async function succeed(home: UserHome, command: string): Promise<void> {
  const { code, stdout, stderr } = await sh(home, command);
  assert.equal(code, 0, `${command}\n${stdout}${stderr}`);
}

async function sh(home: UserHome, command: string, input = ""): Promise<Ended> {
  return await home.run("/bin/sh", ["-c", command], { input });
}
