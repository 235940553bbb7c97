import assert from "node:assert/strict";
import { denoHost } from "../../../src/host.ts";
import { open, seal } from "../../../src/vault/crypto/seal.ts";

const KEY = new Uint8Array(32).fill(7);
const PLAIN = new TextEncoder().encode("plain");
const BOUND = new TextEncoder().encode("bound to");

Deno.test("open() returns what seal() was given", async () => {
  const sealed = await seal(denoHost, KEY, PLAIN, BOUND);
  assert.equal(sealed.length, 12 + PLAIN.length + 16);
  assert.deepEqual(await open(KEY, sealed, BOUND), PLAIN);
});

Deno.test("seal() draws a new iv each time", async () => {
  const one = await seal(denoHost, KEY, PLAIN, BOUND);
  const two = await seal(denoHost, KEY, PLAIN, BOUND);
  assert.notDeepEqual(one.subarray(0, 12), two.subarray(0, 12));
});

Deno.test("open() returns null for another key, other associated data, any flipped byte and any cut", async () => {
  const sealed = await seal(denoHost, KEY, PLAIN, BOUND);
  assert.equal(await open(new Uint8Array(32), sealed, BOUND), null);
  assert.equal(await open(KEY, sealed, PLAIN), null);
  for (let at = 0; at < sealed.length; at += 1) {
    const wrong = sealed.slice();
    wrong[at]! ^= 1;
    assert.equal(await open(KEY, wrong, BOUND), null, `byte ${at}`);
    assert.equal(await open(KEY, sealed.slice(0, at), BOUND), null, `${at} bytes`);
  }
});
