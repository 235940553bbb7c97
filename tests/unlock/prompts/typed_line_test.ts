import assert from "node:assert/strict";
import { TypedLine } from "../../../src/unlock/prompts/typed_line.ts";
import { errorOf } from "../../error_of.ts";

function type(text: string | number[]): { outcome: string; text: string } {
  const line = new TypedLine();
  let outcome = "more";
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  for (const byte of bytes) {
    outcome = line.press(byte);
    if (outcome !== "more") break;
  }
  return { outcome, text: line.text() };
}

Deno.test("TypedLine is done at Return or a newline", () => {
  assert.deepEqual(type("höl y\rmore"), { outcome: "done", text: "höl y" });
  assert.deepEqual(type("x\n"), { outcome: "done", text: "x" });
});

Deno.test("TypedLine erases whole characters, words and the line", () => {
  assert.equal(type("aé\x7fb\r").text, "ab");
  assert.equal(type("🔑\x08x\r").text, "x");
  assert.equal(type("one two \x17three\r").text, "one three");
  assert.equal(type("one\x15two\r").text, "two");
  assert.equal(type("\x7f\x7fa\r").text, "a");
});

Deno.test("TypedLine cancels at Ctrl-C, Ctrl-backslash, and Ctrl-D on an empty line", () => {
  assert.equal(type("ab\x03").outcome, "cancel");
  assert.equal(type("ab\x1c").outcome, "cancel");
  assert.equal(type("\x04").outcome, "cancel");
  assert.deepEqual(type("ab\x04c\r"), { outcome: "done", text: "abc" });
});

Deno.test("TypedLine ignores arrow and function keys", () => {
  assert.equal(type("a\x1b[Ab\x1bOPc\x1b[1;5Cd\x1bxe\r").text, "abcde");
});

Deno.test("TypedLine still ends and cancels after an incomplete escape sequence", () => {
  for (const begun of ["\x1b", "\x1b[", "\x1bO", "\x1b[1;"]) {
    assert.equal(type(`a${begun}\x03`).outcome, "cancel");
    assert.deepEqual(type(`a${begun}\r`), { outcome: "done", text: "a" });
    assert.equal(type(`ab${begun}\x7fc\r`).text, "ac");
    assert.equal(type(`a${begun}\x1b[Ab\r`).text, "ab");
  }
  assert.equal(type("a\x1b[[Ab\r").text, "ab", "F1 on the Linux console");
  assert.equal(type("a\x1béb\r").text, "aéb", "Alt with a letter that is not ASCII");
});

Deno.test("TypedLine accepts lines longer than its first buffer", () => {
  const long = "é".repeat(3000);
  assert.equal(type(`${long}\r`).text, long);
});

Deno.test("TypedLine refuses bytes that are not UTF-8 instead of replacing them", () => {
  for (const bytes of [[0x70, 0xe4, 0x73], [0xc3], [0xff], [0xed, 0xa0, 0x80]]) {
    const error = errorOf(() => type([...bytes, 0x0d]));
    assert.deepEqual([error.status, error.code], [64, "not-utf8"]);
  }
});
