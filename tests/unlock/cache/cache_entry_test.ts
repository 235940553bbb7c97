import assert from "node:assert/strict";
import {
  CACHE_ENTRY_BYTES,
  formatCacheEntry,
  parseCacheEntry,
} from "../../../src/unlock/cache/cache_entry.ts";
import { VaultKey } from "../../../src/vault/crypto/vault_key.ts";

const SLOT = "0b0e5cb9-0d6a-4b6c-9a35-5b1de6a7f001";

/** An entry whose key is 32 times `byte`. */
function entryOf(byte: number, slot: string | undefined) {
  const key = new VaultKey(new Uint8Array(32).fill(byte));
  return { key, start: 1.5, end: 2 ** 40, idle: 600_000, slot };
}

Deno.test("parseCacheEntry() reads what formatCacheEntry() wrote and wipes it", () => {
  for (const slot of [SLOT, undefined]) {
    const bytes = formatCacheEntry(entryOf(7, slot));
    assert.equal(bytes.length, CACHE_ENTRY_BYTES);
    const { key, ...rest } = parseCacheEntry(bytes)!;
    assert.deepEqual(key.bytes, new Uint8Array(32).fill(7));
    assert.deepEqual(rest, { start: 1.5, end: 2 ** 40, idle: 600_000, slot });
    assert.ok(bytes.every((byte) => byte === 0));
    assert.deepEqual(key.bytes, new Uint8Array(32).fill(7), "the key is a copy");
  }
});

Deno.test("parseCacheEntry() reads from any offset of a buffer, and only the right length", () => {
  const bytes = formatCacheEntry(entryOf(7, SLOT));
  const longer = new Uint8Array(CACHE_ENTRY_BYTES + 16);
  longer.set(bytes, 8);
  assert.equal(parseCacheEntry(longer), null);
  assert.equal(parseCacheEntry(bytes.slice(1)), null);
  assert.equal(parseCacheEntry(new Uint8Array(0)), null);
  assert.equal(parseCacheEntry(longer.subarray(8, 8 + CACHE_ENTRY_BYTES))?.slot, SLOT);
});
