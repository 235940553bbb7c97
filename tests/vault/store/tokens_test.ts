import assert from "node:assert/strict";
import { deriveKey, importSecret } from "../../../src/vault/crypto/derive.ts";
import { seal } from "../../../src/vault/crypto/seal.ts";
import { fromBase64url, toBase64url } from "../../../src/vault/format/base64url.ts";
import { canonicalJson } from "../../../src/vault/format/canonical_json.ts";
import type { TokenSlot } from "../../../src/vault/format/vault_file.ts";
import { slotAssociatedData } from "../../../src/vault/slots/slot.ts";
import { unwrapWithToken } from "../../../src/vault/slots/token.ts";
import { isRevoked } from "../../../src/vault/slots/token_state.ts";
import { Secret } from "../../../src/secret.ts";
import { tryPassword } from "../../../src/vault/slots/password.ts";
import { listBackups, readBackup } from "../../../src/vault/store/backups.ts";
import { changePassword } from "../../../src/vault/store/change_password.ts";
import { changeVault } from "../../../src/vault/store/change.ts";
import { openVault } from "../../../src/vault/store/open.ts";
import { openWithToken } from "../../../src/vault/store/open_with_token.ts";
import { readVault } from "../../../src/vault/store/read.ts";
import { restoreVault } from "../../../src/vault/store/restore.ts";
import { addToken, revokeToken } from "../../../src/vault/store/tokens.ts";
import {
  CHEAP,
  PASSWORD,
  sampleItem,
  throwsUserError,
  vaultFile,
  vaultWith,
  withTempPaths,
} from "../temp_vault.ts";
import { addTestToken, DAY, host, NOW, openWithTestToken, withSlot } from "../token_fixture.ts";

Deno.test("a revoked token opens nothing, and a copy of its slot opens nothing that is written later", async () => {
  await withTempPaths(async (paths) => {
    const vault = await vaultWith(paths, "personal", "dev", "prod");
    const { bytes, slot } = await addTestToken(paths, vault, "dev");
    const second = await addTestToken(paths, vault, "dev");
    const third = await addTestToken(paths, vault, "prod");
    const outcome = await revokeToken(host, paths, "personal", vault.key, slot.id);
    assert.deepEqual(outcome.resealed, Object.keys(slot.items ?? {}));
    assert.deepEqual(outcome.alsoLost.map((each) => each.id), [second.slot.id]);
    await throwsUserError(() => openWithTestToken(paths, "personal", bytes), 77, "token-revoked");
    assert.equal((await openWithTestToken(paths, "personal", second.bytes)).items.length, 0);
    assert.equal((await openWithTestToken(paths, "personal", third.bytes)).items.length, 1);
    const { file } = readVault(paths, "personal");
    const kept = withSlot(file, slot);
    const opened = await openWithToken(kept, await importSecret(bytes), NOW, "it");
    assert.deepEqual([opened.items.length, opened.lost.length], [0, 1]);
    assert.deepEqual(
      (await vault.items()).map((item) => item.title),
      ["dev", "prod"],
    );
  });
});

Deno.test("a revoked token opens no backup", async () => {
  await withTempPaths(async (paths) => {
    const vault = await vaultWith(paths, "personal", "dev", "prod");
    const { bytes, slot } = await addTestToken(paths, vault, "dev");
    await changeVault(host, paths, "personal", vault.key, (draft) => {
      return draft.putItem(sampleItem("later"));
    });
    const token = await importSecret(bytes);
    const open = () =>
      listBackups(paths, "personal").map((backup) => readBackup("personal", backup).file)
        .filter((file) => file.slots.some((each) => each.id === slot.id))
        .map((file) => () => openWithToken(file, token, NOW, "it"));
    assert.equal((await open()[0]!()).items.length, 1);
    const { backups } = await revokeToken(host, paths, "personal", vault.key, slot.id);
    assert.deepEqual(backups.removed, []);
    const after = open();
    assert.equal(after.length, backups.rewrapped.length);
    assert.ok(after.length > 0);
    for (const each of after) await throwsUserError(each, 77, "token-revoked");
  });
});

Deno.test("restoreVault() does not bring back a slot from a backup that someone put back", async () => {
  await withTempPaths(async (paths) => {
    const { key } = await vaultWith(paths, "personal", "dev");
    const backup = `${paths.backups}/personal.1.json`;
    const copy = Deno.readTextFileSync(backup);
    const password = new Secret("another long horse");
    await changePassword(host, paths, "personal", key, password, CHEAP);
    Deno.writeTextFileSync(backup, copy);
    await restoreVault(host, paths, "personal", key, 1);
    const { file } = readVault(paths, "personal");
    await throwsUserError(() => tryPassword(file, PASSWORD), 77, "wrong-password");
    await tryPassword(file, password);
  });
});

Deno.test("restoreVault() brings back neither a revoked token nor an item for a token that lost it", async () => {
  await withTempPaths(async (paths) => {
    const vault = await vaultWith(paths, "personal", "dev", "prod");
    const live = await addTestToken(paths, vault, "dev");
    const doomed = await addTestToken(paths, vault, "prod");
    const before = readVault(paths, "personal").file;
    await changeVault(host, paths, "personal", vault.key, async (draft) => {
      await draft.putItem({ ...(await draft.items())[0]!, notes: "newer" });
    });
    await revokeToken(host, paths, "personal", vault.key, doomed.slot.id);
    await restoreVault(host, paths, "personal", vault.key, before.generation);
    const restored = await openVault(host, paths, readVault(paths, "personal"), vault.key);
    assert.deepEqual((await restored.items()).map((item) => item.notes), ["", ""]);
    await throwsUserError(
      () => openWithTestToken(paths, "personal", doomed.bytes),
      77,
      "token-revoked",
    );
    assert.deepEqual((await openWithTestToken(paths, "personal", live.bytes)).items, []);
    const kept = withSlot(readVault(paths, "personal").file, doomed.slot);
    const opened = await openWithToken(kept, await importSecret(doomed.bytes), NOW, "it");
    assert.deepEqual(opened.items, []);
  });
});

Deno.test("restoreVault() revokes every token if the current vault cannot be read", async () => {
  await withTempPaths(async (paths) => {
    const vault = await vaultWith(paths, "personal", "dev");
    const { bytes } = await addTestToken(paths, vault, "dev");
    await changeVault(host, paths, "personal", vault.key, () => {});
    Deno.writeTextFileSync(vaultFile(paths, "personal"), "damaged");
    await restoreVault(host, paths, "personal", vault.key);
    await throwsUserError(() => openWithTestToken(paths, "personal", bytes), 77, "token-revoked");
    const restored = await openVault(host, paths, readVault(paths, "personal"), vault.key);
    assert.equal((await restored.items()).length, 1);
  });
});

Deno.test("restoreVault() keeps a token whose items are the same in both generations", async () => {
  await withTempPaths(async (paths) => {
    const vault = await vaultWith(paths, "personal", "dev", "prod");
    const { generation } = readVault(paths, "personal").file;
    const { bytes } = await addTestToken(paths, vault, "dev");
    await restoreVault(host, paths, "personal", vault.key, generation);
    assert.equal((await openWithTestToken(paths, "personal", bytes)).items.length, 1);
  });
});

Deno.test("a token slot without a list of items is read, opened and revoked", async () => {
  await withTempPaths(async (paths) => {
    const vault = await vaultWith(paths, "personal", "dev", "prod");
    const { bytes, slot } = await addTestToken(paths, vault, "prod");
    const secret = await importSecret(bytes);
    const [id] = Object.keys(slot.items!);
    const { wrapped: _, items: __, ...bare } = { ...slot, id: crypto.randomUUID() };
    const keys = (await unwrapWithToken(slot, vault.file.id, secret))!;
    const payload = canonicalJson({ items: { [id!]: toBase64url(keys.get(id!)!) } });
    const wrapping = await deriveKey(secret, fromBase64url(slot.kdf.salt)!, "slot-key");
    const sealed = await seal(
      host,
      wrapping,
      new TextEncoder().encode(payload),
      slotAssociatedData(vault.file.id, bare),
    );
    const literal: TokenSlot = { ...bare, wrapped: toBase64url(sealed) };
    await changeVault(host, paths, "personal", vault.key, (draft) => {
      draft.setSlots(draft.file.slots.map((each) => each.kind === "token" ? literal : each));
    });
    const opened = await openWithTestToken(paths, "personal", bytes);
    assert.deepEqual(opened.items.map((item) => item.title), ["prod"]);
    const other = await importSecret(host.random(32));
    const { file } = readVault(paths, "personal");
    await throwsUserError(() => openWithToken(file, other, NOW, "it"), 77, "token-unknown");
    await revokeToken(host, paths, "personal", vault.key, literal.id);
    await throwsUserError(() => openWithTestToken(paths, "personal", bytes), 77, "token-unknown");
    assert.equal(isRevoked(readVault(paths, "personal").file.slots[1] as TokenSlot), true);
  });
});

Deno.test("revokeToken() returns only the valid tokens that opened what it sealed again", async () => {
  await withTempPaths(async (paths) => {
    const vault = await vaultWith(paths, "personal", "dev", "prod");
    const [dev, prod] = await vault.items();
    await addTestToken(paths, vault, "dev"); // lost to a change
    await changeVault(host, paths, "personal", vault.key, (draft) => draft.putItem(dev!));
    const doomed = await addTestToken(paths, vault, "dev", "prod");
    const both = await addTestToken(paths, vault, "dev", "prod");
    await addTestToken(paths, vault, "prod"); // lost to the revocation of the next
    const revoked = await addTestToken(paths, vault, "prod");
    await revokeToken(host, paths, "personal", vault.key, revoked.slot.id);
    const after = await addTestToken(paths, vault, "prod");
    const outcome = await revokeToken(host, paths, "personal", vault.key, doomed.slot.id);
    assert.deepEqual(new Set(outcome.resealed), new Set([dev!.id, prod!.id]));
    const lost = outcome.alsoLost.map(({ id }) => id);
    assert.deepEqual(new Set(lost), new Set([both.slot.id, after.slot.id]));

    const later = { ...host, now: () => NOW + 91 * DAY };
    const again = await revokeToken(later, paths, "personal", vault.key, after.slot.id);
    assert.deepEqual(again.alsoLost, [], "expired by then");
  });
});

Deno.test("revokeToken() skips deleted items and changes only a token's slot", async () => {
  await withTempPaths(async (paths) => {
    const vault = await vaultWith(paths, "personal", "dev", "prod");
    const [dev, prod] = await vault.items();
    const { slot } = await addTestToken(paths, vault, "dev", "prod");
    await changeVault(host, paths, "personal", vault.key, (draft) => draft.removeItem(dev!.id));
    const password = readVault(paths, "personal").file.slots[0]!;
    for (const id of [password.id, crypto.randomUUID()]) {
      const none = await revokeToken(host, paths, "personal", vault.key, id);
      assert.deepEqual([none.resealed, none.alsoLost], [[], []]);
    }
    const { resealed } = await revokeToken(host, paths, "personal", vault.key, slot.id);
    assert.deepEqual(resealed, [prod!.id]);
    assert.deepEqual(readVault(paths, "personal").file.slots[0], password);
  });
});

Deno.test("addToken() refuses an item that is gone", async () => {
  await withTempPaths(async (paths) => {
    const vault = await vaultWith(paths, "personal", "dev");
    const grant = { items: [crypto.randomUUID()], label: "ci", expires: NOW + DAY };
    const add = () => addToken(host, paths, "personal", vault.key, host.random(32), grant);
    const error = await throwsUserError(add, 66, "no-item");
    assert.equal(error.try, "opaws item list");
    assert.equal(readVault(paths, "personal").file.slots.length, 1);
  });
});
