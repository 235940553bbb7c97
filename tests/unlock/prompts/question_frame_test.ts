import assert from "node:assert/strict";
import { closeFrame, frameStyle, openFrame } from "../../../src/unlock/prompts/question_frame.ts";

const style = (env: Record<string, string>, platform: "linux" | "windows" = "linux") =>
  frameStyle({ env: (name) => env[name], platform });

Deno.test("frameStyle() uses no escape sequence with NO_COLOR, TERM=dumb or without TERM", () => {
  assert.deepEqual(style({ TERM: "xterm" }), { unicode: true, escapes: true });
  assert.deepEqual(style({ TERM: "linux" }), { unicode: false, escapes: true });
  assert.deepEqual(style({ TERM: "xterm", NO_COLOR: "1" }), { unicode: true, escapes: false });
  assert.deepEqual(style({ TERM: "dumb" }), { unicode: false, escapes: false });
  assert.deepEqual(style({}), { unicode: true, escapes: false });
  assert.deepEqual(style({}, "windows"), { unicode: false, escapes: true });
});

Deno.test("openFrame() and closeFrame() write no escape sequence if the style has none", () => {
  for (const unicode of [true, false]) {
    const plain = { unicode, escapes: false };
    const text = openFrame("Which?", plain) + closeFrame("Which?", "answered", 80, plain);
    // deno-lint-ignore no-control-regex
    assert.doesNotMatch(text, /\x1b/);
    assert.match(text, /Which\?/);
  }
});

Deno.test("closeFrame() goes back over every row of the question and draws it again", () => {
  const style = { unicode: true, escapes: true };
  const rows = (question: string, columns: number) =>
    Number(closeFrame(question, "answered", columns, style).slice(2).split("A")[0]);
  assert.equal(rows("x".repeat(77), 80), 1);
  assert.equal(rows("x".repeat(78), 80), 2);
  assert.equal(rows("鍵".repeat(39), 80), 2);
  assert.match(closeFrame("Q", "answered", 80, style), /◇.*Q\r\n.*▪{8}/);
  assert.match(closeFrame("Q", "cancelled", 80, style), /■.*Q\r\n[^▪]*$/);
});
