import assert from "node:assert/strict";
import { UserError } from "../../src/errors.ts";
import { denoHost } from "../../src/host.ts";
import { Secret } from "../../src/secret.ts";
import { importSecret } from "../../src/vault/crypto/derive.ts";
import { hasContentOf, hashOf, verifyHeader } from "../../src/vault/crypto/generation_signature.ts";
import { openPerson } from "../../src/vault/crypto/member_keys.ts";
import { VaultKey } from "../../src/vault/crypto/vault_key.ts";
import { fromBase64url, toBase64url } from "../../src/vault/format/base64url.ts";
import { canonicalJson } from "../../src/vault/format/canonical_json.ts";
import { parseHeader } from "../../src/vault/format/generation_header.ts";
import { memberFingerprint } from "../../src/vault/format/member_key_text.ts";
import { parseVault } from "../../src/vault/format/parse.ts";
import type {
  MemberSlot,
  RecoverySlot,
  SystemSlot,
  VaultFile,
} from "../../src/vault/format/vault_file.ts";
import { unwrapWithMemberKey } from "../../src/vault/slots/member.ts";
import { tryPassword } from "../../src/vault/slots/password.ts";
import { unwrapWithRecoveryCode } from "../../src/vault/slots/recovery.ts";
import { unwrapWithSystemSecret } from "../../src/vault/slots/system.ts";
import { openUnparsed, openVault } from "../../src/vault/store/open.ts";
import { readUnparsed, readVault } from "../../src/vault/store/read.ts";
import { vaultFile, withTempPaths } from "./temp_vault.ts";
import { makeVectors } from "./vectors/make.ts";

// deno-lint-ignore no-explicit-any -- a vector has no type
type Json = any;

const GOOD = ["simple", "default_cost", "unicode", "all_slots", "person"];

Deno.test("makeVectors() makes the same bytes every time", async () => {
  const made = await makeVectors();
  assert.deepEqual(
    Object.keys(made).sort(),
    [...GOOD, "recovery", "refused", "refused_shared", "shared", "tokens"].map((name) =>
      `${name}.json`
    ).sort(),
  );
  for (const [name, text] of Object.entries(made)) assert.equal(text, vectorText(name), name);
});

for (const name of GOOD) {
  Deno.test(`the vector ${name} opens with its password`, async () => {
    const vector = JSON.parse(vectorText(`${name}.json`));
    const file = parseVault(new TextEncoder().encode(vector.file), name);
    const { key } = await tryPassword(file, new Secret(vector.secrets.password));
    assert.equal(key.bytes.toHex(), vector.vaultKey);
    await withTempPaths(async (paths) => {
      Deno.mkdirSync(paths.vaults, { recursive: true, mode: 0o700 });
      Deno.writeTextFileSync(vaultFile(paths, file.name), vector.file, { mode: 0o600 });
      const vault = readUnparsed(paths, file.name);
      const fast = await openUnparsed(denoHost, paths, vault, key);
      const strict = await openVault(denoHost, paths, readVault(paths, file.name), key);
      assert.deepEqual(await fast.items(), await strict.items());
      assert.equal((await fast.items()).length, Object.keys(vector.items).length);
      for (const item of await fast.items()) {
        assert.equal(item.title, JSON.parse(vector.items[item.id].plaintext).title);
      }
    });
  });
}

Deno.test("the vector recovery opens with its code and with the system's secret", async () => {
  const vector = JSON.parse(vectorText("recovery.json"));
  const file = parseVault(new TextEncoder().encode(vector.file), "recovery");
  const [recovery, system] = file.slots as [RecoverySlot, SystemSlot];
  const code = new Secret(vector.secrets.recoveryCode);
  const systemSecret = Uint8Array.fromHex(vector.secrets.system);
  const keys = [
    await unwrapWithRecoveryCode(recovery, file.id, code),
    await unwrapWithSystemSecret(system, file.id, systemSecret),
  ];
  for (const key of keys) assert.equal(key?.bytes.toHex(), vector.vaultKey);
  assert.equal(await unwrapWithSystemSecret(system, file.id, new Uint8Array(32)), null);
});

Deno.test("the vector person has the keys of a member", async () => {
  const vector = JSON.parse(vectorText("person.json"));
  const { person, id } = parseVault(new TextEncoder().encode(vector.file), "person");
  const secret = await importSecret(Uint8Array.fromHex(vector.vaultKey));
  const keys = await openPerson(secret, id, person!, "person");
  const { member } = vector.secrets;
  assert.deepEqual(
    [keys.agreementPrivate.toHex(), keys.signingPrivate.toHex(), keys.public, keys.id],
    [member.agreementPrivate, member.signingPrivate, member.text, member.id],
  );
  assert.equal((await memberFingerprint(keys)).join(" "), member.fingerprint);
});

Deno.test("the vector shared opens with the key of each member, and its generations are signed", async () => {
  const vector = JSON.parse(vectorText("shared.json"));
  const file = parseVault(new TextEncoder().encode(vector.file), "shared");
  for (const [id, { agreementPrivate }] of Object.entries<Json>(vector.secrets.members)) {
    const slot = file.slots.find((each) => each.id === id) as MemberSlot;
    const keys = { agreementPrivate: Uint8Array.fromHex(agreementPrivate) };
    const key = await unwrapWithMemberKey(slot, file.id, keys);
    assert.equal(key?.bytes.toHex(), vector.vaultKey);
    await withTempPaths(async (paths) => {
      Deno.mkdirSync(paths.vaults, { recursive: true, mode: 0o700 });
      Deno.writeTextFileSync(vaultFile(paths, "team"), vector.file, { mode: 0o600 });
      const fast = await openUnparsed(denoHost, paths, readUnparsed(paths, "team"), key!);
      const strict = await openVault(denoHost, paths, readVault(paths, "team"), key!);
      assert.deepEqual(await fast.items(), await strict.items());
      assert.deepEqual((await fast.items()).map(({ title }) => title), ["AWS dev"]);
    });
  }
  const [root, head] = vector.headers;
  for (const { text, hash, signature } of [root, head]) {
    const header = parseHeader(JSON.parse(text));
    assert.equal(await hashOf(header), hash);
    const bytes = toBase64url(Uint8Array.fromHex(signature));
    const { signing } = header.members[header.author]!;
    assert.equal(await verifyHeader(header, bytes, signing), true);
  }
  assert.equal(canonicalJson(file.shared), head.text);
  assert.deepEqual([...file.shared!.parents], [root.hash]);
  assert.equal(await hasContentOf(file, file.shared!), true);
});

Deno.test("no header in refused_shared.json is signed by a writer before, or is of the file in shared.json", async () => {
  const vector = JSON.parse(vectorText("shared.json"));
  const file = parseVault(new TextEncoder().encode(vector.file), "shared");
  const [root] = vector.headers;
  const before = parseHeader(JSON.parse(root.text));
  for (const { title, refused, signed } of JSON.parse(vectorText("refused_shared.json")).headers) {
    const { header, signature } = JSON.parse(signed);
    parseHeader(header); // well formed
    const author = before.members[header.author];
    const isNext = author?.role === "writer" && String(header.parents) === root.hash &&
      header.generation > before.generation &&
      await verifyHeader(header, signature, author.signing);
    assert.equal(isNext, refused === "mixed-generation", title);
    if (isNext) assert.equal(await hasContentOf(file, header), false, title);
  }
});

const REFUSED = ["refused", "refused_shared"].flatMap((name) =>
  JSON.parse(vectorText(`${name}.json`)).files
);
for (const { title, refused, file } of REFUSED) {
  Deno.test(`a vault with ${title} is refused as ${refused}`, async () => {
    const bytes = fromBase64url(file)!;
    const key = new VaultKey(Uint8Array.fromHex(JSON.parse(vectorText("simple.json")).vaultKey));
    await withTempPaths(async (paths) => {
      Deno.mkdirSync(paths.vaults, { recursive: true, mode: 0o700 });
      const name = nameIn(bytes);
      Deno.writeFileSync(vaultFile(paths, name), bytes, { mode: 0o600 });
      const vault = readUnparsed(paths, name);
      const fast = await outcome(() => openUnparsed(denoHost, paths, vault, key));
      const strict = await outcome(() =>
        openVault(denoHost, paths, { ...vault, file: parse(vault.bytes) }, key)
      );
      assert.deepEqual([fast, strict], [refused, refused]);
      assert.deepEqual(Deno.readFileSync(vaultFile(paths, name)), bytes);
    });
  });
}

function parse(bytes: Uint8Array<ArrayBuffer>): VaultFile {
  return parseVault(bytes, "the file");
}

async function outcome(action: () => Promise<unknown>): Promise<string> {
  try {
    await action();
    return "opened";
  } catch (error) {
    assert.ok(error instanceof UserError, String(error));
    assert.equal(error.status, error.code === "kdf-limits" ? 78 : 65);
    return error.code;
  }
}

/** Returns the name in the file, if it has one. Under another name the file would be refused for that reason. */
function nameIn(bytes: Uint8Array<ArrayBuffer>): string {
  return /"name":"(work|team)"/.exec(new TextDecoder().decode(bytes))?.[1] ?? "personal";
}

function vectorText(name: string): string {
  return Deno.readTextFileSync(new URL(`vectors/${name}`, import.meta.url));
}
