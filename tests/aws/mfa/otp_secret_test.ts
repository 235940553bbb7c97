import assert from "node:assert/strict";
import { type OtpSecret, parseOtpSecret } from "../../../src/aws/mfa/otp_secret.ts";
import { rejectionOf } from "../../error_of.ts";
import { conformanceJson, ignoreWithoutData } from "../../conformance.ts";

const SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

function codeAt(secret: OtpSecret, seconds: number): string {
  return secret.codeAt(Math.floor((seconds * 1000) / secret.period)).reveal();
}

Deno.test({
  name: "parseOtpSecret() makes the codes of RFC 6238 and RFC 4226",
  ignore: ignoreWithoutData("totp/vectors.json"),
  async fn() {
    const { totp, hotp } = conformanceJson("totp/vectors.json");
    for (const { secret_base32, algorithm, digits, period, time, code, code6 } of totp) {
      const name = `${algorithm} ${time}`;
      const uri = (count: number) =>
        `otpauth://totp/AWS:me?secret=${
          secret_base32.replace(/=+$/, "")
        }&algorithm=${algorithm}&digits=${count}&period=${period}`;
      assert.equal(codeAt(await parseOtpSecret(uri(digits), "x"), time), code, name);
      assert.equal(codeAt(await parseOtpSecret(uri(6), "x"), time), code6, name);
      if (algorithm !== "SHA1") continue;
      assert.equal(codeAt(await parseOtpSecret(secret_base32, "x"), time), code6, name);
    }
    for (const { secret_base32, counter, code } of hotp) {
      assert.equal((await parseOtpSecret(secret_base32, "x")).codeAt(counter).reveal(), code);
    }
  },
});

Deno.test({
  name: "parseOtpSecret() accepts base32 with any padding",
  ignore: ignoreWithoutData("totp/base32.json"),
  async fn() {
    for (const { text, base32 } of conformanceJson("totp/base32.json")) {
      if (text === "") continue;
      const { id } = await parseOtpSecret(base32, "x");
      assert.equal((await parseOtpSecret(base32.replaceAll("=", ""), "x")).id, id, text);
    }
  },
});

Deno.test("parseOtpSecret() ignores case, spaces, hyphens and padding, also for the id", async () => {
  const { id } = await parseOtpSecret(SECRET, "x");
  for (
    const text of [
      SECRET.toLowerCase(),
      ` ${SECRET.replace(/.{4}/g, "$& ")}\n`,
      SECRET.replace(/.{4}/g, "$&-"),
      `${SECRET}====`,
      `otpauth://totp/Amazon%20Web%20Services:me@123?secret=${SECRET}&issuer=Amazon`,
      `OTPAUTH://totp/x?secret=${SECRET.toLowerCase()}`,
      `otpauth://totp/x?secret=${SECRET.replace(/.{4}/g, "$& ").trim()}&issuer=AWS`,
      `otpauth://totp/x?secret=${SECRET.replace(/.{4}/g, "$&%20")}&digits=6`,
      `otpauth://totp/x?secret=${SECRET.replace(/.{4}/g, "$&+")}&period=30`,
      `otpauth://totp/x?secret=${SECRET.replace(/.{4}/g, "$&-")}%3D%3D%3D%3D`,
      `otpauth://totp/x?SECRET=${SECRET}&algorithm=SHA-1&digits=&image=https://x/y&`,
      `otpauth://totp/100%:x?issuer=100%&secret=${SECRET}`,
    ]
  ) {
    const secret = await parseOtpSecret(text, "x");
    assert.equal(secret.id, id, text);
    assert.equal(codeAt(secret, 59), "287082", text);
  }
});

Deno.test("parseOtpSecret() identifies a secret by a digest that has no other use", async () => {
  // SHA-256 of "opaws/v1 one-time password", NUL and the 20 bytes; its first 16 bytes.
  assert.equal((await parseOtpSecret(SECRET, "x")).id, "c399670a94b442cbfe44968fd3a3ff40");
  const other = await parseOtpSecret(`${SECRET.slice(0, -1)}A`, "x");
  assert.notEqual(other.id, (await parseOtpSecret(SECRET, "x")).id);
});

Deno.test("parseOtpSecret() refuses secrets whose codes AWS does not accept, and never shows them (78)", async () => {
  const cases: [string, RegExp][] = [
    ["", /its secret is empty/],
    ["====", /its secret is empty/],
    ["NOT1BASE32", /neither base32 nor an otpauth/],
    [`${SECRET}ſſ`, /neither base32 nor an otpauth/],
    [`${SECRET}Q`, /cut off/],
    [SECRET.slice(0, -2), /cut off/],
    ["287082", /neither base32 nor an otpauth/],
    ["https://example.com/NOT1BASE32", /neither base32 nor an otpauth/],
    [`otpauth://hotp/x?secret=${SECRET}&counter=1`, /hotp/],
    ["otpauth://totp/x", /otpauth/],
    [`otpauth://totp/x?secret=${SECRET}&secret=${SECRET}`, /otpauth/],
    [`otpauth://totp/x?secret=${SECRET}Q`, /cut off/],
    [`otpauth://totp/x?secret=`, /its secret is empty/],
    [`otpauth://steam/x?secret=${SECRET}`, /otpauth/],
    [`otpauth://totp/x?secret=${SECRET}&digits=6.5`, /otpauth/],
    [`otpauth://totp/x?secret=${SECRET}&period=1e3`, /otpauth/],
    ["otpauth://totp/x?secret=NOT1BASE32", /otpauth/],
    [`otpauth://totp/x?secret=${SECRET}&digits=20`, /digits is 20|otpauth/],
    [`otpauth://totp/x?secret=${SECRET}&digits=9`, /digits is 9|otpauth/],
    [`otpauth://totp/x?secret=${SECRET}&digits=5`, /digits is 5|otpauth/],
    [`otpauth://totp/x?secret=${SECRET}&period=9`, /period is 9,/],
    [`otpauth://totp/x?secret=${SECRET}&period=301`, /period is 301/],
    [`${SECRET}====${SECRET}`, /neither base32 nor an otpauth/],
    [`x otpauth://totp/x?secret=${SECRET}`, /neither base32 nor an otpauth/],
    [`otpauth://totp/x?secret=${SECRET}&period=0`, /period is 0|otpauth/],
    [`otpauth://totp/x?secret=${SECRET}&period=99999`, /period is 99999/],
    [`otpauth://totp/x?secret=${SECRET}&algorithm=MD5`, /otpauth/],
  ];
  for (const [text, message] of cases) {
    const error = await rejectionOf(parseOtpSecret(text, "AWS dev"));
    assert.equal(error.status, 78, text);
    assert.match(error.message, /^cannot use the one-time password of item "AWS dev": /);
    assert.match(error.message, message, text);
    const shown = Deno.inspect(error) + error.stack;
    assert.ok(!shown.includes(SECRET.slice(0, 8)) && !shown.includes("NOT1BASE32"), text);
  }
});
