import assert from "node:assert/strict";
import { ignoreWithout } from "../ignore.ts";
import { HookHome } from "./hook_home.ts";

// What only the hook of bash has; hook_test.ts has the rest.
const LOAD = 'eval "$(print-hook hook)"\n';
const ignore = ignoreWithout("bash");

function test(does: string, fn: () => Promise<void>): void {
  Deno.test({ name: `the hook of bash ${does}`, ignore, fn });
}

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
    const run = await home.script(`${options}\n${LOAD}${LOAD}\n\\aws "a  b"\ncdk x`);
    assert.deepEqual(run, { code: 0, stdout: "", stderr: "" });
    assert.deepEqual(home.calls(), [["run", "--", "aws", "a  b"], ["run", "--", "cdk", "x"]]);
  });
}

test("defines a function for a tool with a dash in posix mode, and leaves that mode on", async () => {
  using home = new HookHome("bash", { tools: ["aws", "my-tool"] });
  const run = await home.script(
    `set -o posix; set -eu\n${LOAD}${LOAD}my-tool x\nshopt -o posix | cut -f2`,
  );
  assert.deepEqual(run, { code: 0, stdout: "on\n", stderr: "" });
  assert.deepEqual(home.calls(), [["run", "--", "my-tool", "x"]]);
});

test("keeps an alias that adds options to the tool, and removes one that bypasses it", async () => {
  using home = new HookHome("bash");
  const run = await home.script(
    `shopt -s expand_aliases\nalias aws='aws --no-cli-pager' cdk='other run -- cdk'\n${LOAD}` +
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

for (const options of ["", "set -e", "set -eu; set -o pipefail"]) {
  test(`keeps an existing EXIT trap, and the $? it sees, under: ${options}`, async () => {
    using home = new HookHome("bash");
    home.leaveSomethingToEnd();
    home.write(
      ".bashrc",
      `trap 'echo "it'\\''s $?" >"$HOME/trap" # note' EXIT\n${LOAD}${LOAD}${options}\nPS1='ready> '\n`,
    );
    await using pty = home.terminal();
    await pty.expect(/ready> /);
    await pty.send("exit 5\r");
    assert.equal((await pty.status).code, 5);
    assert.equal(Deno.readTextFileSync(`${home.folder}/trap`), "it's 5\n");
    assert.deepEqual(home.calls(), [["hook", "--end"]]);
  });
}

test("keeps set -e on for an existing EXIT trap", async () => {
  using home = new HookHome("bash");
  home.write(
    ".bashrc",
    `trap 'echo $- >"$HOME/trap"; false; echo more >>"$HOME/trap"' EXIT\n${LOAD}set -e\nPS1='ready> '\n`,
  );
  await using pty = home.terminal();
  await pty.expect(/ready> /);
  await pty.send("exit 5\r");
  await pty.status;
  assert.match(Deno.readTextFileSync(`${home.folder}/trap`), /^\w*e\w*\n$/);
});

test("is replaced by an EXIT trap that is set later", async () => {
  using home = new HookHome("bash");
  home.leaveSomethingToEnd();
  home.write(".bashrc", `${LOAD}trap 'echo later $? >"$HOME/trap"' EXIT\nPS1='ready> '\n`);
  await using pty = home.terminal();
  await pty.expect(/ready> /);
  await pty.send("exit 5\r");
  assert.equal((await pty.status).code, 5);
  assert.equal(Deno.readTextFileSync(`${home.folder}/trap`), "later 5\n");
});

test("keeps the completion of the tool, set before or after", async () => {
  for (const after of [false, true]) {
    using home = new HookHome("bash");
    home.write("bin/aws_completer", '#!/bin/sh\necho "describe-it:$COMP_LINE"\n');
    Deno.chmodSync(`${home.bin}/aws_completer`, 0o755);
    const complete = "complete -C aws_completer aws\n";
    home.write(".bashrc", (after ? LOAD + complete : complete + LOAD) + "PS1='ready> '\n");
    await using pty = home.terminal();
    await pty.expect(/ready> /);
    await pty.send("aws desc\t");
    await pty.expect(/describe-it:aws desc/);
  }
});
