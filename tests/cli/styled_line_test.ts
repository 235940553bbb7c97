import assert from "node:assert/strict";
import { type Paint, renderLine, renderLines, wantsColors } from "../../src/cli/styled_line.ts";

const paint: Paint = (style, text) => `<${style}>${text}</>`;

Deno.test("renderLine() paints the parts with a style, and cleans all of them", () => {
  const line = ["a ", { text: "b\u001b[31m", style: "good" }, { text: "", style: "note" }] as const;
  assert.equal(renderLine(line, paint), "a <good>b\uFFFD[31m</>");
  assert.equal(renderLine(line, null), "a b\uFFFD[31m");
  assert.equal(renderLine("plain\u0007", paint), "plain\uFFFD");
});

Deno.test("renderLines() gives the lines that renderLine() gives, each with a line end", () => {
  const cells = ["a", " b ", "c:", ":", "#", "##[", "é", "\u0007", "x\ny", "/home", "…", "\\", ""];
  const styled = (text: string) => ({ text, style: "good" }) as const;
  const lines = cells.flatMap((cell) => [cell, `a${cell}b`, ["", styled(cell), " "] as const]);
  for (
    const each of [[], ...lines.map((line) => [line]), ...lines.map((line) => ["a", line, "b"])]
  ) {
    for (const by of [null, paint]) {
      const expected = each.map((line) => `${renderLine(line, by)}\n`).join("");
      assert.equal(renderLines(each, by), expected, JSON.stringify(each));
    }
  }
});

Deno.test("wantsColors() is true only on a terminal, without NO_COLOR, and not on a dumb one", () => {
  const host = (env: Record<string, string>) => ({ env: (name: string) => env[name] });
  assert.equal(wantsColors(host({}), true), true);
  assert.equal(wantsColors(host({ NO_COLOR: "", TERM: "xterm" }), true), true);
  assert.equal(wantsColors(host({}), false), false);
  assert.equal(wantsColors(host({ NO_COLOR: "1" }), true), false);
  assert.equal(wantsColors(host({ TERM: "dumb" }), true), false);
  const unreadable = () => {
    throw new Error("not UTF-8");
  };
  assert.equal(wantsColors({ env: unreadable }, true), false);
});
