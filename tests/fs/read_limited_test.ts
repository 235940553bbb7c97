import assert from "node:assert/strict";
import { readLimited } from "../../src/fs/read_limited.ts";

async function* chunks(...sizes: number[]): AsyncGenerator<Uint8Array> {
  for (const size of sizes) yield await Promise.resolve(new Uint8Array(size).fill(size));
}

Deno.test("readLimited() joins all chunks", async () => {
  assert.deepEqual(await readLimited(chunks(), 3), new Uint8Array());
  assert.deepEqual(await readLimited(chunks(1, 2), 3), new Uint8Array([1, 2, 2]));
});

Deno.test("readLimited() returns null above the limit", async () => {
  assert.equal(await readLimited(chunks(2, 2), 3), null);
});
