import assert from "node:assert/strict";
import {
  argument,
  argumentList,
  choiceOption,
  type Command,
  declare,
  flag,
  option,
  optionalArgument,
  optionList,
  parameters,
  restArguments,
} from "../../src/cli/declare.ts";
import { tokensOf } from "../../src/cli/tokens.ts";
import { parseArguments } from "../../src/cli/parse.ts";

const nothing = () => {};
const make = declare(
  {},
  parameters({
    json: flag("--json", "J."),
    form: choiceOption("--form", "FORM", ["x", "y"], "x", "F."),
    item: option("--item", "ITEM", "I."),
    label: optionList("--label", "LABEL", "L."),
    first: argument("FIRST", "1."),
    second: optionalArgument("SECOND", "2."),
  }),
  nothing,
);
const list = declare({}, parameters({ tools: argumentList("TOOL", "T.") }), nothing);
const RUN = parameters({
  item: option("--item", "ITEM", "I."),
  command: restArguments("COMMAND", "C."),
});
const run = declare({}, RUN, nothing);

function values(command: Command, ...args: string[]): unknown {
  const parsed = parseArguments(command.parameters, args, tokensOf);
  assert.equal(parsed.kind, "values", JSON.stringify(parsed));
  return parsed.kind === "values" ? parsed.values : null;
}

function mistake(command: Command, ...args: string[]): string {
  const parsed = parseArguments(command.parameters, args, tokensOf);
  if (parsed.kind !== "mistake") return parsed.kind;
  const { kind } = parsed.mistake;
  return "name" in parsed.mistake ? `${kind} ${parsed.mistake.name}` : kind;
}

Deno.test("parseArguments() returns the value of every parameter", () => {
  assert.deepEqual(values(make, "a"), {
    json: false,
    form: "x",
    item: undefined,
    label: [],
    first: "a",
    second: undefined,
  });
  const all = ["b", "--item=x=y", "--label", "1", "--json", "c d", "--form", "y", "--label=2"];
  assert.deepEqual(values(make, ...all), {
    json: true,
    form: "y",
    item: "x=y",
    label: ["1", "2"],
    first: "b",
    second: "c d",
  });
  assert.deepEqual(values(list, "aws", "cdk"), { tools: ["aws", "cdk"] });
  assert.deepEqual(values(list), { tools: [] });
});

Deno.test("parseArguments() treats everything after -- as arguments, and accepts a value that starts with - after =", () => {
  assert.deepEqual(values(list, "--", "--json", "-h"), { tools: ["--json", "-h"] });
  assert.deepEqual(values(run, "--item=--x", "a"), { item: "--x", command: ["a"] });
});

Deno.test("parseArguments() leaves the rest as it is, from the first argument or after --", () => {
  for (
    const [args, rest, restIndex] of [
      [["aws", "--item", "x", "--", ""], ["aws", "--item", "x", "--", ""], 0],
      [["--item", "x", "aws", "-h"], ["aws", "-h"], 2],
      [["--item=x", "--", "--help"], ["--help"], 2],
      [["--item=x", "--"], [], 2],
      [["--item=x"], [], null],
    ] as const
  ) {
    const parsed = parseArguments(RUN, args, tokensOf);
    assert.ok(parsed.kind === "values", args.join(" "));
    assert.deepEqual([parsed.values.command, parsed.restIndex], [rest, restIndex]);
  }
});

Deno.test("parseArguments() prefers --help and -h to any mistake, but not after --", () => {
  for (const args of [["--help"], ["-h"], ["a", "b", "c", "-h"], ["--nope", "--help"], ["-help"]]) {
    assert.equal(parseArguments(make.parameters, args, tokensOf).kind, "help", args.join(" "));
  }
  assert.equal(parseArguments(make.parameters, ["--item", "--help"], tokensOf).kind, "help");
  assert.equal(parseArguments(make.parameters, ["a", "--", "--help"], tokensOf).kind, "values");
  assert.equal(parseArguments(run.parameters, ["aws", "--help"], tokensOf).kind, "values");
});

Deno.test("parseArguments() names the mistake, and never what was typed as a value", () => {
  assert.equal(mistake(make), "missing-argument FIRST");
  assert.equal(mistake(make, "a", "b", "c"), "extra-argument");
  assert.equal(mistake(make, "a", "--itme", "x"), "unknown-option --itme");
  assert.equal(mistake(make, "a", "-x"), "unknown-option -x");
  assert.equal(mistake(make, "a", "-hx"), "unknown-option -x");
  assert.equal(mistake(make, "a", "-phunter2"), "unknown-option -p");
  assert.equal(mistake(make, "a", "--password=hunter2"), "unknown-option --password");
  assert.equal(mistake(make, "a", "--toString"), "unknown-option --toString");
  assert.equal(mistake(make, "a", "--item"), "missing-value --item");
  assert.equal(mistake(make, "a", "--item", "--json"), "missing-value --item");
  assert.equal(mistake(make, "a", "--item="), "empty-value --item");
  assert.equal(mistake(make, "a", "--item", ""), "empty-value --item");
  assert.equal(mistake(make, "a", "--item", "x", "--item", "y"), "repeated-option --item");
  assert.equal(mistake(make, "a", "--json", "--json"), "repeated-option --json");
  assert.equal(mistake(make, "a", "--json=true"), "needless-value --json");
  assert.equal(mistake(make, "a", "--form", "z"), "wrong-choice --form");
});
