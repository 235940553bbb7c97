import assert from "node:assert/strict";
import { HookHome } from "./hook_home.ts";
import { ignoreWithout } from "../ignore.ts";

const SOURCE = 'eval "$(print-hook hook)"\n';
const ignore = ignoreWithout("bash");

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name: `hook.bash ${name}`, ignore, fn });
}

test("passes every argument byte for byte", async () => {
  using home = new HookHome("bash");
  const run = await home.script(
    `${SOURCE}aws '' 'a b' "it's" $'x\\ny' '*' -- -n '$(x)' '\\' $'\\xff' ''\naws\ncdk synth`,
  );
  assert.deepEqual(run, { code: 0, stdout: "", stderr: "" });
  assert.deepEqual(home.calls(), [
    ["run", "--", "aws", "", "a b", "it's", "x\ny", "*", "--", "-n", "$(x)", "\\", "\xff", ""],
    ["run", "--", "aws"],
    ["run", "--", "cdk", "synth"],
  ]);
});

test("keeps the exit status and the standard input", async () => {
  using home = new HookHome("bash");
  const failed = await home.script(`${SOURCE}aws; echo $?`, [], { FAKE_STATUS: "42" });
  assert.equal(failed.stdout, "42\n");
  const piped = await home.script(`${SOURCE}aws | cat; cat`, [], { FAKE_CAT: "1" }, "in\n");
  assert.equal(piped.stdout, "in\n");
});

test("is silent in a script, leaves no trap and no name, and ends with 0", async () => {
  using home = new HookHome("bash");
  home.keepSomething();
  const run = await home.script(
    `compgen -A function -v | sort >before\nfalse\n${SOURCE}echo $?; trap -p\n` +
      "compgen -A function -v | sort >after; comm -13 before after | grep -v '^BASH\\|^_$\\|PIPESTATUS'",
  );
  assert.deepEqual(run, { code: 0, stdout: "0\nOPAWS_HOOK\n__opaws_end\naws\ncdk\n", stderr: "" });
  assert.deepEqual(home.calls(), []);
});

test("starts no program", async () => {
  using home = new HookHome("bash", { leader: null, session: "shell-0a.ff" });
  const run = await home.script("PATH=/none\n. ./hook\ntype -t aws; trap -p EXIT", ["-i"]);
  assert.match(run.stdout, /^function\ntrap -- '__opaws_end/m);
  assert.ok(!/not found|No such file/.test(run.stderr), run.stderr);
});

for (
  const options of [
    "set -euo pipefail",
    "set -euo pipefail; set -C; set -f; set -E; set -T",
    "set -o posix; set -eu",
    "shopt -s extglob nullglob failglob expand_aliases; IFS=aw/",
    "shopt -s expand_aliases; alias aws='aws --from-alias' cdk='nothing here' opaws=oops run=oops",
    "shopt -s expand_aliases; alias command=oops function='function '",
  ]
) {
  test(`works under: ${options}`, async () => {
    using home = new HookHome("bash");
    const run = await home.script(`${options}\n${SOURCE}${SOURCE}\n\\aws "a  b"\ncdk x`);
    assert.deepEqual(run, { code: 0, stdout: "", stderr: "" });
    assert.deepEqual(home.calls(), [["run", "--", "aws", "a  b"], ["run", "--", "cdk", "x"]]);
  });
}

test("defines a function for a tool with a dash in posix mode, and stays in it", async () => {
  using home = new HookHome("bash", { tools: ["aws", "my-tool"] });
  const run = await home.script(
    `set -o posix; set -eu\n${SOURCE}${SOURCE}my-tool x\nshopt -o posix | cut -f2`,
  );
  assert.deepEqual(run, { code: 0, stdout: "on\n", stderr: "" });
  assert.deepEqual(home.calls(), [["run", "--", "my-tool", "x"]]);
});

test("keeps an alias that adds to the tool, and takes away one that leads past it", async () => {
  using home = new HookHome("bash");
  const run = await home.script(
    `shopt -s expand_aliases\nalias aws='aws --no-cli-pager' cdk='other run -- cdk'\n${SOURCE}` +
      "aws s3\ncdk ls\n",
  );
  assert.deepEqual(run, { code: 0, stdout: "", stderr: "" });
  assert.deepEqual(home.calls(), [["run", "--", "aws", "--no-cli-pager", "s3"], [
    "run",
    "--",
    "cdk",
    "ls",
  ]]);
});

test("takes the place of a function of the same name", async () => {
  using home = new HookHome("bash");
  const run = await home.script(`aws() { echo mine; }\n${SOURCE}aws x`);
  assert.equal(run.stdout, "");
  assert.deepEqual(home.calls(), [["run", "--", "aws", "x"]]);
});

test("calls a program whose path and words hold anything", async () => {
  using home = new HookHome("bash");
  const odd = `${home.folder}/sp ace's "$(exit 1)" \\ ü\nline`;
  Deno.mkdirSync(odd);
  home.program(`${odd}/op`);
  home.hook("hook", { program: [`${odd}/op`, "-A", "ma in.ts", ""] });
  home.keepSomething();
  const run = await home.script(`${SOURCE}aws x`);
  assert.deepEqual(run, { code: 0, stdout: "", stderr: "" });
  assert.deepEqual(home.calls(), [["-A", "ma in.ts", "", "run", "--", "aws", "x"]]);
  home.write(".bashrc", SOURCE);
  await using pty = home.terminal();
  await pty.send("exit\r");
  await pty.status;
  assert.deepEqual(home.calls()[1], ["-A", "ma in.ts", "", "hook", "--end"]);
});

test("exports OPAWS_SESSION where the platform needs it, and only there", async () => {
  using home = new HookHome("bash", { session: "shell-0a.ff" });
  assert.equal(
    (await home.script(`${SOURCE}env | grep OPAWS_SESSION`)).stdout,
    "OPAWS_SESSION=shell-0a.ff\n",
  );
  home.hook("hook", {});
  assert.equal((await home.script(`${SOURCE}env | grep OPAWS_SESSION`)).stdout, "");
});

test("tells in OPAWS_HOOK which shell has which functions", async () => {
  using home = new HookHome("bash", { tools: ["aws", "my-tool", "if"] });
  const run = await home.script(`${SOURCE}echo $$; env | grep OPAWS_HOOK`);
  const [pid] = run.stdout.split("\n");
  assert.equal(run.stdout, `${pid}\nOPAWS_HOOK=${pid}:aws,my-tool\n`);
});

test("ends the session at the leader's exit, once, when there is something to end", async () => {
  using home = new HookHome("bash");
  home.write(".bashrc", SOURCE + SOURCE);
  for (const [keep, calls] of [[false, 0], [true, 1]] as const) {
    if (keep) home.keepSomething();
    await using pty = home.terminal();
    await pty.send("exit 7\r");
    assert.equal((await pty.status).code, 7);
    assert.deepEqual(home.calls(), Array(calls).fill(["hook", "--end"]));
  }
});

test("ends the session when the terminal is closed", async () => {
  using home = new HookHome("bash");
  home.write(".bashrc", SOURCE + "PS1='ready> '\n");
  home.keepSomething();
  const pty = home.terminal();
  await pty.expect(/ready> /);
  await pty.close();
  assert.deepEqual(home.calls(), [["hook", "--end"]]);
});

for (const options of ["", "set -e", "set -eu; set -o pipefail"]) {
  test(`keeps the EXIT trap that was there, and the $? it sees, under: ${options}`, async () => {
    using home = new HookHome("bash");
    home.keepSomething();
    home.write(
      ".bashrc",
      `trap 'echo "it'\\''s $?" >"$HOME/trap" # note' EXIT\n${SOURCE}${SOURCE}${options}\nPS1='ready> '\n`,
    );
    await using pty = home.terminal();
    await pty.expect(/ready> /);
    await pty.send("exit 5\r");
    assert.equal((await pty.status).code, 5);
    assert.equal(Deno.readTextFileSync(`${home.folder}/trap`), "it's 5\n");
    assert.deepEqual(home.calls(), [["hook", "--end"]]);
  });
}

test("leaves set -e as it was for the EXIT trap that was there", async () => {
  using home = new HookHome("bash");
  home.write(
    ".bashrc",
    `trap 'echo $- >"$HOME/trap"; false; echo more >>"$HOME/trap"' EXIT\n${SOURCE}set -e\nPS1='ready> '\n`,
  );
  await using pty = home.terminal();
  await pty.expect(/ready> /);
  await pty.send("exit 5\r");
  await pty.status;
  assert.match(Deno.readTextFileSync(`${home.folder}/trap`), /^\w*e\w*\n$/);
});

test("ends the session of the shell that got it where the system tells no leader", async () => {
  using home = new HookHome("bash", { leader: null, session: "shell-0a.ff" });
  home.write(".bashrc", SOURCE);
  home.keepSomething();
  await using pty = home.terminal();
  await pty.send("exit\r");
  await pty.status;
  assert.deepEqual(home.calls(), [["hook", "--end"]]);
});

test("gives way to an EXIT trap that is set later", async () => {
  using home = new HookHome("bash");
  home.keepSomething();
  home.write(".bashrc", `${SOURCE}trap 'echo later $? >"$HOME/trap"' EXIT\nPS1='ready> '\n`);
  await using pty = home.terminal();
  await pty.expect(/ready> /);
  await pty.send("exit 5\r");
  assert.equal((await pty.status).code, 5);
  assert.equal(Deno.readTextFileSync(`${home.folder}/trap`), "later 5\n");
});

test("does not end the session from a shell inside it, nor from a subshell", async () => {
  using home = new HookHome("bash");
  home.keepSomething();
  home.write(
    ".bashrc",
    '[ "$SHLVL" != 1 ] || print-hook hook >saved; . ~/saved; PS1="level $SHLVL> "\n',
  );
  await using pty = home.terminal([], { SHLVL: "0" });
  await pty.expect(/level 1> /);
  await pty.send(
    "(exit 3); (. ~/saved; exit 3); x=$(exit 3); { exit 3; } & exit 3 | cat; : <(exit 3)\r",
  );
  await pty.expect(/level 1> /);
  await pty.send("bash\r");
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
  using home = new HookHome("bash");
  home.write(".bashrc", SOURCE + "PS1='ready> '\n");
  await using pty = home.terminal([], { FAKE_SLEEP: "60" });
  await pty.expect(/ready> /);
  await pty.send("aws one\r");
  await pty.expect(/sleeping\n/);
  await pty.send("\x1a");
  await pty.expect(/Stopped/);
  await pty.expect(/ready> /);
  await pty.send("fg\r");
  await pty.expect(/fg\n.*\n/);
  await pty.send("\x03");
  await pty.expect(/ready> /);
  await pty.send("echo status $?\r");
  await pty.expect(/status 130\n/);
});

test("keeps the completion of the tool, set before or after", async () => {
  for (const after of [false, true]) {
    using home = new HookHome("bash");
    home.write("bin/aws_completer", '#!/bin/sh\necho "describe-it:$COMP_LINE"\n');
    Deno.chmodSync(`${home.bin}/aws_completer`, 0o755);
    const complete = "complete -C aws_completer aws\n";
    home.write(".bashrc", (after ? SOURCE + complete : complete + SOURCE) + "PS1='ready> '\n");
    await using pty = home.terminal();
    await pty.expect(/ready> /);
    await pty.send("aws desc\t");
    await pty.expect(/describe-it:aws desc/);
  }
});
