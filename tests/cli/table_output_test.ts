import assert from "node:assert/strict";
import { renderLine } from "../../src/cli/styled_line.ts";
import { shorten, table } from "../../src/cli/table_output.ts";
import { textWidth } from "../../src/text_width.ts";

function lines(...input: Parameters<typeof table>): string[] {
  return table(...input).map((line) => renderLine(line, null));
}

Deno.test("table() aligns rows below a header row, and counts wide characters as two cells", () => {
  assert.deepEqual(lines(["A", "B"], [["a", "b"], ["漢字", "c"], ["", "d"]], Infinity), [
    "A     B",
    "a     b",
    "漢字  c",
    "      d",
  ]);
});

Deno.test("table() leaves out a column without values, and trailing spaces", () => {
  const rows = [["a", "", "c"], ["aa", "", ""]];
  assert.deepEqual(lines(["A", "B", "C"], rows, Infinity), ["A   C", "a   c", "aa"]);
  assert.deepEqual(lines(["A"], [], Infinity), []);
});

Deno.test("table() shortens the longest cells to the width of the terminal, and no line is longer", () => {
  const rows = [["a".repeat(40), "eu-west-1", "b".repeat(30)], ["x", "y", "z"]];
  assert.deepEqual(lines(["A", "B", "C"], rows, 50), [
    "A                    B          C",
    `${"a".repeat(18)}…  eu-west-1  ${"b".repeat(17)}…`,
    "x                    y          z",
  ]);
  for (let width = 28; width < 90; width++) {
    for (const line of lines(["A", "B", "C"], rows, width)) {
      assert.ok(textWidth(line) <= width, `${width}: ${line}`);
    }
  }
});

Deno.test("table() prints a block of lines for each row where the terminal is too narrow for columns", () => {
  const rows = [["dev", "personal".repeat(4), "…MPLE"], ["prod", "work", ""]];
  assert.deepEqual(lines(["TITLE", "VAULT", "KEY"], rows, 20), [
    "TITLE  dev",
    "VAULT  personalpers…",
    "KEY    …MPLE",
    "",
    "TITLE  prod",
    "VAULT  work",
  ]);
});

Deno.test("table() cleans every cell, and measures it then", () => {
  assert.deepEqual(lines(["A", "B"], [["\u001b[2J", "x"]], Infinity), ["A     B", "\uFFFD[2J  x"]);
});

Deno.test("shorten() cuts between characters, and counts wide ones as two cells", () => {
  assert.equal(shorten("漢字漢字", 8), "漢字漢字");
  assert.equal(shorten("漢字漢字", 6), "漢字…");
  assert.equal(shorten("AWS dev", 5), "AWS…");
});
