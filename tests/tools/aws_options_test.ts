import assert from "node:assert/strict";
import { globalOption, isArgument } from "../../src/tools/aws_options.ts";

Deno.test("globalOption() recognizes the options of aws, abbreviated or not", () => {
  const cases: [
    word: string,
    name: string | null,
    value?: string | undefined,
    takesNext?: boolean,
  ][] = [
    ["--profile", "--profile", undefined, true],
    ["--profile=a", "--profile", "a", false],
    ["--profile=", "--profile", "", false],
    ["--profile=a=b", "--profile", "a=b", false],
    ["--prof", "--profile", undefined, true],
    ["--pr=x", "--profile", "x", false],
    ["--p", "--profile", undefined, true],
    ["--no-verify", "--no-verify-ssl", undefined, false],
    ["--debug", "--debug", undefined, false],
    ["--ve", "--version", undefined, false],
    ["--v", null],
    ["--cli-e", "--cli-error-format", undefined, true],
    ["--re", "--region", undefined, true],
    ["--no", null],
    ["--c", null],
    ["--cli-", null],
    ["--profiles", null],
    ["-p", null],
    ["--", null],
    ["--constructor", null],
    ["profile", null],
  ];
  for (const [word, name, value, takesNext] of cases) {
    assert.deepEqual(globalOption(word), name === null ? null : { name, value, takesNext }, word);
  }
});

Deno.test("isArgument() distinguishes arguments from options as argparse does", () => {
  const words = ["a", "", "-", "-1", "-.5", "-1.5", "--x y", "-a b", "s3://b", "a-b"];
  const options = ["--", "-a", "--x", "--x=1", "-1a", "--profile", "--prof", "--query=a b", "-1."];
  for (const word of words) assert.equal(isArgument(word), true, word);
  for (const word of options) assert.equal(isArgument(word), false, word);
});
