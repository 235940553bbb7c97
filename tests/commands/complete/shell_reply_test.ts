import assert from "node:assert/strict";
import {
  type CompletedShell,
  readBashWord,
  shellReply,
} from "../../../src/commands/complete/shell_reply.ts";

/** Returns the word that `shell` inserts for `value`. */
function inserted(shell: CompletedShell, value: string, openQuote: "" | "'" | '"' = ""): string {
  const candidates = [{ value, description: "d" }];
  const [head, line] = shellReply(shell, { kind: "values", candidates }, openQuote).split("\n");
  assert.equal(head, "values");
  return shell === "bash" ? line! : line!.split("\t")[0]!;
}

Deno.test("shellReply() has a line for the kind and one for each candidate", () => {
  const candidates = [{ value: "a b", description: "tab\there" }, { value: "c", description: "" }];
  const values = { kind: "values", candidates } as const;
  assert.equal(shellReply("zsh", values, ""), "values\na b\ttab here\nc\t\n");
  assert.equal(shellReply("bash", { kind: "values", candidates: [] }, ""), "values\n");
  assert.equal(shellReply("bash", { kind: "file", prefix: "--csv=" }, ""), "file\t--csv=\n");
  const command = { kind: "command", index: 2, candidates } as const;
  assert.equal(shellReply("fish", command, ""), "command\t2\na b\ttab here\nc\t\n");
});

Deno.test("shellReply() leaves out what would break a line", () => {
  const candidates = ["a\nb", "a\tb", "\x1b[2J"].map((value) => ({ value, description: "" }));
  assert.equal(shellReply("fish", { kind: "values", candidates }, ""), "values\n");
});

Deno.test("shellReply() quotes for bash as the open quote needs it", () => {
  const title = `it's "$(x)" é~!`;
  assert.equal(inserted("bash", title), `it\\'s\\ \\"\\$\\(x\\)\\"\\ é\\~\\!`);
  assert.equal(inserted("bash", title, "'"), `it'\\''s "$(x)" é~!`);
  assert.equal(inserted("bash", title, '"'), `it's \\"\\$(x)\\" é~!`);
  assert.equal(inserted("bash", "--item=a:b@c"), "--item=a:b@c");
});

Deno.test("shellReply() quotes for Nushell and PowerShell, which insert a candidate as it is", () => {
  assert.equal(inserted("nu", "a:b@c=d"), "a:b@c=d");
  assert.equal(inserted("nu", 'it\'s "x"'), '"it\'s \\"x\\""');
  assert.equal(inserted("pwsh", "it's"), "'it''s'");
  assert.equal(inserted("zsh", "it's"), "it's");
});

Deno.test("readBashWord() removes quotes and backslashes, and returns the open quote", () => {
  const read = (word: string) => Object.values(readBashWord(word));
  assert.deepEqual(read("plain"), ["plain", ""]);
  assert.deepEqual(read("AWS\\ dev"), ["AWS dev", ""]);
  assert.deepEqual(read('"AWS'), ["AWS", '"']);
  assert.deepEqual(read('--item="a \\"b\\n'), ['--item=a "b\\n', '"']);
  assert.deepEqual(read("'a\\"), ["a\\", "'"]);
  assert.deepEqual(read("'a'\\''b'"), ["a'b", ""]);
  assert.deepEqual(read("$(x)"), ["$(x)", ""]);
  assert.deepEqual(read("a\\"), ["a", ""]);
});
