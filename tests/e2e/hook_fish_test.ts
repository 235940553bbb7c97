import assert from "node:assert/strict";
import { HookHome } from "./hook_home.ts";
import { ignoreWithout } from "../ignore.ts";

// What only the hook of fish has; hook_test.ts has the rest.
const LOAD = "print-hook hook | source\n";
const READY = "function fish_prompt; echo 'ready> '; end\nset -g fish_greeting\n";
const CONFIG = ".config/fish/config.fish";
const ignore = ignoreWithout("fish");

function test(does: string, fn: () => Promise<void>): void {
  Deno.test({ name: `the hook of fish ${does}`, ignore, fn });
}

test("passes options that functions and builtins of fish have", async () => {
  using home = new HookHome("fish");
  await home.script(`${LOAD}aws --help\naws -h\naws -- --wraps x\naws --version`);
  assert.deepEqual(home.calls().map((call) => call.slice(3)), [
    ["--help"],
    ["-h"],
    ["--", "--wraps", "x"],
    ["--version"],
  ]);
});

test("replaces an alias of the same name", async () => {
  using home = new HookHome("fish");
  const run = await home.script(
    `alias aws 'command aws --from-alias'\n${LOAD}aws x`,
  );
  assert.deepEqual(run, { code: 0, stdout: "", stderr: "" });
  assert.deepEqual(home.calls(), [["run", "--", "aws", "x"]]);
});

test("leaves the user's variables program and tool alone", async () => {
  using home = new HookHome("fish");
  const run = await home.script(
    `set -g program mine\nset -g tool own\n${LOAD}aws x\necho $program $tool`,
  );
  assert.equal(run.stdout, "mine own\n");
  assert.deepEqual(home.calls(), [["run", "--", "aws", "x"]]);
});

test("keeps the user's own exit functions, and the status they see", async () => {
  using home = new HookHome("fish");
  home.leaveSomethingToEnd();
  home.write(
    CONFIG,
    `function one --on-event fish_exit; echo "one $status" >>$HOME/seen; end\n${LOAD}` +
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

test("keeps the completion of the tool, set before or after", async () => {
  const complete = "complete -c aws -f -a 'describe-it describe-that'\n";
  for (const text of [complete + LOAD, LOAD + complete]) {
    using home = new HookHome("fish");
    const run = await home.script(`${text}complete -C 'aws desc'`);
    assert.deepEqual(run, { code: 0, stdout: "describe-it\ndescribe-that\n", stderr: "" });
  }
});

test("keeps a completion that fish loads by the tool's name", async () => {
  using home = new HookHome("fish");
  home.write(".config/fish/completions/cdk.fish", "complete -c cdk -f -a synth-it\n");
  home.write(CONFIG, LOAD + READY);
  const run = await home.script(`${LOAD}complete -C 'cdk syn'`);
  assert.deepEqual(run, { code: 0, stdout: "synth-it\n", stderr: "" });
});
