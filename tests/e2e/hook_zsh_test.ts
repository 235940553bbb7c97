import assert from "node:assert/strict";
import { HookHome } from "./hook_home.ts";
import { ignoreWithout } from "../ignore.ts";

const SOURCE = 'eval "$(print-hook hook)"\n';
const READY = "PS1='ready> '\nunsetopt zle\n";
const ignore = ignoreWithout("zsh");

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name: `hook.zsh ${name}`, ignore, fn });
}

test("passes every argument byte for byte", async () => {
  using home = new HookHome("zsh");
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
  using home = new HookHome("zsh");
  const failed = await home.script(`${SOURCE}aws; echo $?`, [], { FAKE_STATUS: "42" });
  assert.equal(failed.stdout, "42\n");
  const piped = await home.script(`${SOURCE}aws | cat; cat`, [], { FAKE_CAT: "1" }, "in\n");
  assert.equal(piped.stdout, "in\n");
});

test("is silent in a script, leaves no exit function and no name, and ends with 0", async () => {
  using home = new HookHome("zsh");
  home.keepSomething();
  const names = "print -rl -- ${(ok)functions} ${(ok)parameters} ${(ok)options[(R)on]}";
  const run = await home.script(
    `zmodload zsh/parameter\n: \${(k)functions}\n${names} >before\nfalse\n${SOURCE}echo $?\n${names} >after\n` +
      "echo $zshexit_functions\ndiff before after",
  );
  assert.equal(run.stderr, "");
  assert.deepEqual(run.stdout.split("\n").filter((line) => !/^\d+(a|,\d+a)\d+/.test(line)), [
    "0",
    "",
    "> __opaws_end",
    "> aws",
    "> cdk",
    "> OPAWS_HOOK",
    "",
  ]);
  assert.deepEqual(home.calls(), []);
});

test("starts no program", async () => {
  using home = new HookHome("zsh", { leader: null, session: "shell-0a.ff" });
  const run = await home.script("PATH=/none\n. ./hook\nwhence -w aws; echo $zshexit_functions", [
    "-fi",
  ]);
  assert.match(run.stdout, /^aws: function\n__opaws_end$/m);
  assert.equal(run.stderr, "");
});

for (
  const options of [
    "setopt err_exit no_unset pipe_fail no_clobber",
    "setopt ksh_arrays sh_word_split glob_subst no_unset",
    "setopt ignore_braces sh_glob ksh_glob no_multios no_function_argzero rc_quotes csh_junkie_quotes",
    "setopt extended_glob null_glob no_nomatch no_short_loops warn_create_global typeset_silent",
    "emulate sh; setopt err_exit no_unset",
    "emulate ksh",
    "emulate csh",
    "IFS=aw/; setopt all_export local_options",
    "alias aws='aws --from-alias' cdk='nothing here' opaws=oops command=oops; alias -g aws=oops",
  ]
) {
  test(`works under: ${options}`, async () => {
    using home = new HookHome("zsh");
    const run = await home.script(`${options}\n${SOURCE}${SOURCE}\n\\aws "a  b"\n\\cdk x`);
    assert.deepEqual(run, { code: 0, stdout: "", stderr: "" });
    assert.deepEqual(home.calls(), [["run", "--", "aws", "a  b"], ["run", "--", "cdk", "x"]]);
  });
}

test("keeps an alias that adds to the tool, and takes away one that leads past it", async () => {
  using home = new HookHome("zsh");
  const run = await home.script(
    `alias aws='aws --no-cli-pager' cdk='other run -- cdk'\n${SOURCE}eval "aws s3; cdk ls"\n`,
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
  using home = new HookHome("zsh");
  const run = await home.script(`autoload -U aws; cdk() { echo mine; }\n${SOURCE}aws x; cdk y`);
  assert.deepEqual(run, { code: 0, stdout: "", stderr: "" });
  assert.deepEqual(home.calls(), [["run", "--", "aws", "x"], ["run", "--", "cdk", "y"]]);
});

test("calls a program whose path and words hold anything", async () => {
  using home = new HookHome("zsh");
  const odd = `${home.folder}/sp ace's "$(exit 1)" \\ ü\nline`;
  Deno.mkdirSync(odd);
  home.program(`${odd}/op`);
  home.hook("hook", { program: [`${odd}/op`, "-A", "ma in.ts", ""] });
  home.keepSomething();
  const run = await home.script(`${SOURCE}aws x`);
  assert.deepEqual(run, { code: 0, stdout: "", stderr: "" });
  assert.deepEqual(home.calls(), [["-A", "ma in.ts", "", "run", "--", "aws", "x"]]);
  home.write(".zshrc", SOURCE + READY);
  await using pty = home.terminal();
  await pty.send("exit\r");
  await pty.status;
  assert.deepEqual(home.calls()[1], ["-A", "ma in.ts", "", "hook", "--end"]);
});

test("exports OPAWS_SESSION where the platform needs it, and only there", async () => {
  using home = new HookHome("zsh", { session: "shell-0a.ff" });
  assert.equal(
    (await home.script(`${SOURCE}env | grep OPAWS_SESSION`)).stdout,
    "OPAWS_SESSION=shell-0a.ff\n",
  );
  home.hook("hook", {});
  assert.equal((await home.script(`${SOURCE}env | grep OPAWS_SESSION`)).stdout, "");
});

test("tells in OPAWS_HOOK which shell has which functions", async () => {
  using home = new HookHome("zsh", { tools: ["aws", "my-tool", "if"] });
  const run = await home.script(`${SOURCE}echo $$; env | grep OPAWS_HOOK`);
  const [pid] = run.stdout.split("\n");
  assert.equal(run.stdout, `${pid}\nOPAWS_HOOK=${pid}:aws,my-tool\n`);
});

test("ends the session at the leader's exit, once, when there is something to end", async () => {
  using home = new HookHome("zsh");
  home.write(".zshrc", SOURCE + SOURCE);
  for (const [keep, calls] of [[false, 0], [true, 1]] as const) {
    if (keep) home.keepSomething();
    await using pty = home.terminal();
    await pty.send("exit 7\r");
    assert.equal((await pty.status).code, 7);
    assert.deepEqual(home.calls(), Array(calls).fill(["hook", "--end"]));
  }
});

test("ends the session when the terminal is closed", async () => {
  using home = new HookHome("zsh");
  home.write(".zshrc", SOURCE + READY);
  home.keepSomething();
  const pty = home.terminal();
  await pty.expect(/ready> /);
  await pty.close();
  assert.deepEqual(home.calls(), [["hook", "--end"]]);
});

for (const options of ["", "setopt err_exit no_unset", "setopt ksh_arrays"]) {
  test(`keeps exit functions and traps, and the $? they see, under: ${options}`, async () => {
    using home = new HookHome("zsh");
    home.keepSomething();
    home.write(
      ".zshrc",
      `one() { echo "one $?" >>"$HOME/seen" }\nzshexit_functions=(one)\n` +
        `zshexit() { echo "zshexit $?" >>"$HOME/seen" }\n${SOURCE}${SOURCE}` +
        `two() { echo "two $?" >>"$HOME/seen" }\nzshexit_functions+=(two)\n` +
        `trap 'echo "trap $?" >>"$HOME/seen"' EXIT\n${READY}${options}\n`,
    );
    await using pty = home.terminal();
    await pty.expect(/ready> /);
    await pty.send("exit 5\r");
    assert.equal((await pty.status).code, 5);
    const seen = Deno.readTextFileSync(`${home.folder}/seen`).trim().split("\n").sort();
    assert.deepEqual(seen, ["one 5", "trap 5", "two 5", "zshexit 5"]);
    assert.deepEqual(home.calls(), [["hook", "--end"]]);
  });
}

test("does not end the session from a shell inside it, nor from a subshell", async () => {
  using home = new HookHome("zsh");
  home.keepSomething();
  home.write(
    ".zshrc",
    `[ "$SHLVL" != 1 ] || print-hook hook >saved; . ~/saved; ${READY}PS1="level $SHLVL> "\n`,
  );
  await using pty = home.terminal([], { SHLVL: "0" });
  await pty.expect(/level 1> /);
  await pty.send(
    "(exit 3); (. ~/saved; exit 3); x=$(exit 3); { exit 3 } &!; exit 3 | cat; : <(exit 3)\r",
  );
  await pty.expect(/level 1> /);
  await pty.send("zsh\r");
  await pty.expect(/level 2> /);
  await pty.send("whence -w aws\r");
  await pty.expect(/aws: function\n/);
  await pty.send("exit\r");
  await pty.expect(/level 1> /);
  assert.deepEqual(home.calls(), []);
  await pty.send("exit\r");
  await pty.status;
  assert.deepEqual(home.calls(), [["hook", "--end"]]);
});

test("keeps job control: Ctrl-C, Ctrl-Z and fg", async () => {
  using home = new HookHome("zsh");
  home.write(".zshrc", SOURCE + READY);
  await using pty = home.terminal([], { FAKE_SLEEP: "60" });
  await pty.expect(/ready> /);
  await pty.send("aws one\r");
  await pty.expect(/sleeping\n/);
  await pty.send("\x1a");
  await pty.expect(/suspended/);
  await pty.expect(/ready> /);
  await pty.send("fg\r");
  await pty.expect(/continued/);
  await pty.send("\x03");
  await pty.expect(/ready> /);
  await pty.send("echo status $?\r");
  await pty.expect(/status 130\n/);
});

test("keeps the completion of the tool, set before or after", async () => {
  for (const after of [false, true]) {
    using home = new HookHome("zsh");
    const complete =
      "autoload -Uz compinit && compinit -D\n_mine() { compadd describe-it }\ncompdef _mine aws\n";
    home.write(".zshrc", (after ? SOURCE + complete : complete + SOURCE) + "PS1='ready> '\n");
    await using pty = home.terminal();
    await pty.expect(/ready> /);
    await pty.send("aws desc\t");
    await pty.expect(/describe-it/);
    await pty.send("\r");
    await pty.expect(/ready> /);
    assert.deepEqual(home.calls(), [["run", "--", "aws", "describe-it"]]);
  }
});

test("keeps a completion that is bash's own", async () => {
  using home = new HookHome("zsh");
  home.write("bin/aws_completer", '#!/bin/sh\necho "describe-it"\n');
  Deno.chmodSync(`${home.bin}/aws_completer`, 0o755);
  home.write(
    ".zshrc",
    "autoload -Uz compinit bashcompinit && compinit -D && bashcompinit\ncomplete -C aws_completer aws\n" +
      `${SOURCE}PS1='ready> '\n`,
  );
  await using pty = home.terminal();
  await pty.expect(/ready> /);
  await pty.send("aws desc\t");
  await pty.expect(/describe-it/);
});
