import assert from "node:assert/strict";
import { UserError } from "../../src/errors.ts";
import { denoHost } from "../../src/host.ts";
import { Secret } from "../../src/secret.ts";
import { VaultKey } from "../../src/vault/crypto/vault_key.ts";
import { formatItem } from "../../src/vault/format/item_text.ts";
import { newMemberKeys } from "../../src/vault/crypto/member_keys.ts";
import type { MemberSlot, VaultFile } from "../../src/vault/format/vault_file.ts";
import { unwrapWithMemberKey } from "../../src/vault/slots/member.ts";
import { tryPassword } from "../../src/vault/slots/password.ts";
import { openUnparsed, type OpenVault, openVault, tampered } from "../../src/vault/store/open.ts";
import { readUnparsed, readVault } from "../../src/vault/store/read.ts";
import { report } from "../report.ts";
import { vaultFile, withTempPaths } from "../vault/temp_vault.ts";
import { type Expect, type KitFile, parseKitFile, vaultOf } from "./kit_file.ts";
import { hash, makeKit } from "./make.ts";

const FOLDER = new URL("vaults/", import.meta.url);
const NAMES = [...Deno.readDirSync(FOLDER)].map(({ name }) => name)
  .filter((name) => name.endsWith(".vault")).sort();

/** The class and the exit status of each of opaws's errors. */
const CLASSES: Readonly<Record<string, readonly [Expect, number]>> = {
  "wrong-password": ["wrong-password", 77],
  "damaged": ["damaged", 65],
  "bad-signature": ["tampered", 65],
  "tampered": ["tampered", 65],
  "unsupported-version": ["unsupported", 65],
  "kdf-limits": ["limits", 78],
  "too-large": ["limits", 78],
};

Deno.test("makeKit() makes the same bytes every time", async () => {
  const made = await makeKit();
  assert.deepEqual([...made.keys()].sort(), NAMES);
  for (const [name, bytes] of made) {
    assert.ok(Deno.readFileSync(new URL(name, FOLDER)).toHex() === bytes.toHex(), name);
  }
});

for (const name of NAMES) {
  const kit = parseKitFile(Deno.readFileSync(new URL(name, FOLDER)));
  Deno.test(`the kit's ${name}: ${kit.expect}`, async () => {
    await withTempPaths(async (paths) => {
      const bytes = vaultOf(kit);
      const before = await hash(bytes);
      Deno.mkdirSync(paths.vaults, { recursive: true, mode: 0o700 });
      const path = vaultFile(paths, "personal");
      Deno.writeFileSync(path, bytes, { mode: 0o600 });
      const byPassword = await outcome(kit, async () => {
        const stored = readVault(paths, "personal");
        const { memberKeys } = kit;
        const key = memberKeys === undefined
          ? (await tryPassword(stored.file, new Secret(kit.password))).key
          : await memberKeyOf(stored.file, memberKeys);
        return await openVault(denoHost, paths, stored, key);
      });
      assert.equal(byPassword, kit.expect);
      // A cached key does not need the password slot. If that is wrong, the MAC reveals it.
      const withKey = await outcome(kit, async () => {
        const vault = readUnparsed(paths, "personal");
        return await openUnparsed(denoHost, paths, vault, new VaultKey(kit.vaultKey));
      });
      const changed = kit.expect === "wrong-password" && !name.startsWith("password_");
      assert.equal(
        withKey,
        changed ? "tampered" : kit.expect === "wrong-password" ? "ok" : kit.expect,
      );
      assert.equal(await hash(Deno.readFileSync(path)), before, "the file was changed");
    });
  });
}

Deno.test("the kit has many vaults of every class", () => {
  const counts = new Map<Expect, number>();
  for (const name of NAMES) {
    const { expect } = parseKitFile(Deno.readFileSync(new URL(name, FOLDER)));
    counts.set(expect, (counts.get(expect) ?? 0) + 1);
  }
  report(`vault test kit: ${NAMES.length} files: ${JSON.stringify(Object.fromEntries(counts))}`);
  for (const [expect] of Object.values(CLASSES)) assert.ok(counts.get(expect)! >= 3, expect);
});

/** Unwraps the vault key from the slot of the member with these private keys. Throws UserError (65) if it does not open. */
async function memberKeyOf(file: VaultFile, bytes: Uint8Array<ArrayBuffer>): Promise<VaultKey> {
  const parts = [bytes.slice(0, 32), bytes.slice(32)];
  const keys = await newMemberKeys({ random: () => parts.shift()! });
  const slot = file.slots.find(({ id }) => id === keys.id) as MemberSlot;
  const key = await unwrapWithMemberKey(slot, file.id, keys);
  if (key === null) throw tampered(file.name);
  return key;
}

async function outcome(kit: KitFile, open: () => Promise<OpenVault>): Promise<Expect> {
  try {
    const vault = await open();
    const hashes: Record<string, string> = {};
    for (const item of await vault.items()) hashes[item.id] = await hash(formatItem(item));
    if (kit.expect === "ok") assert.deepEqual(hashes, { ...kit.items });
    return "ok";
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const [expect, status] = CLASSES[error.code] ?? [];
    assert.equal(error.status, status, error.message);
    return expect!;
  }
}
