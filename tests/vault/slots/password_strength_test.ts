import assert from "node:assert/strict";
import { Secret } from "../../../src/secret.ts";
import { passwordStrength } from "../../../src/vault/slots/password_strength.ts";

Deno.test("passwordStrength() rates weak, fair and strong passwords", () => {
  const cases = {
    weak: [
      "password",
      "P@ssw0rd1!",
      "12345678",
      "aaaaaaaaaaaaaaaaaaaa",
      "abcdefghijkl",
      "qwertyuiop",
      "abcabcabcabcabc",
      "letmein123",
      "Summer2026!",
      "admin admin",
    ],
    fair: ["correct horse", "vq7Lp2bt", "trambolinchen"],
    strong: ["correct horse battery staple", "Gx4!pTz92#kwQe", "日本の夏は蒸し暑いですね"],
  };
  for (const [expected, texts] of Object.entries(cases)) {
    for (const text of texts) assert.equal(passwordStrength(new Secret(text)), expected, text);
  }
});
