import assert from "node:assert/strict";
import { runParser } from "@optique/core/facade";
import type { Command } from "../../src/cli/declare.ts";
import {
  argument,
  choiceOption,
  declare,
  flag,
  group,
  option,
  optionalArgument,
  parameters,
  restArguments,
} from "../../src/cli/declare.ts";
import { parserOf } from "../../src/cli/parsers.ts";
import { readAction, readArguments } from "../../src/cli/read_arguments.ts";

let got: unknown = null;
const inner = declare(
  "do",
  { brief: "Does." },
  parameters({
    json: flag("--json", "Json."),
    form: choiceOption("--form", "FORM", ["x", "y"], "x", "Form."),
    item: option("--item", "ITEM", "Item."),
    first: argument("FIRST", "First."),
    second: optionalArgument("SECOND", "Second."),
  }),
  (answers) => void (got = answers),
);
const outer = group("outer", { brief: "Groups." }, [inner]);

function byLibrary(command: Command, words: readonly string[]): unknown {
  got = "refused";
  const action = runParser(parserOf([command], () => []), "opaws", [command.name, ...words], {
    onError: () => null,
  });
  action?.(null!);
  return got;
}

function byReader(command: Command, words: readonly string[]): unknown {
  got = "not read";
  readAction(command, words)?.(null!);
  return got;
}

Deno.test("readWords() reads what is plainly right", () => {
  assert.deepEqual(byReader(outer, ["do", "a", "--item", "x", "b", "--json"]), {
    json: true,
    form: "x",
    item: "x",
    first: "a",
    second: "b",
  });
  assert.deepEqual(readArguments(inner, ["--item=x=y", "a"]), {
    json: false,
    form: "x",
    item: "x=y",
    first: "a",
    second: undefined,
  });
});

Deno.test("readWords() leaves help, mistakes and riddles to the library", () => {
  for (
    const words of [
      [],
      ["--help"],
      ["a", "b", "c"],
      ["a", "--itme", "x"],
      ["a", "--item"],
      ["a", "--item", "--json"],
      ["a", "--item", "x", "--item", "y"],
      ["a", "--json", "--json"],
      ["a", "--json=true"],
      ["a", "--form", "z"],
      ["--", "a"],
      ["", "b"],
      ["a", "--item="],
    ]
  ) assert.equal(readArguments(inner, words), null, words.join(" "));
  assert.equal(readAction(outer, ["other"]), null);
  const all = declare(
    "x",
    { brief: "X." },
    parameters({ all: restArguments("ALL", "All.") }),
    () => 0,
  );
  assert.equal(readArguments(all, ["a"]), null);
});

Deno.test("readWords() answers what the library answers, for every line of up to four words", () => {
  const vocabulary = ["a", "--item", "--item=x", "--json", "--form", "x", "-", "--", "--jso", ""];
  let read = 0;
  const lines: string[][] = [[]];
  for (let length = 0; length < 4; length++) {
    for (const line of lines.filter((line) => line.length === length)) {
      lines.push(...vocabulary.map((word) => [...line, word]));
    }
  }
  for (const line of lines) {
    const own = byReader(inner, line);
    if (own === "not read") continue;
    read++;
    const theirs = byLibrary(inner, line);
    assert.deepEqual(own, theirs, JSON.stringify(line));
  }
  assert.ok(read > 30, `${read} lines were read`);
});
