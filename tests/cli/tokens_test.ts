import assert from "node:assert/strict";
import { parseArgs } from "node:util";
import { type OptionSpec, tokensOf } from "../../src/cli/tokens.ts";

const OPTIONS: Readonly<Record<string, OptionSpec>> = {
  help: { type: "boolean", short: "h" },
  json: { type: "boolean" },
  item: { type: "string" },
};

Deno.test("tokensOf() returns the tokens of node:util's parseArgs, for every line of up to three arguments", () => {
  const vocabulary = [
    ...["a", "a--b", "--item", "--item=x", "--item=", "--json", "--json=x", "--jso", "--=x"],
    ...["-h", "-hx", "-", "--", "", "--toString", "x=y"],
  ];
  let lines: string[][] = [[]];
  for (let length = 0; length <= 3; length++) {
    for (const args of lines) {
      const { tokens } = parseArgs({
        args,
        options: OPTIONS,
        strict: false,
        allowPositionals: true,
        tokens: true,
      });
      assert.deepEqual(
        JSON.parse(JSON.stringify(tokensOf(args, OPTIONS))),
        JSON.parse(JSON.stringify(tokens)),
        JSON.stringify(args),
      );
    }
    lines = lines.flatMap((line) => vocabulary.map((word) => [...line, word]));
  }
});
