import assert from "node:assert/strict";
import { HookHome } from "./hook_home.ts";
import { ignoreWithout } from "../ignore.ts";

const SOURCE = "print-hook hook | source\n";
const READY = "function fish_prompt; echo 'ready> '; end\nset -g fish_greeting\n";
const CONFIG = ".config/fish/config.fish";
const ignore = ignoreWithout("fish");

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name: `hook.fish ${name}`, ignore, fn });
}

test("passes every argument byte for byte", async () => {
  using home = new HookHome("fish");
  const run = await home.script(
    `${SOURCE}aws '' 'a b' "it's" x\\ny '*' -- -n '$(x)' '\\\\' \\Xff ''\naws\ncdk synth`,
  );
  assert.deepEqual(run, { code: 0, stdout: "", stderr: "" });
  assert.deepEqual(home.calls(), [
    ["run", "--", "aws", "", "a b", "it's", "x\ny", "*", "--", "-n", "$(x)", "\\", "\xff", ""],
    ["run", "--", "aws"],
    ["run", "--", "cdk", "synth"],
  ]);
});

test("passes options that functions and builtins know themselves", async () => {
  using home = new HookHome("fish");
  await home.script(`${SOURCE}aws --help\naws -h\naws -- --wraps x\naws --version`);
  assert.deepEqual(home.calls().map((call) => call.slice(3)), [
    ["--help"],
    ["-h"],
    ["--", "--wraps", "x"],
    ["--version"],
  ]);
});

test("keeps the exit status and the standard input", async () => {
  using home = new HookHome("fish");
  const failed = await home.script(`${SOURCE}aws; echo $status`, [], { FAKE_STATUS: "42" });
  assert.equal(failed.stdout, "42\n");
  const piped = await home.script(`${SOURCE}aws | cat; cat`, [], { FAKE_CAT: "1" }, "in\n");
  assert.equal(piped.stdout, "in\n");
});

test("is silent in a script, leaves no exit function and no name, and ends with 0", async () => {
  using home = new HookHome("fish");
  home.keepSomething();
  const names = "begin; functions -n --all; set --names; end";
  const run = await home.script(
    `${names} >before\nfalse\n${SOURCE}echo $status\n${names} >after\n` +
      "functions --handlers | string match '*opaws*'\ndiff before after | string match -r '^[<>].*'",
  );
  assert.deepEqual([run.stderr, run.stdout.replace(/\n/g, " ")], [
    "",
    "0 > aws > cdk > OPAWS_HOOK ",
  ]);
  assert.deepEqual(home.calls(), []);
});

test("starts no program", async () => {
  using home = new HookHome("fish", { leader: null, session: "shell-0a.ff" });
  const run = await home.script(
    "set PATH /none\nsource ./hook\nfunctions -q aws __opaws_end; and echo there",
    [
      "-i",
    ],
  );
  assert.match(run.stdout, /there\n/);
  assert.ok(!/unknown command/i.test(run.stderr), run.stderr);
});

test("takes the place of a function or alias of the same name, sourced twice", async () => {
  using home = new HookHome("fish");
  const run = await home.script(
    `alias aws 'command aws --from-alias'\nfunction cdk; echo mine; end\n${SOURCE}${SOURCE}aws x; cdk y`,
  );
  assert.deepEqual(run, { code: 0, stdout: "", stderr: "" });
  assert.deepEqual(home.calls(), [["run", "--", "aws", "x"], ["run", "--", "cdk", "y"]]);
});

test("leaves the user's variables called program and tool alone", async () => {
  using home = new HookHome("fish");
  const run = await home.script(
    `set -g program mine\nset -g tool own\n${SOURCE}aws x\necho $program $tool`,
  );
  assert.equal(run.stdout, "mine own\n");
  assert.deepEqual(home.calls(), [["run", "--", "aws", "x"]]);
});

test("calls a program whose path and words hold anything", async () => {
  using home = new HookHome("fish");
  const odd = `${home.folder}/sp ace's "$(exit 1)" \\ ü\nline`;
  Deno.mkdirSync(odd);
  home.program(`${odd}/op`);
  home.hook("hook", { program: [`${odd}/op`, "-A", "ma in.ts", ""] });
  home.keepSomething();
  const run = await home.script(`${SOURCE}aws x`);
  assert.deepEqual(run, { code: 0, stdout: "", stderr: "" });
  assert.deepEqual(home.calls(), [["-A", "ma in.ts", "", "run", "--", "aws", "x"]]);
  home.write(CONFIG, SOURCE + READY);
  await using pty = home.terminal();
  await pty.expect(/ready> /);
  await pty.send("exit\r");
  await pty.status;
  assert.deepEqual(home.calls()[1], ["-A", "ma in.ts", "", "hook", "--end"]);
});

test("exports OPAWS_SESSION where the platform needs it, and only there", async () => {
  using home = new HookHome("fish", { session: "shell-0a.ff" });
  assert.equal(
    (await home.script(`${SOURCE}env | grep OPAWS_SESSION`)).stdout,
    "OPAWS_SESSION=shell-0a.ff\n",
  );
  home.hook("hook", {});
  assert.equal((await home.script(`${SOURCE}env | grep OPAWS_SESSION`)).stdout, "");
});

test("tells in OPAWS_HOOK which shell has which functions", async () => {
  using home = new HookHome("fish", { tools: ["aws", "my-tool", "if"] });
  const run = await home.script(`${SOURCE}echo $fish_pid; env | grep OPAWS_HOOK`);
  const [pid] = run.stdout.split("\n");
  assert.equal(run.stdout, `${pid}\nOPAWS_HOOK=${pid}:aws,my-tool\n`);
});

test("ends the session at the leader's exit, once, when there is something to end", async () => {
  using home = new HookHome("fish");
  home.write(CONFIG, SOURCE + SOURCE + READY);
  for (const [keep, calls] of [[false, 0], [true, 1]] as const) {
    if (keep) home.keepSomething();
    await using pty = home.terminal();
    await pty.expect(/ready> /);
    await pty.send("exit 7\r");
    assert.equal((await pty.status).code, 7);
    assert.deepEqual(home.calls(), Array(calls).fill(["hook", "--end"]));
  }
});

test("ends the session when the terminal is closed", async () => {
  using home = new HookHome("fish");
  home.write(CONFIG, SOURCE + READY);
  home.keepSomething();
  const pty = home.terminal();
  await pty.expect(/ready> /);
  await pty.close();
  assert.deepEqual(home.calls(), [["hook", "--end"]]);
});

test("keeps the user's own exit functions, and the status they see", async () => {
  using home = new HookHome("fish");
  home.keepSomething();
  home.write(
    CONFIG,
    `function one --on-event fish_exit; echo "one $status" >>$HOME/seen; end\n${SOURCE}` +
      `function two --on-event fish_exit; echo "two $status" >>$HOME/seen; end\n${READY}`,
  );
  await using pty = home.terminal();
  await pty.expect(/ready> /);
  await pty.send("exit 5\r");
  assert.equal((await pty.status).code, 5);
  const seen = Deno.readTextFileSync(`${home.folder}/seen`).trim().split("\n").sort();
  assert.deepEqual(seen, ["one 5", "two 5"]);
  assert.deepEqual(home.calls(), [["hook", "--end"]]);
});

test("does not end the session from a shell inside it", async () => {
  using home = new HookHome("fish");
  home.keepSomething();
  home.write(
    CONFIG,
    "test $SHLVL = 1; and print-hook hook >saved; source ~/saved\n" +
      'function fish_prompt; echo "level $SHLVL> "; end\nset -g fish_greeting\n',
  );
  await using pty = home.terminal([], { SHLVL: "0" });
  await pty.expect(/level 1> /);
  await pty.send("fish -c 'exit 3'; set x (fish -c exit)\r");
  await pty.expect(/level 1> /);
  await pty.send("fish\r");
  await pty.expect(/level 2> /);
  await pty.send("type -t aws\r");
  await pty.expect(/\nfunction\n/);
  await pty.send("exit\r");
  await pty.expect(/level 1> /);
  assert.deepEqual(home.calls(), []);
  await pty.send("exit\r");
  await pty.status;
  assert.deepEqual(home.calls(), [["hook", "--end"]]);
});

test("keeps job control: Ctrl-C, Ctrl-Z and fg", async () => {
  using home = new HookHome("fish");
  home.write(CONFIG, SOURCE + READY);
  await using pty = home.terminal([], { FAKE_SLEEP: "60" });
  await pty.expect(/ready> /);
  await pty.send("aws one\r");
  await pty.expect(/sleeping\n/);
  await pty.send("\x1a");
  await pty.expect(/ready> /);
  await pty.send("jobs\r");
  await pty.expect(/\d+\t.*stopped/);
  await pty.send("fg\r");
  await pty.expect(/[Ss]end job .*foreground/);
  await new Promise((done) => setTimeout(done, 300));
  await pty.send("\x03");
  await pty.expect(/ready> /);
  await pty.send("jobs; echo over\r");
  await pty.expect(/There are no jobs\nover\n/);
});

test("keeps the completion of the tool, set before or after", async () => {
  const complete = "complete -c aws -f -a 'describe-it describe-that'\n";
  for (const text of [complete + SOURCE, SOURCE + complete]) {
    using home = new HookHome("fish");
    const run = await home.script(`${text}complete -C 'aws desc'`);
    assert.deepEqual(run, { code: 0, stdout: "describe-it\ndescribe-that\n", stderr: "" });
  }
});

test("keeps a completion that fish loads by the tool's name", async () => {
  using home = new HookHome("fish");
  home.write(".config/fish/completions/cdk.fish", "complete -c cdk -f -a synth-it\n");
  home.write(CONFIG, SOURCE + READY);
  const run = await home.script(`${SOURCE}complete -C 'cdk syn'`);
  assert.deepEqual(run, { code: 0, stdout: "synth-it\n", stderr: "" });
});
