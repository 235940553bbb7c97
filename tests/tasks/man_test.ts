import assert from "node:assert/strict";
import { loadCommands } from "../../src/commands/load_command.ts";
import { VERSION } from "../../src/version.ts";
import { manPages } from "../../tasks/man_page.ts";
import {
  argument,
  declare,
  group,
  option,
  parameters,
  restArguments,
} from "../../src/cli/declare.ts";

const folder = new URL("../../docs/man/", import.meta.url);

Deno.test("the man pages are those of the commands as they are: else run deno task man", async () => {
  const pages = manPages(await loadCommands(), VERSION);
  const there = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  assert.deepEqual(there, pages.map(({ file }) => file).sort());
  for (const { file, text } of pages) {
    assert.equal(Deno.readTextFileSync(new URL(file, folder)), text, file);
  }
});

Deno.test("opaws.1 tells every variable of opaws's own that a user may set or see", async () => {
  const inner = ["OPAWS_HOOK", "OPAWS_SHIM", "OPAWS_REASON", "OPAWS_HELD_"];
  const told = manPages(await loadCommands(), VERSION)[0]!.text;
  const names = new Set<string>();
  const read = (folder: URL): void => {
    for (const { name, isDirectory } of Deno.readDirSync(folder)) {
      if (isDirectory) read(new URL(`${name}/`, folder));
      else {
        const text = Deno.readTextFileSync(new URL(name, folder));
        for (const [variable] of text.matchAll(/OPAWS_[A-Z_]+/g)) names.add(variable);
      }
    }
  };
  read(new URL("../../src/", import.meta.url));
  assert.ok(names.size > 10);
  const untold = [...names].filter((name) => !inner.includes(name) && !told.includes(name));
  assert.deepEqual(untold, []);
});

Deno.test("manPages() makes one page for opaws and each command, a group's commands included", () => {
  const inner = declare(
    "make",
    { brief: "Makes.", description: ".dot 'x' a\\b", examples: ["opaws thing make --to x"] },
    parameters({
      to: option("--to", "FILE", "Where to."),
      what: argument("WHAT", "What."),
      all: restArguments("ALL", "All."),
    }),
    () => 0,
  );
  const pages = manPages([group("thing", { brief: "Things." }, [inner])], "1.2.3");
  assert.deepEqual(pages.map(({ file }) => file), [
    "opaws.1",
    "opaws-thing.1",
    "opaws-thing-make.1",
  ]);
  const text = pages[2]!.text;
  assert.match(text, /^\.TH OPAWS-THING-MAKE 1 "" "opaws 1\.2\.3"/m);
  assert.match(text, /\.B opaws thing make\n\[\\-\\-to FILE\]\nWHAT\n\[ALL\.\.\.\]/);
  assert.match(text, /^\\&\.dot \\\(aqx\\\(aq a\\eb$/m);
  assert.match(text, /\.SH EXAMPLES\n\.nf\nopaws thing make \\-\\-to x\n\.fi/);
  assert.match(pages[1]!.text, /\.BR opaws\\-thing\\-make \(1\)\nMakes\./);
});
