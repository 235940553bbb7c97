import assert from "node:assert/strict";
import { type Paint, renderLine, wantsColors } from "../../src/cli/styled_line.ts";

const paint: Paint = (style, text) => `<${style}>${text}</>`;

Deno.test("renderLine() paints the parts with a style, and cleans all of them", () => {
  const line = ["a ", { text: "b\u001b[31m", style: "good" }, { text: "", style: "note" }] as const;
  assert.equal(renderLine(line, paint), "a <good>b\uFFFD[31m</>");
  assert.equal(renderLine(line, null), "a b\uFFFD[31m");
  assert.equal(renderLine("plain\u0007", paint), "plain\uFFFD");
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
