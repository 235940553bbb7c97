import assert from "node:assert/strict";
import { openJwe, parseJwe } from "../../src/importers/jwe.ts";
import { UserError } from "../../src/errors.ts";
import { Secret } from "../../src/secret.ts";
import { seal, SEALED_ELSEWHERE } from "./jwe_vector.ts";

async function open(sealed: string, passphrase: string): Promise<string | null> {
  const bytes = await openJwe(parseJwe(sealed, "f")!, new Secret(passphrase), "f");
  return bytes && new TextDecoder().decode(bytes);
}

function isDamaged(error: unknown): boolean {
  return error instanceof UserError && error.status === 65 &&
    /^cannot read f: /.test(error.message);
}

Deno.test("openJwe() opens what another implementation sealed", async () => {
  const payload = JSON.parse((await open(SEALED_ELSEWHERE, "correct horse"))!);
  assert.equal(payload.Key, "prod");
  assert.equal(payload.Label, "aws-vault (prod)");
});

Deno.test("openJwe() returns null for a wrong passphrase", async () => {
  for (const wrong of ["", "correct hors", "Correct horse", "correct horse "]) {
    assert.equal(await open(SEALED_ELSEWHERE, wrong), null, wrong);
  }
  assert.equal(await open(await seal({ a: 1 }, "pässwörd 🔑"), "pässwörd 🔑"), '{"a":1}');
});

Deno.test("openJwe() refuses a changed payload (65)", async () => {
  const parts = SEALED_ELSEWHERE.split(".");
  const changed = (index: number, from: string, to: string): string =>
    parts.map((part, at) => at === index ? part.replace(from, to) : part).join(".");
  const payload = parts[3]!.slice(0, 4);
  const header = parts[0]!;
  await assert.rejects(
    open(changed(3, payload, payload === "AAAA" ? "BBBB" : "AAAA"), "correct horse"),
    isDamaged,
  );
  const other = JSON.parse(new TextDecoder().decode(Uint8Array.fromBase64(header, {
    alphabet: "base64url",
  })));
  const forged = new TextEncoder().encode(JSON.stringify({ ...other, created: "" }))
    .toBase64({ alphabet: "base64url", omitPadding: true });
  await assert.rejects(open(changed(0, header, forged), "correct horse"), isDamaged);
});

Deno.test("parseJwe() returns null if the text is not a compact JWE", () => {
  for (const text of ["", "a.b.c.d", "a.b.c.d.e.f", "{}", "a b.c.d.e.f", "Bud1\0.\0.\0.\0."]) {
    assert.equal(parseJwe(text, "f"), null, JSON.stringify(text));
  }
  assert(parseJwe(`${SEALED_ELSEWHERE}\n`, "f"));
});

Deno.test("parseJwe() refuses other algorithms, malformed parts and counts out of range (65)", async () => {
  const headers: Readonly<Record<string, unknown>>[] = [
    { alg: "none" },
    { alg: "PBES2-HS512+A256KW" },
    { alg: "dir" },
    { enc: "A128GCM" },
    { p2c: 999 },
    { p2c: 10_000_001 },
    { p2c: 1e300 },
    { p2c: "8192" },
    { p2c: 1000.5 },
    { p2c: null },
    { p2s: "" },
    { p2s: "AAAA" },
    { p2s: "*" },
    { p2s: 1 },
  ];
  for (const header of headers) {
    const sealed = await seal({}, "p", { header });
    assert.throws(() => parseJwe(sealed, "f"), isDamaged, JSON.stringify(header));
  }
  const [header, key, iv, payload, tag] = SEALED_ELSEWHERE.split(".");
  const texts = [
    "....",
    "e30....",
    `bnVsbA.${key}.${iv}.${payload}.${tag}`,
    `${header}.${key}.${iv}.${payload}.`,
    `${header}..${iv}.${payload}.${tag}`,
    `${header}.${key}.AAAA.${payload}.${tag}`,
    `${header}.${key}A.${iv}.${payload}.${tag}`,
    `${header!.slice(0, -3)}.${key}.${iv}.${payload}.${tag}`,
    `${"A".repeat(4000)}.${key}.${iv}.${payload}.${tag}`,
  ];
  for (const text of texts) assert.throws(() => parseJwe(text, "f"), isDamaged, text);
});
