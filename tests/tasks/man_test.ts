import assert from "node:assert/strict";
import { COMMANDS } from "../../src/commands/table.ts";
import { VERSION } from "../../src/version.ts";
import { manPages } from "../../tasks/man_page.ts";
import { argument, declare, option, parameters, restArguments } from "../../src/cli/declare.ts";

const folder = new URL("../../docs/man/", import.meta.url);

Deno.test("docs/man has the pages that deno task man writes", async () => {
  const pages = await manPages(COMMANDS, VERSION);
  const there = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  assert.deepEqual(there, pages.map(({ file }) => file).sort());
  for (const { file, text } of pages) {
    assert.equal(Deno.readTextFileSync(new URL(file, folder)), text, file);
  }
});

Deno.test("opaws.1 names every variable of opaws that a user may set or see", async () => {
  const inner = [
    "OPAWS_HOOK",
    "OPAWS_SHIM",
    "OPAWS_REASON",
    "OPAWS_MESSAGE",
    "OPAWS_KIND",
    "OPAWS_HELD_",
    "OPAWS_START_",
  ];
  const page = (await manPages(COMMANDS, VERSION))[0]!.text;
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
  const missing = [...names].filter((name) =>
    !inner.some((each) => name.startsWith(each)) && !page.includes(name)
  );
  assert.deepEqual(missing, []);
});

Deno.test("manPages() returns a page for opaws and for each command and group", async () => {
  const make = declare(
    { description: ".dot 'x' a\\b", examples: ["opaws thing make --to x"] },
    parameters({
      to: option("--to", "FILE", "Where to."),
      what: argument("WHAT", "What."),
      all: restArguments("ALL", "All."),
    }),
    () => 0,
  );
  const inner = { name: "make", brief: "Makes.", load: () => Promise.resolve(make) };
  const table = [{ name: "thing", brief: "Things.", commands: [inner] }];
  const pages = await manPages(table, "1.2.3");
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
