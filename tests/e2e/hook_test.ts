// One body for the hooks of all shells. What only one shell has is in hook_bash_test.ts and its like.
import assert from "node:assert/strict";
import { denoHost } from "../../src/host.ts";
import { kernelKeyringWorks } from "../../src/unlock/cache/kernel_keyring.ts";
import { ignoreWithout } from "../ignore.ts";
import { HookHome } from "./hook_home.ts";
import { NU } from "./nu.ts";
import { ARGUMENTS, type InteractiveScript, SHELL_SCRIPTS } from "./hook_shells.ts";

const READY = "ready> ";
const END = ["hook", "--end"];
/** The OPAWS_SESSION of another terminal. */
const OTHER = `shell-0-0123456789abcdef.${"ab".repeat(32)}`;

for (const { shell, load, quoted, printStatus, pid, printHook, interactive } of SHELL_SCRIPTS) {
  const ignore = ignoreWithout(shell === "nu" ? NU : shell);
  const print = shell === "nu" ? "print" : "echo";
  const test = (does: string, fn: () => Promise<void>): void =>
    Deno.test({ name: `the hook of ${shell} ${does}`, ignore, fn });

  test("passes every argument unchanged", async () => {
    using home = new HookHome(shell);
    const run = await home.script(`${load}aws ${quoted}\naws\ncdk synth`);
    assert.deepEqual(run, { code: 0, stdout: "", stderr: "" });
    assert.deepEqual(home.calls(), [
      ["run", "--", "aws", ...ARGUMENTS],
      ["run", "--", "aws"],
      ["run", "--", "cdk", "synth"],
    ]);
  });

  test("passes the exit status on", async () => {
    using home = new HookHome(shell);
    const { stdout } = await home.script(load + printStatus, [], { FAKE_STATUS: "42" });
    assert.equal(stdout, "42\n");
  });

  test("calls a program whose path and arguments have any characters", async () => {
    using home = new HookHome(shell);
    const folder = `${home.folder}/sp ace's "$(exit 1)" \\ ü\nline`;
    Deno.mkdirSync(folder);
    home.program(`${folder}/op`);
    home.hook("hook", { program: [`${folder}/op`, "-A", "ma in.ts", ""] });
    const run = await home.script(`${load}aws x`);
    assert.deepEqual(run, { code: 0, stdout: "", stderr: "" });
    assert.deepEqual(home.calls(), [["-A", "ma in.ts", "", "run", "--", "aws", "x"]]);
    if (interactive === null) return;
    home.leaveSomethingToEnd();
    home.write(interactive.startupFile, load + interactive.prompt(READY));
    await using pty = home.terminal();
    await pty.expect(/ready> /);
    await pty.send("exit\r");
    await pty.status;
    assert.deepEqual(home.calls()[1], ["-A", "ma in.ts", "", ...END]);
  });

  test("names in OPAWS_HOOK the shell and the tools that have a function", async () => {
    using home = new HookHome(shell, { tools: ["aws", "my-tool", "if"] });
    const run = await home.script(`${load}${print} ${pid}\n${printHook}`);
    const [id] = run.stdout.split("\n");
    assert.equal(run.stdout, `${id}\n${id}:aws,my-tool\n`);
  });

  if (interactive !== null) testInteractive(shell, load, pid, interactive, test);
}

function testInteractive(
  shell: "bash" | "zsh" | "fish" | "nu",
  load: string,
  pid: string,
  script: InteractiveScript,
  test: (does: string, fn: () => Promise<void>) => void,
): void {
  const { startupFile, prompt, status, names, exitHandlers, ownFunction, kind, subshells } = script;

  test("passes an argument that is not UTF-8 unchanged", async () => {
    using home = new HookHome(shell);
    await home.script(`${load}aws ${script.byte}`);
    assert.deepEqual(home.calls(), [["run", "--", "aws", "\xff"]]);
  });

  test("passes standard input on", async () => {
    using home = new HookHome(shell);
    const run = await home.script(`${load}aws | cat; cat`, [], { FAKE_CAT: "1" }, "in\n");
    assert.equal(run.stdout, "in\n");
  });

  test("is silent in a script, leaves no exit handler and no name behind, and ends with 0", async () => {
    using home = new HookHome(shell);
    home.leaveSomethingToEnd();
    const run = await home.script(
      `${names} >before\n${names} >before\nfalse\n${load}echo ${status}\n${exitHandlers}\n` +
        `${names} >after`,
    );
    assert.deepEqual([run.stdout, run.stderr], ["0\n", ""]);
    const read = (file: string): string[] =>
      Deno.readTextFileSync(`${home.folder}/${file}`).trim().split("\n");
    const before = new Set(read("before"));
    const after = read("after").filter((name) => !before.has(name) && name !== "__opaws_end");
    assert.deepEqual(after.sort(), ["OPAWS_HOOK", "aws", "cdk"]);
    assert.deepEqual(home.calls(), []);
  });

  test("starts no program", async () => {
    using home = new HookHome(shell);
    const noPath = shell === "fish" ? "set PATH /none" : "PATH=/none";
    const text = `${noPath}\nsource ./hook\n${exitHandlers}\necho loaded`;
    const run = await home.script(text, ["-i"], { OPAWS_SESSION: OTHER });
    assert.match(run.stdout, /__opaws_end[^]*loaded\n/);
    assert.doesNotMatch(run.stderr, /not found|unknown command|no such file/i);
  });

  test("replaces a function of the same name, loaded twice", async () => {
    using home = new HookHome(shell);
    const run = await home.script(`${ownFunction}\n${load}${load}cdk y`);
    assert.deepEqual(run, { code: 0, stdout: "", stderr: "" });
    assert.deepEqual(home.calls(), [["run", "--", "cdk", "y"]]);
  });

  test("exports OPAWS_SESSION only if the platform needs it, drawn again in each terminal", async () => {
    using home = new HookHome(shell, { session: true });
    const show =
      `${load}${load}env | grep OPAWS_SESSION; ${shell} -c 'source ./hook; env | grep OPAWS_SESSION'`;
    const env = { OPAWS_SESSION: OTHER };
    const shown = [];
    for (const _ of [1, 2]) {
      const { stdout, stderr } = await home.script(show, [], env);
      const lines = stdout.trim().split("\n").map((line) =>
        /^OPAWS_SESSION=shell-(\d+)-([0-9a-f]{16}\.[0-9a-f]{64})$/.exec(line)
      );
      assert.equal(lines.length, 2, stdout + stderr);
      assert.equal(lines[0]?.[2], lines[1]?.[2], "a shell inside has the same key");
      shown.push(lines[0]?.[2]);
    }
    assert.equal(new Set([OTHER.slice(8), undefined, ...shown]).size, 4);
    home.hook("hook", {});
    const { stdout } = await home.script(`${load}env | grep OPAWS_SESSION`);
    assert.equal(stdout === "", kernelKeyringWorks(denoHost));
  });

  test("ends the session when its leader exits, once, if there is something to end", async () => {
    using home = new HookHome(shell);
    home.write(startupFile, load + load + prompt(READY));
    for (const isLeft of [false, true]) {
      if (isLeft) home.leaveSomethingToEnd();
      await using pty = home.terminal();
      await pty.expect(/ready> /);
      await pty.send("exit 7\r");
      assert.equal((await pty.status).code, 7);
      assert.deepEqual(home.calls(), isLeft ? [END] : []);
    }
  });

  test("ends the session only if the files are of this terminal, in any of the folders", async () => {
    for (const folder of ["it's the $(end), {a,b}", "it's state/run/boot", "xdg/opaws"]) {
      using home = new HookHome(shell);
      home.write(startupFile, load + prompt(READY));
      await using pty = home.terminal([], { XDG_RUNTIME_DIR: `${home.folder}/xdg` });
      await pty.expect(/ready> /);
      await pty.send(`echo pid:${pid}:\r`);
      const id = /pid:(\d+):/.exec(await pty.expect(/pid:\d+:/))![1];
      home.write(`${folder}/terminal-linux-0-1-${id}0-3.json`, "");
      home.write(`${folder}/terminal-linux-0-${id}-1.json`, "");
      await pty.expect(/ready> /);
      await pty.send(`${shell}\r`);
      await pty.expect(/ready> /);
      await pty.send("exit\r");
      await pty.expect(/ready> /);
      assert.deepEqual(home.calls(), []);
      home.write(`${folder}/terminal-linux-0-1-${id}-3.json`, "");
      await pty.send("exit\r");
      await pty.status;
      assert.deepEqual(home.calls(), [END], folder);
    }
  });

  test("ends the session when the terminal is closed", async () => {
    using home = new HookHome(shell);
    home.write(startupFile, load + prompt(READY));
    home.leaveSomethingToEnd();
    const pty = home.terminal();
    await pty.expect(/ready> /);
    await pty.close();
    assert.deepEqual(home.calls(), [END]);
  });

  test("does not end the session from a shell inside it, nor from a subshell", async () => {
    using home = new HookHome(shell);
    home.leaveSomethingToEnd();
    const saved = 'test "$SHLVL" != 1 || print-hook hook >saved; source ~/saved\n';
    home.write(startupFile, saved + prompt("level $SHLVL> "));
    await using pty = home.terminal([], { SHLVL: "0" });
    await pty.expect(/level 1> /);
    await pty.send(`${subshells}\r`);
    await pty.expect(/level 1> /);
    await pty.send(`${shell}\r`);
    await pty.expect(/level 2> /);
    await pty.send(`${kind}\r`);
    await pty.expect(/\nfunction\n/);
    await pty.send("exit\r");
    await pty.expect(/level 1> /);
    assert.deepEqual(home.calls(), []);
    await pty.send("exit\r");
    await pty.status;
    assert.deepEqual(home.calls(), [END]);
  });

  test("keeps job control: Ctrl-C, Ctrl-Z and fg", async () => {
    using home = new HookHome(shell);
    home.write(startupFile, load + prompt(READY));
    await using pty = home.terminal([], { FAKE_SLEEP: "60" });
    await pty.expect(/ready> /);
    await pty.send("aws one\r");
    await pty.expect(/sleeping\n/);
    await pty.send("\x1a");
    await pty.expect(/ready> /);
    await pty.send("jobs\r");
    await pty.expect(/stopped|suspended/i);
    await pty.expect(/ready> /);
    await pty.send("fg\r");
    await pty.expect(script.resumed);
    await new Promise((done) => setTimeout(done, 300));
    await pty.send("\x03");
    await pty.expect(/ready> /);
    await pty.send(shell === "fish" ? "jobs\r" : `echo status ${status}\r`);
    await pty.expect(shell === "fish" ? /There are no jobs\n/ : /status 130\n/);
  });
}
