import assert from "node:assert/strict";
import type { Paths } from "../../../src/fs/paths.ts";
import { denoHost } from "../../../src/host.ts";
import { importSecret } from "../../../src/vault/crypto/derive.ts";
import { sealPerson } from "../../../src/vault/crypto/member_keys.ts";
import { VaultKey } from "../../../src/vault/crypto/vault_key.ts";
import { changeVault } from "../../../src/vault/store/change.ts";
import { openVault } from "../../../src/vault/store/open.ts";
import {
  openPlainVault,
  plainVault,
  type SeenVault,
} from "../../../src/vault/store/plain_vault.ts";
import { readVault } from "../../../src/vault/store/read.ts";
import { writeVault } from "../../../src/vault/store/write.ts";
import { sharedVaultWith, someone } from "../shared_fixture.ts";
import { sampleItem, vaultFile, vaultWith, withTempPaths } from "../temp_vault.ts";

/** Returns the title of the item that is opened from the content `bytes`; null if nothing is. */
async function titleIn(
  bytes: Uint8Array<ArrayBuffer>,
  seen: SeenVault,
  key: VaultKey,
  id: string,
  name = "personal",
): Promise<string | null> {
  const vault = plainVault(bytes, name);
  const plain = vault && await openPlainVault(vault, seen, key, id);
  return plain && JSON.parse(new TextDecoder().decode(plain)).title;
}

/** Returns what `generations.json` has about the only vault. */
function seenIn(paths: Paths): SeenVault {
  const all = JSON.parse(Deno.readTextFileSync(`${paths.state}/generations.json`));
  return Object.values(all)[0] as SeenVault;
}

Deno.test("openPlainVault() opens each item of a vault as openVault() does", async () => {
  await withTempPaths(async (paths) => {
    const { key } = await vaultWith(paths, "personal", "a", "b", "c");
    const bytes = () => Deno.readFileSync(vaultFile(paths, "personal"));
    const items = await (await openVault(denoHost, paths, readVault(paths, "personal"), key))
      .items();
    for (const { id, title } of items) {
      assert.equal(await titleIn(bytes(), seenIn(paths), key, id), title);
    }
    const id = items[0]!.id;
    const wrong = [crypto.randomUUID(), "", "salt", id.toUpperCase(), `${id}":{`];
    for (const each of wrong) assert.equal(await titleIn(bytes(), seenIn(paths), key, each), null);
    assert.equal(await titleIn(bytes(), seenIn(paths), key, id, "other"), null);
    const other = new VaultKey(denoHost.random(32));
    assert.equal(await titleIn(bytes(), seenIn(paths), other, id), null);
  });
});

Deno.test("openPlainVault() opens nothing if any byte of the vault or of what was seen differs", async () => {
  await withTempPaths(async (paths) => {
    const { key } = await vaultWith(paths, "personal", "a");
    const bytes = Deno.readFileSync(vaultFile(paths, "personal"));
    const vault = await openVault(denoHost, paths, readVault(paths, "personal"), key);
    const id = (await vault.items())[0]!.id;
    const seen = seenIn(paths);
    for (let at = 0; at < bytes.length; at++) {
      const changed = bytes.slice();
      changed[at]! ^= 1;
      assert.equal(await titleIn(changed, seen, key, id), null, `byte ${at}`);
      assert.equal(await titleIn(bytes.slice(0, at), seen, key, id), null, `${at} bytes`);
    }
    const { generation, mac, proof } = seen as { generation: number; mac: string; proof: string };
    const others: SeenVault[] = [
      { generation: generation - 1, mac, proof },
      { generation: generation + 1, mac, proof },
      { generation, mac: mac.replace(/^./, (first) => first === "A" ? "B" : "A"), proof },
      { generation, mac, proof: proof.replace(/^./, (first) => first === "A" ? "B" : "A") },
      { generation, mac, proof: null },
      { generation, mac: null, proof: null },
    ];
    for (const other of others) {
      assert.equal(await titleIn(bytes, other, key, id), null, JSON.stringify(other));
    }
  });
});

Deno.test("openPlainVault() opens a shared vault, and a vault with member keys, and no changed byte of them", async () => {
  await withTempPaths(async (paths) => {
    const { open } = await sharedVaultWith(paths, "a");
    const own = await vaultWith(paths, "personal", "a");
    const secret = await importSecret(own.key.bytes);
    const person = await sealPerson(denoHost, secret, own.file.id, await someone());
    const { mac: _, ...unsigned } = own.file;
    const next = { ...unsigned, version: 2 as const, person, generation: 9 };
    await writeVault(denoHost, paths, secret, next, null);
    const all = JSON.parse(Deno.readTextFileSync(`${paths.state}/generations.json`));
    for (const { file, key } of [open, { file: own.file, key: own.key }]) {
      const { id, name } = file;
      const bytes = Deno.readFileSync(vaultFile(paths, name));
      assert.match(new TextDecoder().decode(bytes), /,"version":2\}\n$/);
      const [item] = Object.keys(file.items) as [string];
      assert.equal(await titleIn(bytes, all[id], key, item, name), "a");
      for (let at = 0; at < bytes.length; at++) {
        const changed = bytes.slice();
        changed[at]! ^= 1;
        assert.equal(await titleIn(changed, all[id], key, item, name), null, `${name} ${at}`);
      }
    }
  });
});

Deno.test("openPlainVault() opens neither an older generation nor the same file in another layout", async () => {
  await withTempPaths(async (paths) => {
    const { key } = await vaultWith(paths, "personal", "a");
    const path = vaultFile(paths, "personal");
    const before = Deno.readFileSync(path);
    const vault = await openVault(denoHost, paths, readVault(paths, "personal"), key);
    const id = (await vault.items())[0]!.id;
    await changeVault(denoHost, paths, "personal", key, (draft) => draft.putItem(sampleItem("b")));
    assert.equal(await titleIn(before, seenIn(paths), key, id), null);
    assert.equal(await titleIn(Deno.readFileSync(path), seenIn(paths), key, id), "a");
    const pretty = JSON.stringify(JSON.parse(Deno.readTextFileSync(path)), null, 2);
    assert.equal(plainVault(new TextEncoder().encode(pretty), "personal"), null);
  });
});
