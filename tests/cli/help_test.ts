import assert from "node:assert/strict";
import {
  argument,
  declare,
  flag,
  option,
  parameters,
  restArguments,
} from "../../src/cli/declare.ts";
import { commandPage, groupPage, overviewPage } from "../../src/cli/help.ts";

const plain = (text: string) => text;
const make = declare(
  {
    description:
      "Makes a thing of what is long enough to be broken, at a space and never inside of a word.",
    examples: ['opaws make "a b"'],
  },
  parameters({
    json: flag("--json", "Print JSON."),
    long: option("--a-very-long-option", "WITH-A-VALUE", "Its description has its own line."),
    thing: argument(
      "THING",
      "What to make, or two, or three, or as many as there are or can be made.",
    ),
  }),
  () => {},
);

Deno.test("commandPage() has usage, arguments, options and examples in 80 columns", () => {
  assert.equal(
    commandPage(make, "Makes things.", ["make"], plain),
    `Makes things.

Usage: opaws make [OPTION...] THING

Makes a thing of what is long enough to be broken, at a space and never inside
of a word.

Arguments:
  THING  What to make, or two, or three, or as many as there are or can be made.

Options:
  --json                      Print JSON.
  --a-very-long-option WITH-A-VALUE
                              Its description has its own line.
  --help, -h                  Print this page.

Examples:
  opaws make "a b"
`,
  );
});

Deno.test("commandPage() marks what may be left out and what is passed on", () => {
  const usage = (part: ReturnType<typeof restArguments>) =>
    commandPage(declare({}, parameters({ part }), () => {}), "B.", ["x"], plain).split("\n")[2];
  assert.equal(usage(restArguments("COMMAND", "C.")), "Usage: opaws x [OPTION...] [COMMAND...]");
  assert.equal(
    usage({ ...restArguments("COMMAND", "C."), required: true }),
    "Usage: opaws x [OPTION...] [--] COMMAND [ARG...]",
  );
});

Deno.test("groupPage() and overviewPage() list commands, but no hidden ones", () => {
  const commands = [
    { name: "make", brief: "Makes.", load: () => Promise.resolve(make) },
    { name: "secret", brief: "Hides.", load: () => Promise.resolve(make), hidden: true },
  ];
  const group = { name: "thing", brief: "Things.", commands };
  assert.equal(
    groupPage(group, ["thing"], (text) => `*${text}*`),
    `Things.

*Usage:* opaws thing COMMAND [OPTION...]

*Commands:*
  make  Makes.
`,
  );
  const page = overviewPage([group, ...commands], plain);
  assert.match(page, /^ {2}thing {10}Things\.\n {2}make {11}Makes\.\n {2}--help, -h /m);
  assert.doesNotMatch(page, /secret/);
});
