import assert from "node:assert/strict";
import fc from "fast-check";
import { parseOtpSecret } from "../../src/aws/mfa/otp_secret.ts";
import { UserError } from "../../src/errors.ts";
import { fuzz, mangled } from "./fuzz.ts";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const HASHES = { SHA1: "SHA-1", SHA256: "SHA-256", SHA512: "SHA-512" } as const;
const PIECES = [
  ..."otpauth:// totp/ hotp/ ? & = # % %00 %41 secret= period= digits= algorithm= issuer= counter="
    .split(" "),
  ..."SHA1 SHA256 md5 0 6 8 30 -1 1e3 99999999999 / : @ A 7 1 8 = - é \u0130 \u0000".split(" "),
  ...["__proto__=1", "toString", " ", "\n"],
];

const parts = fc.record({
  bytes: fc.uint8Array({ minLength: 1, maxLength: 64 }),
  period: fc.integer({ min: 10, max: 300 }),
  digits: fc.integer({ min: 6, max: 8 }),
  algorithm: fc.constantFrom("SHA1", "SHA256", "SHA512"),
  step: fc.nat(2 ** 31),
  label: fc.string({ maxLength: 8, minLength: 1 }).filter((text) => !/[:]/.test(text)),
  lower: fc.boolean(),
});

Deno.test("parseOtpSecret() makes the codes of RFC 6238 for any valid otpauth:// URI and its base32", async () => {
  await fuzz(
    "otpauth:// URIs that are good",
    fc.asyncProperty(parts, async (given) => {
      const { bytes, period, digits, algorithm, step, label, lower } = given;
      const letters = base32(bytes);
      const secret = lower ? letters.toLowerCase() : letters;
      const uri = `otpauth://totp/${encodeURIComponent(label)}?secret=${secret}` +
        `&period=${period}&digits=${digits}&algorithm=${algorithm}`;
      const read = await parseOtpSecret(uri, "AWS dev");
      assert.equal(read.period, period * 1000);
      const hash = HASHES[algorithm as keyof typeof HASHES];
      assert.equal(read.codeAt(step).reveal(), await code(bytes, step, digits, hash));
      const plain = await parseOtpSecret(` ${secret.replace(/(.{4})/g, "$1 ")}`, "AWS dev");
      assert.equal(plain.codeAt(step).reveal(), await code(bytes, step, 6, "SHA-1"));
      assert.equal(plain.id, read.id);
    }),
  );
});

Deno.test("parseOtpSecret() makes codes or refuses any text (78), and never shows it", async () => {
  const uri = parts.map(({ bytes, period, digits }) =>
    `otpauth://totp/AWS:dev?secret=${base32(bytes)}&period=${period}&digits=${digits}`
  );
  const texts = fc.oneof(
    mangled(uri, PIECES),
    mangled(parts.map(({ bytes }) => base32(bytes)), PIECES),
    fc.array(fc.constantFrom(...PIECES), { maxLength: 8 }).map((all) =>
      `otpauth://totp/${all.join("")}`
    ),
    fc.string({ unit: "binary" }),
  );
  let read = 0;
  await fuzz(
    "otpauth:// URIs and base32",
    fc.asyncProperty(texts, async (text) => {
      try {
        const { period, codeAt } = await parseOtpSecret(text, "AWS dev");
        read += 1;
        assert.ok(period >= 10_000 && period <= 300_000);
        assert.match(codeAt(1).reveal(), /^\d{6,8}$/);
      } catch (error) {
        assert.ok(error instanceof UserError && error.status === 78, String(error));
        const secret = /[A-Z2-7]{12,}/.exec(text)?.[0];
        assert.ok(secret === undefined || !error.message.includes(secret), error.message);
      }
    }),
  );
  assert.ok(read > 100, `${read} were read`);
});

function base32(bytes: Uint8Array): string {
  let bits = "";
  for (const byte of bytes) bits += byte.toString(2).padStart(8, "0");
  const groups = bits.match(/.{1,5}/g) ?? [];
  return groups.map((group) => LETTERS[parseInt(group.padEnd(5, "0"), 2)]).join("");
}

/** Computes RFC 4226 with the counter of RFC 6238 in WebCrypto. */
async function code(
  bytes: Uint8Array,
  step: number,
  digits: number,
  hash: string,
): Promise<string> {
  const key = await crypto.subtle.importKey("raw", bytes.slice(), { name: "HMAC", hash }, false, [
    "sign",
  ]);
  const counter = new DataView(new ArrayBuffer(8));
  counter.setBigUint64(0, BigInt(step));
  const mac = new DataView(await crypto.subtle.sign("HMAC", key, counter.buffer));
  const at = mac.getUint8(mac.byteLength - 1) & 0xf;
  const number = mac.getUint32(at) & 0x7fffffff;
  return String(number % 10 ** digits).padStart(digits, "0");
}
