import assert from "node:assert/strict";
import { HookHome } from "./hook_home.ts";
import { ignoreWithout } from "../ignore.ts";

// What only the hook of zsh has; hook_test.ts has the rest.
const LOAD = 'eval "$(print-hook hook)"\n';
const READY = "PS1='ready> '\nunsetopt zle\n";
const ignore = ignoreWithout("zsh");

function test(does: string, fn: () => Promise<void>): void {
  Deno.test({ name: `the hook of zsh ${does}`, ignore, fn });
}

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
    const run = await home.script(`${options}\n${LOAD}${LOAD}\n\\aws "a  b"\n\\cdk x`);
    assert.deepEqual(run, { code: 0, stdout: "", stderr: "" });
    assert.deepEqual(home.calls(), [["run", "--", "aws", "a  b"], ["run", "--", "cdk", "x"]]);
  });
}

test("keeps an alias that adds options to the tool, and removes one that bypasses it", async () => {
  using home = new HookHome("zsh");
  const run = await home.script(
    `alias aws='aws --no-cli-pager' cdk='other run -- cdk'\n${LOAD}eval "aws s3; cdk ls"\n`,
  );
  assert.deepEqual(run, { code: 0, stdout: "", stderr: "" });
  assert.deepEqual(home.calls(), [["run", "--", "aws", "--no-cli-pager", "s3"], [
    "run",
    "--",
    "cdk",
    "ls",
  ]]);
});

test("replaces a function that is marked for autoload", async () => {
  using home = new HookHome("zsh");
  const run = await home.script(`autoload -U aws\n${LOAD}aws x`);
  assert.deepEqual(run, { code: 0, stdout: "", stderr: "" });
  assert.deepEqual(home.calls(), [["run", "--", "aws", "x"]]);
});

for (const options of ["", "setopt err_exit no_unset", "setopt ksh_arrays"]) {
  test(`keeps exit functions and traps, and the $? they see, under: ${options}`, async () => {
    using home = new HookHome("zsh");
    home.leaveSomethingToEnd();
    home.write(
      ".zshrc",
      `one() { echo "one $?" >>"$HOME/seen" }\nzshexit_functions=(one)\n` +
        `zshexit() { echo "zshexit $?" >>"$HOME/seen" }\n${LOAD}${LOAD}` +
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

test("keeps the completion of the tool, set before or after", async () => {
  for (const after of [false, true]) {
    using home = new HookHome("zsh");
    const complete =
      "autoload -Uz compinit && compinit -D\n_mine() { compadd describe-it }\ncompdef _mine aws\n";
    home.write(".zshrc", (after ? LOAD + complete : complete + LOAD) + "PS1='ready> '\n");
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
      `${LOAD}PS1='ready> '\n`,
  );
  await using pty = home.terminal();
  await pty.expect(/ready> /);
  await pty.send("aws desc\t");
  await pty.expect(/describe-it/);
});
