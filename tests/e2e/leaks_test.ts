import assert from "node:assert/strict";
import { leaksOf, leaksOfBytes } from "./leaks.ts";

const SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const bytes = new TextEncoder().encode(SECRET);
const UTF16 = new Uint8Array(
  new Uint16Array([...SECRET].map((letter) => letter.charCodeAt(0))).buffer,
);

Deno.test("leaksOf() finds a secret raw, in base64 at any offset, in hexadecimal and URL-encoded", () => {
  const texts = [
    SECRET,
    bytes.toHex(),
    bytes.toHex().toUpperCase(),
    encodeURIComponent(SECRET),
    ...["", "a", "ab", "abc"].flatMap((before) => [
      btoa(`${before}${SECRET}${before}`),
      btoa(`${before}${SECRET}`).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, ""),
    ]),
  ];
  for (const text of texts) assert.deepEqual(leaksOf(`x${text}x`, { SECRET }), ["SECRET"], text);
  assert.deepEqual(leaksOf(SECRET.slice(0, -1), { SECRET }), []);
  assert.deepEqual(leaksOf(SECRET.toLowerCase(), { SECRET }), []);
});

Deno.test("leaksOfBytes() finds a secret in UTF-16 of either byte order, and one that is not text", () => {
  const swapped = UTF16.map((_, at) => UTF16[at ^ 1]!);
  for (const found of [bytes, UTF16, swapped]) {
    assert.deepEqual(leaksOfBytes(Uint8Array.of(0xff, ...found, 0xfe), { SECRET }), ["SECRET"]);
  }
  const raw = Uint8Array.from({ length: 32 }, (_, at) => 0x80 + at * 3);
  assert.deepEqual(leaksOfBytes(Uint8Array.of(1, ...raw, 2), { raw }), ["raw"]);
  assert.deepEqual(leaksOfBytes(new TextEncoder().encode(raw.toBase64()), { raw }), ["raw"]);
  assert.deepEqual(leaksOfBytes(raw.slice(1), { raw }), []);
});
