import assert from "node:assert/strict";
import { errorOf } from "../error_of.ts";
import { hookState } from "../../src/shell/hooked_tools.ts";
import { columns } from "../../src/cli/output.ts";
import { writeAll } from "../../src/fs/write_all.ts";
import { lastTime } from "../../src/cli/time_text.ts";

Deno.test("columns() lines rows up, wide characters counted as two cells", () => {
  assert.deepEqual(columns([["a", "b"], ["漢字", "c"], ["", "d"]]), [
    "a     b",
    "漢字  c",
    "      d",
  ]);
  assert.deepEqual(columns([]), []);
});

Deno.test("columns() cleans every cell", () => {
  assert.deepEqual(columns([["\u001b[2J", "x"]]), ["\uFFFD[2J  x"]);
});

/** A stream that answers each write with the next of `answers`, and keeps what it took. */
function stream(...answers: readonly (number | Error)[]) {
  const left = [...answers];
  let taken = "";
  return {
    writeSync(bytes: Uint8Array): number {
      const next = left.shift() ?? bytes.length;
      if (next instanceof Error) throw next;
      taken += new TextDecoder().decode(bytes.subarray(0, next));
      return next;
    },
    taken: () => taken,
  };
}

Deno.test("writeAll() writes all, in pieces, and waits for a reader that takes nothing for now", () => {
  const slow = stream(2, new Deno.errors.WouldBlock("os error 11"), 1);
  writeAll(slow, "answer");
  assert.equal(slow.taken(), "answer");
});

Deno.test("writeAll() ends quietly when the reader is gone, and faults (74) when the disk is full", () => {
  const gone = stream(2, new Deno.errors.BrokenPipe("os error 32"));
  writeAll(gone, "answer");
  assert.equal(gone.taken(), "an");
  const full = stream(new Error("No space left on device (os error 28)"));
  const fault = errorOf(() => writeAll(full, "answer"));
  assert.equal(fault.exit, "io");
  assert.equal(fault.message, "cannot write the output: the disk is full");
});

Deno.test("lastTime() gives the date only when it is another day", () => {
  const noon = new Date(2026, 10, 23, 12, 0).getTime();
  assert.equal(lastTime(noon + 65 * 60_000, noon), "13:05");
  assert.equal(lastTime(noon + 13 * 3_600_000, noon), "2026-11-24 01:00");
});

Deno.test("hookState() believes only the shell that asks", () => {
  const host = (value?: string) => ({ env: () => value });
  assert.equal(hookState(host("42:aws,cdk"), "aws", 42), "in place");
  assert.match(hookState(host("42:cdk"), "aws", 42), /new shell/);
  assert.match(hookState(host("42:aws"), "aws", 43), /no shell function/);
  assert.match(hookState(host(), "aws", 42), /no shell function/);
});
