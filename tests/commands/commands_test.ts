import assert from "node:assert/strict";
import { COMMAND_LIST } from "../../src/commands/command_list.ts";
import type { Command } from "../../src/cli/declare.ts";
import { loadCommands } from "../../src/commands/load_command.ts";
import { misread } from "../../src/cli/misread.ts";

const commands = await loadCommands();

/** Every command that does something, with the words that lead to it. */
function leaves(command: Command, before: readonly string[] = ["opaws"]): [string, Command][] {
  const path = [...before, command.name];
  return command.run === null
    ? command.commands.flatMap((inner) => leaves(inner, path))
    : [[path.join(" "), command]];
}
const all = commands.flatMap((command) => leaves(command));

Deno.test("the list of commands says what the commands say of themselves", () => {
  assert.deepEqual(commands.map(({ name, help }) => ({ name, brief: help.brief })), COMMAND_LIST);
  const widest = Math.max(...COMMAND_LIST.map(({ name }) => name.length));
  for (const { brief } of COMMAND_LIST) assert.ok(widest + 4 + brief.length <= 80, brief);
});

for (const [path, { help, parameters }] of all) {
  Deno.test(`${path}: help has a brief, an example that calls it, and a word on each option`, () => {
    assert.match(help.brief, /^[A-Z].*\.$/);
    assert.ok(help.examples && help.examples.length > 0, "no example");
    for (const example of help.examples) {
      assert.ok(example.includes(path), example);
      assert.ok(example.length <= 78, `too wide for 80 columns: ${example}`);
    }
    for (const { description } of Object.values(parameters.parameters)) {
      assert.match(description, /^[A-Z].*\.$|^session,/);
    }
  });
}

Deno.test("misread() asks whether the nearest command or option was meant", () => {
  const meant = (...words: string[]) => misread(words, "Unexpected.", commands);
  assert.match(meant("wich", "aws").message, /: unexpected; did you mean `which`\?$/);
  assert.match(meant("item", "crate").message, /did you mean `create`\?$/);
  assert.match(meant("item", "edit", "x", "--titel", "y").message, /did you mean `--title`\?$/);
  assert.match(meant("which", "--profle=x").message, /did you mean `--profile`\?$/);
  assert.doesNotMatch(meant("zzzzzz").message, /did you mean/);
  assert.equal(meant("item", "crate").try, "opaws item --help");
  assert.equal(meant("wich").try, "opaws --help");
});

Deno.test("misread() knows what others call it, and a tool", () => {
  const meant = (...words: string[]) => misread(words, "Unexpected.", commands);
  assert.match(meant("exec", "prod").message, /; did you mean `run`\?$/);
  assert.match(meant("ls").message, /; did you mean `item list`\?$/);
  assert.match(meant("version").message, /; did you mean `--version`\?$/);
  assert.match(meant("plugin", "init", "aws").message, /; did you mean `init`\?$/);
  assert.match(meant("plugin", "run", "--", "aws").message, /; did you mean `run`\?$/);
  const tool = meant("aws", "s3", "cp", "a b", "-");
  assert.match(tool.message, /: `aws` is a tool, no command of opaws$/);
  assert.equal(tool.try, "opaws run -- aws");
});

Deno.test("misread() words the library's sentences as opaws words its causes", () => {
  const cause = (words: string[], error: string) =>
    misread(words, error, commands).message.replace(/^cannot read "[^"]*": /, "");
  assert.equal(cause(["which"], "Expected a `TOOL`, but too few arguments."), "TOOL is not given");
  assert.equal(cause(["init", "--item"], "`--item` requires `ITEM`."), "`--item` needs ITEM");
  assert.equal(
    cause(["export"], "`--format`: Expected one of x."),
    "`--format`: expected one of x",
  );
  assert.equal(cause(["session"], "No matching command found."), "it needs one of list, clear");
});
