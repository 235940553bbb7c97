import assert from "node:assert/strict";
import { complete, type Completion, type NamedKind } from "../../src/cli/complete.ts";
import type { CommandTable } from "../../src/cli/declare.ts";
import {
  argument,
  argumentList,
  choiceOption,
  declare,
  flag,
  option,
  optionList,
  parameters,
  restArguments,
} from "../../src/cli/declare.ts";

const init = declare(
  {},
  parameters({
    json: flag("--json", "J."),
    item: option("--item", "ITEM", "I."),
    label: optionList("--label", "PROFILE", "L."),
    form: choiceOption("--form", "FORM", ["env", "json"], "env", "F."),
    csv: option("--csv", "FILE", "C."),
    directory: option("--directory", "DIR", "D."),
    text: option("--text", "TEXT", "T."),
    tool: argument("TOOL", "T."),
    name: argument("NAME", "N.", null),
  }),
  () => {},
);
const shims = declare({}, parameters({ tools: argumentList("TOOL", "T.") }), () => {});
const run = declare(
  {},
  parameters({
    item: option("--item", "ITEM", "I."),
    verbose: flag("--verbose", "V."),
    command: restArguments("COMMAND", "C.", "tool"),
  }),
  () => {},
);
const help = declare({}, parameters({ path: restArguments("COMMAND", "C.", "command") }), () => {});

function entry(name: string, command = init, hidden = false) {
  return { name, brief: `${name}.`, load: () => Promise.resolve(command), hidden };
}
const TABLE: CommandTable = [
  entry("init"),
  { name: "shim", brief: "S.", commands: [entry("install", shims), entry("list")] },
  entry("run", run),
  entry("help", help),
  entry("complete", init, true),
];
const NAMES: Readonly<Partial<Record<NamedKind, readonly string[]>>> = {
  tool: ["aws", "cdk"],
  item: ["AWS dev", "AWS prod", "b=c"],
  profile: ["team:dev@eu"],
};

/** Completes the last of `args`; candidates as one string. */
async function completed(...args: string[]): Promise<string> {
  const completion = await complete(
    TABLE,
    args,
    (kind) => (NAMES[kind] ?? []).map((value) => ({ value, description: "" })),
  );
  return text(completion);
}

function text(completion: Completion): string {
  switch (completion.kind) {
    case "values":
      return completion.candidates.map(({ value }) => value).join(", ");
    case "command":
      return [
        `command ${completion.index}`,
        ...completion.candidates.map(({ value }) => value),
      ].join(" ");
    default:
      return `${completion.kind} "${completion.prefix}"`;
  }
}

Deno.test("complete() offers commands and groups, but no hidden ones", async () => {
  assert.equal(await completed(""), "init, shim, run, help");
  assert.equal(await completed("i"), "init");
  assert.equal(await completed("shim", ""), "install, list");
  assert.equal(await completed("-"), "--help, --version");
  assert.equal(await completed("shim", "-"), "--help");
  assert.equal(await completed("nothing", ""), "");
  assert.equal(await completed(), "init, shim, run, help");
});

Deno.test("complete() offers the options that may still be given", async () => {
  const all = "--json, --item, --label, --form, --csv, --directory, --text, --help";
  assert.equal(await completed("init", "-"), all);
  assert.equal(await completed("init", "--js"), "--json");
  const left = "--json, --label, --form, --csv, --directory, --text, --help";
  assert.equal(await completed("init", "--item", "x", "--label=y", "--"), left);
  assert.equal(await completed("init", "--", "--"), "");
});

Deno.test("complete() says which arguments come before the cursor, without options", async () => {
  const asked: string[] = [];
  const source = (kind: NamedKind, given: readonly string[]) => {
    asked.push(`${kind} ${given.join(",")}`);
    return [];
  };
  await complete(TABLE, ["shim", "install", "aws", "cdk", ""], source);
  await complete(TABLE, ["init", "aws", "--json", "--item", ""], source);
  assert.deepEqual(asked, ["tool aws,cdk", "item aws"]);
});

Deno.test("complete() offers the values of an option after a space and after =", async () => {
  assert.equal(await completed("init", "--item", ""), "AWS dev, AWS prod, b=c");
  assert.equal(await completed("init", "--item=AWS p"), "--item=AWS prod");
  assert.equal(await completed("init", "--item=b=c"), "--item=b=c");
  assert.equal(await completed("init", "--label", "team:"), "team:dev@eu");
  assert.equal(await completed("init", "--form", ""), "env, json");
  assert.equal(await completed("init", "--csv", "k"), 'file ""');
  assert.equal(await completed("init", "--csv=k"), 'file "--csv="');
  assert.equal(await completed("init", "--directory", ""), 'directory ""');
  assert.equal(await completed("init", "--text", ""), "");
  assert.equal(await completed("init", "--json=x"), "");
});

Deno.test("complete() offers the values of arguments, and options when there are no more", async () => {
  assert.equal(await completed("init", ""), "aws, cdk");
  assert.equal(await completed("init", "--item", "x", "--json", "c"), "cdk");
  assert.equal(await completed("init", "--", ""), "aws, cdk");
  assert.equal(await completed("init", "aws", ""), "");
  assert.match(await completed("init", "aws", "x", ""), /^--json, /);
  assert.equal(await completed("shim", "install", "aws", ""), "aws, cdk");
});

Deno.test("complete() says where the command line of another program begins", async () => {
  assert.equal(await completed("run", ""), "command 1 aws, cdk".replace(",", ""));
  assert.equal(await completed("run", "--item", "AWS d"), "AWS dev");
  assert.equal(await completed("run", "--item", "x", "--", "a"), "command 4 aws");
  assert.equal(await completed("run", "--verbose", "aws", "--"), "command 2");
  assert.equal(await completed("run", "-"), "--item, --verbose, --help");
});

Deno.test("complete() offers the commands that help explains", async () => {
  assert.equal(await completed("help", ""), "init, shim, run, help");
  assert.equal(await completed("help", "shim", "i"), "install");
  assert.equal(await completed("help", "shim", "install", ""), "");
});

Deno.test("complete() ignores case if nothing else begins with what is typed", async () => {
  assert.equal(await completed("init", "--item", "aws D"), "AWS dev");
  assert.equal(await completed("INI"), "init");
});
