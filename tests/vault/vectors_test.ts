import assert from "node:assert/strict";
import { UserError } from "../../src/errors.ts";
import { denoHost } from "../../src/host.ts";
import { Secret } from "../../src/secret.ts";
import { VaultKey } from "../../src/vault/crypto/vault_key.ts";
import { fromBase64url } from "../../src/vault/format/base64url.ts";
import { parseVault } from "../../src/vault/format/parse.ts";
import type { RecoverySlot, SystemSlot, VaultFile } from "../../src/vault/format/vault_file.ts";
import { tryPassword } from "../../src/vault/slots/password.ts";
import { unwrapWithRecoveryCode } from "../../src/vault/slots/recovery.ts";
import { unwrapWithSystemSecret } from "../../src/vault/slots/system.ts";
import { openUnparsed, openVault } from "../../src/vault/store/open.ts";
import { readUnparsed, readVault } from "../../src/vault/store/read.ts";
import { vaultFile, withTempPaths } from "./temp_vault.ts";
import { makeVectors } from "./vectors/make.ts";

const GOOD = ["simple", "default_cost", "unicode", "all_slots"];

Deno.test("makeVectors() makes the same bytes every time", async () => {
  const made = await makeVectors();
  assert.deepEqual(
    Object.keys(made).sort(),
    [...GOOD, "recovery", "refused", "tokens"].map((name) => `${name}.json`).sort(),
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

for (const { title, refused, file } of JSON.parse(vectorText("refused.json")).files) {
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
  return new TextDecoder().decode(bytes).includes('"name":"work"') ? "work" : "personal";
}

function vectorText(name: string): string {
  return Deno.readTextFileSync(new URL(`vectors/${name}`, import.meta.url));
}
