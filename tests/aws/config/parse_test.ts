import assert from "node:assert/strict";
import { parseAwsFile, parseNested } from "../../../src/aws/config/parse.ts";
import { UserError } from "../../../src/errors.ts";

Deno.test("parseAwsFile() returns the lines of a section and of its values", () => {
  const text =
    "# head\r\n[default]\r\nregion = a\rs3 =\n  x = 1\n  # c\n\n  y = 2\n\n[b]\noutput: c";
  const [first, second] = parseAwsFile(text, "config");
  assert.deepEqual(
    [first?.name, first?.line, second?.name, second?.line],
    ["default", 2, "b", 10],
  );
  assert.deepEqual(first?.values.get("region"), { value: "a", line: 3, endLine: 3 });
  assert.deepEqual(first?.values.get("s3"), {
    value: new Map([["x", "1"], ["y", "2"]]),
    line: 4,
    endLine: 8,
  });
  assert.deepEqual(second?.values.get("output"), { value: "c", line: 11, endLine: 11 });
});

Deno.test("parseAwsFile() lets every section inherit from [DEFAULT]", () => {
  const [only] = parseAwsFile("[DEFAULT]\nregion=a\noutput=b\n[x]\nregion=c\n", "config");
  assert.deepEqual([...only!.values].map(([key, { value, line }]) => [key, value, line]), [
    ["region", "c", 5],
    ["output", "b", 3],
  ]);
});

Deno.test("parseAwsFile() refuses the whole file because of one wrong line (78), and names the line", () => {
  const cases: [text: string, line: number, what: RegExp][] = [
    ["region = a\n", 1, /before any section/],
    ["[a]\nx=1\n[b]\n[a]\n", 4, /repeats section \[a\]/],
    ["[a]\nx=1\ny=2\nX=3\n", 4, /repeats x/],
    ["[a]\nx\n", 2, /is not KEY = VALUE/],
    ["[a]\n= x\n", 2, /is not KEY = VALUE/],
    ["[]\n", 1, /before any section/],
    ["[a]\n\n\ns3 =\n  x = 1\n  y\n", 4, /block of s3 that has a line without =/],
  ];
  for (const [text, line, what] of cases) {
    assert.throws(
      () => parseAwsFile(text, "/x/config"),
      (error) =>
        error instanceof UserError && error.status === 78 && what.test(error.message) &&
        error.message.startsWith(`cannot read /x/config: line ${line} `) &&
        error.details.path === "/x/config" && error.details.line === line,
      JSON.stringify(text),
    );
  }
});

Deno.test("parseNested() reads the pairs of a nested block", () => {
  const cases: [string, [string, string][] | null][] = [
    ["\na = b", [["a", "b"]]],
    ["\n  A=b=c\n\n d =", [["A", "b=c"], ["d", ""]]],
    ["\na = b\x85c = d\u2028e = f", [["a", "b"], ["c", "d"], ["e", "f"]]],
    ["\na = 1\na = 2", [["a", "2"]]],
    ["\n= b", [["", "b"]]],
    ["\na = b\nbad", null],
    ["\na: b", null],
    ["\n", []],
  ];
  for (const [text, pairs] of cases) {
    const found = parseNested(text);
    assert.deepEqual(found && [...found], pairs, JSON.stringify(text));
  }
});
