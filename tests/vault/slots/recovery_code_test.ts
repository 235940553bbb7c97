import assert from "node:assert/strict";
import { denoHost } from "../../../src/host.ts";
import { Secret } from "../../../src/secret.ts";
import { newRecoveryCode, parseRecoveryCode } from "../../../src/vault/slots/recovery_code.ts";
import { throwsUserError } from "../temp_vault.ts";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const counting = { random: (length: number) => Uint8Array.from({ length }, (_, at) => at) };

Deno.test("newRecoveryCode() returns 20 bytes in base32, in groups of four, and a checksum letter", () => {
  const text = newRecoveryCode(counting).reveal();
  assert.equal(text.slice(0, -2), "AAAQ-EAYE-AUDA-OCAJ-BIFQ-YDIO-B4IB-CEQT");
  assert.match(text, /^([A-Z2-7]{4}-){8}[A-Z2-7]$/);
  assert.deepEqual(parseRecoveryCode(new Secret(text)), counting.random(20));
});

Deno.test("parseRecoveryCode() accepts every way to type a code", () => {
  for (let round = 0; round < 100; round++) {
    const code = newRecoveryCode(denoHost);
    const bytes = parseRecoveryCode(code);
    const text = code.reveal();
    const typed = [
      text.toLowerCase(),
      text.replaceAll("-", ""),
      ` ${text.replaceAll("-", " ")} `,
      text.replaceAll("-", "\u2013"),
      text.replaceAll("O", "0").replaceAll("I", "1").replaceAll("B", "8"),
    ];
    for (const each of typed) assert.deepEqual(parseRecoveryCode(new Secret(each)), bytes, each);
  }
});

Deno.test("parseRecoveryCode() detects any one wrong letter and any two exchanged neighbors", async () => {
  const letters = newRecoveryCode(denoHost).reveal().replaceAll("-", "");
  for (let at = 0; at < letters.length; at++) {
    for (const other of LETTERS) {
      if (other !== letters[at]) {
        await refused(letters.slice(0, at) + other + letters.slice(at + 1));
      }
    }
    const [one, two] = [letters[at]!, letters[at + 1] ?? letters[at]!];
    if (one !== two) await refused(letters.slice(0, at) + two + one + letters.slice(at + 2));
  }
});

Deno.test("parseRecoveryCode() refuses other lengths and characters, and never quotes the code", async () => {
  for (const text of ["", "AAAA", "A".repeat(34), `${"A".repeat(32)}9`, "é".repeat(33)]) {
    const error = await refused(text);
    assert.ok(text === "" || !error.includes(text));
  }
  for (const [letter, lookalike] of [["S", "\u017f"], ["I", "\u0131"], ["FI", "\ufb01"]] as const) {
    let text = newRecoveryCode(denoHost).reveal().replaceAll("-", "");
    while (!text.includes(letter)) text = newRecoveryCode(denoHost).reveal().replaceAll("-", "");
    await refused(text.replace(letter, lookalike));
  }
  assert.match(await refused(`${"A".repeat(32)}9`), /a character that is in no recovery code/);
});

async function refused(text: string): Promise<string> {
  const parse = (): unknown => parseRecoveryCode(new Secret(text));
  return (await throwsUserError(parse, 77, "wrong-recovery-code")).message;
}
