import assert from "node:assert/strict";
import type { Pty } from "./pty.ts";
import { PASSWORD, UserHome } from "./user_home.ts";

const QUESTION = /◆ +Password of vault "personal"/;
const ECHO = "stty -a | grep -o ' -\\?echo ' | tr -d ' '";

async function place(): Promise<{ home: UserHome; terminal: Pty }> {
  const home = new UserHome({ PS1: "ready> " });
  await home.vault();
  await home.item("AWS dev");
  await home.bind("AWS dev");
  const terminal = home.terminal("/bin/sh", ["-i"]);
  await terminal.expect(/ready> /);
  return { home, terminal };
}

Deno.test("the question names vault, item, tool and directory, and what you type is not shown", async () => {
  const { home, terminal } = await place();
  using _home = home;
  await using _terminal = terminal;
  await terminal.send("opaws run -- sh -c 'echo got $AWS_ACCESS_KEY_ID'\r");
  const output = await terminal.expect(/opaws: .*\n│\n◆ +Password of vault "personal"/);
  assert.match(output, /sh needs item "AWS dev" \(global\) in ~\n/);
  await terminal.send(`${PASSWORD}\r`);
  await terminal.expect(/got AKIAIOSFODNN7EXAMPLE/);
  assert.ok(!terminal.output.includes("correct"));
  await terminal.send("opaws run -- sh -c 'echo again $AWS_ACCESS_KEY_ID'\r");
  await terminal.expect(/again AKIAIOSFODNN7EXAMPLE/);
});

Deno.test("the question names the role that is assumed, with its account", async () => {
  const { home, terminal } = await place();
  using _home = home;
  await using _terminal = terminal;
  const role = "arn:aws:iam::123456789012:role/admin";
  Deno.writeTextFileSync(`${home.folder}/.aws/config`, `[profile prod]\nrole_arn = ${role}\n`);
  await terminal.send("opaws run --profile prod -- true\r");
  const output = await terminal.expect(/opaws: .*\n│\n◆ +Password of vault "personal"/);
  assert.ok(output.includes(`true needs item "AWS dev" for ${role} (global) in ~\n`), output);
});

Deno.test("three wrong passwords end with 77, and the question stays out of the pipe", async () => {
  const { home, terminal } = await place();
  using _home = home;
  await using _terminal = terminal;
  await terminal.send("echo piped | opaws run -- cat >out; echo status $?\r");
  for (const left of ["2 tries left", "1 try left"]) {
    await terminal.expect(QUESTION);
    await terminal.send("wrong password\r");
    await terminal.expect(new RegExp(`wrong password, ${left}`));
  }
  await terminal.expect(QUESTION);
  await terminal.send("wrong password\r");
  await terminal.expect(/cannot unlock vault "personal": wrong password/);
  await terminal.expect(/status 77/);
  assert.equal(Deno.readTextFileSync(`${home.folder}/out`), "");
  await terminal.send("echo piped | opaws run -- cat >out; echo status $?\r");
  await terminal.expect(QUESTION);
  await terminal.send(`${PASSWORD}\r`);
  await terminal.expect(/status 0/);
  assert.equal(Deno.readTextFileSync(`${home.folder}/out`), "piped\n");
});

for (const [name, keys] of [["Ctrl-C", "abc\x03"], ["Ctrl-D", "\x04"], ["Esc", "abc\x1b"]]) {
  Deno.test(`${name} cancels with 77 and the terminal echoes again`, async () => {
    const { home, terminal } = await place();
    using _home = home;
    await using _terminal = terminal;
    await terminal.send("opaws run -- true; echo status $?\r");
    await terminal.expect(QUESTION);
    await terminal.send(keys!);
    await terminal.expect(/Cancelled\./);
    await terminal.expect(/status 77/);
    await terminal.send(`${ECHO}\r`);
    await terminal.expect(/\necho\n/);
  });
}

for (const signal of ["INT", "TERM", "HUP", "QUIT"] as const) {
  Deno.test(`a question ended by SIG${signal} leaves a terminal that echoes`, async () => {
    const { home, terminal } = await place();
    using _home = home;
    await using _terminal = terminal;
    await terminal.send("sh -c 'echo $$ >pid; exec opaws unlock'; echo ended\r");
    await terminal.expect(QUESTION);
    const pid = Number(Deno.readTextFileSync(`${home.folder}/pid`));
    Deno.kill(pid, `SIG${signal}`);
    await terminal.expect(/ended|ready> /); // SIGINT also ends the shell's line
    await terminal.send(`${ECHO}\r`);
    await terminal.expect(/\necho\n/);
  });
}

Deno.test("opaws does not ask in the background if no shell can bring it to the foreground (79)", async () => {
  const { home, terminal } = await place();
  using _home = home;
  await using _terminal = terminal;
  const later = "(sleep 1; opaws unlock 2>err; echo $? >status) &";
  await terminal.send(`sh -c '${later}'; until test -s status; do sleep 1; done; echo over\r`);
  await terminal.expect(/\nover/, 15_000);
  assert.match(Deno.readTextFileSync(`${home.folder}/err`), /there is no terminal to ask on/);
  assert.equal(Deno.readTextFileSync(`${home.folder}/status`), "79\n");
});

Deno.test("closing the terminal during the question ends opaws", async () => {
  const { home, terminal } = await place();
  using _home = home;
  await terminal.send("sh -c 'echo $$ >pid; exec opaws unlock'\r");
  await terminal.expect(QUESTION);
  const pid = Number(Deno.readTextFileSync(`${home.folder}/pid`));
  await terminal.close();
  for (let tries = 0; alive(pid); tries++) {
    assert.ok(tries < 100, "opaws still runs without its terminal");
    await new Promise((done) => setTimeout(done, 50));
  }
});

Deno.test("each terminal unlocks separately, lock locks one and lock --all locks both", async () => {
  const { home, terminal: one } = await place();
  using _home = home;
  await using _one = one;
  await using two = home.terminal("/bin/sh", ["-i"]);
  for (const terminal of [one, two]) {
    await terminal.send("opaws unlock\r");
    await terminal.expect(QUESTION);
    await terminal.send(`${PASSWORD}\r`);
    await terminal.expect(/is unlocked for this terminal/);
  }
  await one.send("opaws lock; opaws status\r");
  await one.expect(/personal +locked .*this terminal\npersonal +unlocked .*\npersonal +unlocked /);
  await two.send("opaws status\r");
  await two.expect(/personal +unlocked .*this terminal/);
  await one.send("opaws lock --all\r");
  await one.expect(/locked in every terminal/);
  await two.send("opaws status\r");
  await two.expect(/personal +locked .*this terminal/);
});

Deno.test("the end of the shell locks its terminal", async () => {
  const { home, terminal: asking } = await place();
  using _home = home;
  await using _asking = asking;
  Deno.writeTextFileSync(`${home.folder}/.bashrc`, `PS1='ready> '\neval "$(opaws hook bash)"\n`);
  await using shell = home.terminal("/bin/bash", ["--noprofile"]);
  await shell.expect(/ready> /);
  await shell.send("opaws unlock\r");
  await shell.expect(QUESTION);
  await shell.send(`${PASSWORD}\r`);
  await shell.expect(/is unlocked for this terminal/);
  await shell.send("opaws init aws --item 'AWS dev' --scope session --yes\r");
  await shell.expect(/in this terminal session/);
  const files = (): string[] =>
    [...Deno.readDirSync(`${home.folder}/run/opaws`)].map((entry) => entry.name)
      .filter((name) => name.includes(`-${shell.pid}-`) && !name.endsWith(".lock"));
  assert.equal(files().length, 2);
  await shell.send("exit\r");
  await shell.status;
  assert.deepEqual(files(), []);
  await asking.send("opaws status --json\r");
  const status = await asking.expect(/"unlockCache"[\s\S]*\n\}\n/);
  assert.ok(!status.includes(`-${shell.pid}-`), "its key is gone from the cache");
});

function alive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(Deno.readTextFileSync(`/proc/${pid}/stat`));
  } catch {
    return false;
  }
}

Deno.test("a new password is asked for again if it is too short or the two differ", async () => {
  using home = new UserHome({ PS1: "ready> " });
  await using terminal = home.terminal("/bin/sh", ["-i"]);
  await terminal.expect(/ready> /);
  await terminal.send("opaws vault create personal\r");
  await terminal.expect(/◆ +New password of vault "personal"/);
  await terminal.send("short\r");
  await terminal.expect(/it is shorter than 8 characters\n/);
  await terminal.expect(/◆ +New password of vault "personal"/);
  await terminal.send(`${PASSWORD}\r`);
  await terminal.expect(/◆ +Repeat the new password/);
  await terminal.send("something else\r");
  await terminal.expect(/the two passwords differ, so type both again/);
  await terminal.expect(/◆ +New password of vault "personal"/);
  await terminal.send(`${PASSWORD}\r`);
  await terminal.expect(/◆ +Repeat the new password/);
  await terminal.send(`${PASSWORD}\r`);
  await terminal.expect(/this password is (fair|strong)/);
  await terminal.expect(/Created vault "personal"/);
});
