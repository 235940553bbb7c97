import assert from "node:assert/strict";
import { writeAll } from "../../src/fs/write_all.ts";
import { errorOf } from "../error_of.ts";

/** A stream whose writes return or throw the next of `results`; `taken()` is what it accepted. */
function stream(...results: readonly (number | Error)[]) {
  const left = [...results];
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

Deno.test("writeAll() writes everything in pieces, and waits for a reader that is not ready", () => {
  const slow = stream(2, new Deno.errors.WouldBlock("os error 11"), 1);
  writeAll(slow, "answer");
  assert.equal(slow.taken(), "answer");
});

Deno.test("writeAll() ends quietly if the reader is gone, and throws 74 if the disk is full", () => {
  const gone = stream(2, new Deno.errors.BrokenPipe("os error 32"));
  writeAll(gone, "answer");
  assert.equal(gone.taken(), "an");
  const full = stream(new Error("No space left on device (os error 28)"));
  const error = errorOf(() => writeAll(full, "answer"));
  assert.equal(error.exit, "io");
  assert.equal(error.message, "cannot write the output: the disk is full");
});
