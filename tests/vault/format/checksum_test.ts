import assert from "node:assert/strict";
import { checksum, fromBase62, toBase62 } from "../../../src/vault/format/checksum.ts";

Deno.test("checksum() is the CRC-32 of zip, in base62", () => {
  // The check value of CRC-32/ISO-HDLC in the catalogue of parametrised CRC algorithms.
  assert.equal(fromBase62(checksum("123456789")), 0xcbf43926n);
  assert.equal(checksum("123456789").length, 6);
});

Deno.test("toBase62() pads, and fromBase62() reads what it wrote", () => {
  assert.equal(toBase62(61n, 3), "00z");
  for (const number of [0n, 1n, 62n, 2n ** 256n - 1n]) {
    assert.equal(fromBase62(toBase62(number, 43)), number);
  }
});
