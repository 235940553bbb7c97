import assert from "node:assert/strict";
import type { CommandEntry, CommandGroup } from "../../src/cli/declare.ts";
import { isGroup, shownCommands } from "../../src/cli/find_command.ts";
import { commandPage, groupPage, overviewPage } from "../../src/cli/help.ts";
import { COMMANDS } from "../../src/commands/table.ts";

type Leaf = readonly [path: readonly string[], command: CommandEntry];

function leaves(node: CommandEntry | CommandGroup, before: readonly string[] = []): Leaf[] {
  const path = [...before, node.name];
  return isGroup(node) ? node.commands.flatMap((inner) => leaves(inner, path)) : [[path, node]];
}
const all = shownCommands(COMMANDS).flatMap((node) => leaves(node));
const plain = (text: string) => text;

function checkWidth(page: string): void {
  for (const line of page.split("\n")) assert.ok(line.length <= 80, line);
}

Deno.test("opaws: the first page has every command on one line of 80 columns", () => {
  const page = overviewPage(COMMANDS, plain);
  checkWidth(page);
  for (const { name, brief } of shownCommands(COMMANDS)) {
    assert.ok(
      page.split("\n").some((line) => line.startsWith(`  ${name} `) && line.endsWith(brief)),
    );
  }
});

for (const node of COMMANDS) {
  if (!isGroup(node)) continue;
  Deno.test(`opaws ${node.name}: the page of the group lists its commands`, () => {
    const page = groupPage(node, [node.name], plain);
    checkWidth(page);
    for (const { name } of node.commands) assert.match(page, new RegExp(`^  ${name} `, "m"));
  });
}

for (const [path, { brief, load }] of all) {
  const name = `opaws ${path.join(" ")}`;
  Deno.test(`${name}: help has a brief, an example that calls it, and a sentence on each option`, async () => {
    const command = await load();
    const { examples } = command.help;
    assert.match(brief, /^[A-Z].*\.$/);
    assert.ok(examples && examples.length > 0, "no example");
    for (const example of examples) {
      assert.ok(example.includes(name), example);
      assert.ok(example.length <= 78, `too wide for 80 columns: ${example}`);
    }
    for (const { description } of Object.values(command.parameters.parameters)) {
      assert.match(description, /^[A-Z].*\.$|^session,/);
    }
    checkWidth(commandPage(command, brief, path, plain));
  });
}
