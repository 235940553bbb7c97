import assert from "node:assert/strict";
import type { Paths } from "../../src/fs/paths.ts";
import { denoHost } from "../../src/host.ts";
import { Secret } from "../../src/secret.ts";
import { importSecret } from "../../src/vault/crypto/derive.ts";
import { parseVault } from "../../src/vault/format/parse.ts";
import { fieldText } from "../../src/vault/item.ts";
import { tryPassword } from "../../src/vault/slots/password.ts";
import { tryRecoveryCode } from "../../src/vault/slots/recovery.ts";
import { parseToken } from "../../src/vault/slots/token_text.ts";
import { changeVault } from "../../src/vault/store/change.ts";
import { openUnparsed, openVault } from "../../src/vault/store/open.ts";
import { openWithToken } from "../../src/vault/store/open_with_token.ts";
import { readUnparsed, readVault } from "../../src/vault/store/read.ts";
import { restoreVault } from "../../src/vault/store/restore.ts";
import { sampleItem, titles, vaultFile, withTempPaths } from "./temp_vault.ts";

// Never make this file again: it represents the vaults that people have.
const OLD = JSON.parse(
  Deno.readTextFileSync(new URL("vectors/old_build.json", import.meta.url)),
);

const PASSWORD = new Secret(OLD.password);

Deno.test("a vault of the first build opens with its password and with its recovery code", async () => {
  await withOldVault(async (paths) => {
    const stored = readVault(paths, "personal");
    const { key } = await tryPassword(stored.file, PASSWORD);
    const recovered = await tryRecoveryCode(stored.file, new Secret(OLD.recoveryCode));
    assert.deepEqual(recovered.key.bytes, key.bytes);
    const parsed = await openVault(denoHost, paths, stored, key);
    const unparsed = await openUnparsed(denoHost, paths, readUnparsed(paths, "personal"), key);
    assert.deepEqual(await titles(parsed), OLD.items);
    assert.deepEqual(await unparsed.items(), await parsed.items());
    const [first] = await parsed.items();
    assert.equal(fieldText(first!, "secret access key"), OLD.secretAccessKey);
  });
});

Deno.test("a token of the first build opens its item, from the vault and from its bundle", async () => {
  const vault = parseVault(new TextEncoder().encode(OLD.vault), "vault");
  const bundle = parseVault(new TextEncoder().encode(OLD.bundle), "bundle");
  for (const file of [vault, bundle]) {
    const token = await importSecret(parseToken(OLD.token, "OPAWS_TOKEN"));
    const now = Date.parse(vault.slots.at(-1)!.created);
    const { items, lost } = await openWithToken(file, token, now, "it");
    assert.deepEqual([items.map((item) => item.title), lost], [["AWS dev"], []]);
  }
});

Deno.test("a vault of the first build is changed and restored", async () => {
  await withOldVault(async (paths) => {
    const { key } = await tryPassword(readVault(paths, "personal").file, PASSWORD);
    const changed = await changeVault(
      denoHost,
      paths,
      "personal",
      key,
      (draft) => draft.putItem(sampleItem("new")),
    );
    assert.deepEqual(await titles(changed), [...OLD.items, "new"]);
    const restored = await restoreVault(denoHost, paths, "personal", key, 2);
    assert.deepEqual(await titles(restored), ["AWS dev"]);
    assert.equal(restored.file.generation, changed.file.generation + 1);
  });
});

async function withOldVault(action: (paths: Paths) => Promise<void>): Promise<void> {
  await withTempPaths(async (paths) => {
    for (const folder of [paths.vaults, paths.backups, paths.state]) {
      Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
    }
    const write = (path: string, text: string): void =>
      Deno.writeTextFileSync(path, text, { mode: 0o600 });
    write(vaultFile(paths, "personal"), OLD.vault);
    write(`${paths.state}/generations.json`, OLD.generations);
    for (const [generation, text] of Object.entries<string>(OLD.backups)) {
      write(`${paths.backups}/personal.${generation}.json`, text);
    }
    await action(paths);
  });
}
