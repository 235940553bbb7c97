import assert from "node:assert/strict";
import { formatKept, KEPT_BYTES, parseKept } from "../../src/unlock/kept_entry.ts";
import { VaultKey } from "../../src/vault/key.ts";

const SLOT = "0b0e5cb9-0d6a-4b6c-9a35-5b1de6a7f001";

/** An entry whose key is 32 times `byte`. */
function entryOf(byte: number, slot: string | undefined) {
  const key = new VaultKey(new Uint8Array(32).fill(byte));
  return { key, start: 1.5, end: 2 ** 40, idle: 600_000, slot };
}

Deno.test("parseKept() gives back what formatKept() made, and wipes it", () => {
  for (const slot of [SLOT, undefined]) {
    const bytes = formatKept(entryOf(7, slot));
    assert.equal(bytes.length, KEPT_BYTES);
    const { key, ...rest } = parseKept(bytes)!;
    assert.deepEqual(key.bytes, new Uint8Array(32).fill(7));
    assert.deepEqual(rest, { start: 1.5, end: 2 ** 40, idle: 600_000, slot });
    assert.ok(bytes.every((byte) => byte === 0));
    assert.deepEqual(key.bytes, new Uint8Array(32).fill(7), "the key is a copy");
  }
});

Deno.test("parseKept() reads from anywhere in a buffer, and nothing of another length", () => {
  const bytes = formatKept(entryOf(7, SLOT));
  const longer = new Uint8Array(KEPT_BYTES + 16);
  longer.set(bytes, 8);
  assert.equal(parseKept(longer), null);
  assert.equal(parseKept(bytes.slice(1)), null);
  assert.equal(parseKept(new Uint8Array(0)), null);
  assert.equal(parseKept(longer.subarray(8, 8 + KEPT_BYTES))?.slot, SLOT);
});
