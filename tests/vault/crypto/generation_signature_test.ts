import assert from "node:assert/strict";
import { decodeUtf8, parseStrictJson } from "../../../src/fs/strict_json.ts";
import { type GenerationHeader, parseHeader } from "../../../src/vault/format/generation_header.ts";
import { associatedData } from "../../../src/vault/format/associated_data.ts";
import { toBase64url } from "../../../src/vault/format/base64url.ts";
import { canonicalJson } from "../../../src/vault/format/canonical_json.ts";
import {
  hasContentOf,
  hashOf,
  type SignedHeader,
  signHeader,
  verifyHeader,
} from "../../../src/vault/crypto/generation_signature.ts";
import { memberOf, sharedFile, someone } from "../shared_fixture.ts";

const author = await someone();
const bob = await someone();
const { file } = await sharedFile(author, { [bob.id]: memberOf(bob, "Bob", "reader") });
const { header, signature }: SignedHeader = { header: file.shared!, signature: file.signature! };

Deno.test("hashOf() is the SHA-256 of the signed bytes", async () => {
  const bytes = associatedData("generation", canonicalJson(header));
  const expected = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  assert.equal(await hashOf(header), toBase64url(expected));
});

Deno.test("verifyHeader() accepts only the signature of the author over this header", async () => {
  assert.equal(await verifyHeader(header, signature, author.signing), true);
  assert.equal(await signHeader(author, header), signature, "Ed25519 is deterministic");
  assert.equal(await verifyHeader(header, signature, bob.signing), false);
  assert.equal(await verifyHeader(header, signature, bob.agreement), false);
  assert.equal(await verifyHeader(header, await signHeader(bob, header), author.signing), false);
  const changed = [
    { generation: 2 },
    { parents: [header.items] },
    { rekeyed: true },
    { author: bob.id },
    { items: header.slots },
    { members: { ...header.members, [bob.id]: memberOf(bob, "Bob") } },
  ];
  for (const change of changed) {
    assert.equal(await verifyHeader({ ...header, ...change }, signature, author.signing), false);
  }
});

Deno.test("verifyHeader() refuses what is not a signature or a key", async () => {
  for (const text of ["", "*", "AAAA", signature.slice(0, -1), `${signature}A`]) {
    assert.equal(await verifyHeader(header, text, author.signing), false, text);
  }
  const bytes = Uint8Array.fromBase64(signature, { alphabet: "base64url" });
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const flipped = bytes.slice();
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    assert.equal(await verifyHeader(header, toBase64url(flipped), author.signing), false);
  }
  for (const key of ["", "AAAA", "A".repeat(42)]) {
    assert.equal(await verifyHeader(header, signature, key), false, key);
  }
});

Deno.test("verifyHeader() refuses a member whose id is not that of its keys, even if the author signed it", async () => {
  const eve = await someone();
  const members = { ...header.members, [bob.id]: memberOf(eve, "Bob", "reader") };
  const forged = { ...header, members };
  assert.equal(await verifyHeader(forged, await signHeader(author, forged), author.signing), false);
});

Deno.test("hasContentOf() compares everything that a header covers", async () => {
  assert.equal(await hasContentOf(file, header), true);
  const salt = "AAAAAAAAAAAAAAAAAAAAAA";
  const changes = [
    { id: crypto.randomUUID() },
    { generation: 2 },
    { slots: file.slots.slice(1) },
    { items: { [file.id]: { salt, sealed: salt, updated: header.time } } },
  ];
  for (const change of changes) {
    assert.equal(await hasContentOf({ ...file, ...change }, header), false);
  }
});

Deno.test("no header with any one bit changed is well formed and verifies", async () => {
  const text = new TextEncoder().encode(canonicalJson(header));
  for (let bit = 0; bit < text.length * 8; bit++) {
    const flipped = text.slice();
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    let changed: GenerationHeader;
    try {
      changed = parseHeader(parseStrictJson(decodeUtf8(flipped)));
    } catch (error) {
      assert.ok(error instanceof SyntaxError, `bit ${bit}: ${error}`);
      continue;
    }
    assert.equal(await verifyHeader(changed, signature, author.signing), false, `bit ${bit}`);
  }
});
