import assert from "node:assert/strict";
import { UserError } from "../../src/errors.ts";
import { denoHost } from "../../src/host.ts";
import { Secret } from "../../src/secret.ts";
import { VaultKey } from "../../src/vault/crypto/vault_key.ts";
import { formatItem } from "../../src/vault/format/item_text.ts";
import { tryPassword } from "../../src/vault/slots/password.ts";
import { openUnparsed, type OpenVault, openVault } from "../../src/vault/store/open.ts";
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
        const { key } = await tryPassword(stored.file, new Secret(kit.password));
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
