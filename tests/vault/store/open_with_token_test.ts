import assert from "node:assert/strict";
import { Secret } from "../../../src/secret.ts";
import { type BaseKey, importSecret } from "../../../src/vault/crypto/derive.ts";
import { parseVault } from "../../../src/vault/format/parse.ts";
import type { Slot, TokenSlot } from "../../../src/vault/format/vault_file.ts";
import { parseToken } from "../../../src/vault/slots/token_text.ts";
import { changeVault } from "../../../src/vault/store/change.ts";
import { changePassword } from "../../../src/vault/store/change_password.ts";
import { openVault } from "../../../src/vault/store/open.ts";
import { isBundle, openWithToken } from "../../../src/vault/store/open_with_token.ts";
import { readVault } from "../../../src/vault/store/read.ts";
import { CHEAP, throwsUserError, vaultWith, withTempPaths } from "../temp_vault.ts";
import { addTestToken, DAY, host, NOW, openWithTestToken } from "../token_fixture.ts";

const vectors = JSON.parse(
  Deno.readTextFileSync(new URL("../vectors/tokens.json", import.meta.url)),
);

Deno.test("openWithToken() opens the bundle of the vectors", async () => {
  const file = parseVault(new TextEncoder().encode(vectors.bundle), "bundle");
  const { items, lost } = await openWithToken(file, await vectorToken(), vectors.now, "bundle");
  assert.deepEqual([items.map((item) => item.title), lost], [["AWS dev"], []]);
});

Deno.test("isBundle() is true for a file that says so, and for a bundle of the first build: one token slot", () => {
  const [token, password] = [{ kind: "token" }, { kind: "password" }] as unknown as Slot[];
  assert.equal(isBundle({ format: "opaws-bundle", slots: [token!, password!] }), true);
  assert.equal(isBundle({ format: "opaws-vault", slots: [token!] }), true);
  for (const slots of [[password!], [token!, password!], [token!, token!]]) {
    assert.equal(isBundle({ format: "opaws-vault", slots }), false);
  }
});

Deno.test("openWithToken() opens exactly the token's items, from the vault and from a bundle", async () => {
  await withTempPaths(async (paths) => {
    const vault = await vaultWith(paths, "personal", "dev", "prod", "audit");
    const { bytes, bundle } = await addTestToken(paths, vault, "prod", "audit");
    for (const file of [readVault(paths, "personal").file, parseVault(bundle, "bundle")]) {
      const opened = await openWithToken(file, await importSecret(bytes), NOW, "it");
      assert.deepEqual(opened.items.map((item) => item.title), ["audit", "prod"]);
    }
    const small = parseVault(bundle, "bundle");
    assert.equal(Object.keys(small.items).length, 2);
    assert.deepEqual(small.slots.map((slot) => slot.kind), ["token"]);
    const stored = { ...readVault(paths, "personal"), bytes: bundle, file: small };
    await throwsUserError(() => openVault(host, paths, stored, vault.key), 65, "tampered");
  });
});

Deno.test("a token's slot leaves the vault working and does not contain the vault key", async () => {
  await withTempPaths(async (paths) => {
    const vault = await vaultWith(paths, "personal", "dev");
    const { bytes, slot } = await addTestToken(paths, vault, "dev");
    const file = readVault(paths, "personal").file;
    const { unwrapWithToken } = await import("../../../src/vault/slots/token.ts");
    const keys = await unwrapWithToken(slot, file.id, await importSecret(bytes));
    assert.deepEqual([...keys!.keys()], Object.keys(slot.items ?? {}));
    for (const key of keys!.values()) assert.notDeepEqual(key, vault.key.bytes);
    await openVault(host, paths, readVault(paths, "personal"), vault.key);
  });
});

Deno.test("a token still works after the vault's password is changed", async () => {
  await withTempPaths(async (paths) => {
    const vault = await vaultWith(paths, "personal", "dev");
    const { bytes } = await addTestToken(paths, vault, "dev");
    await changePassword(host, paths, "personal", vault.key, new Secret("another horse"), CHEAP);
    assert.equal((await openWithTestToken(paths, "personal", bytes)).items.length, 1);
  });
});

Deno.test("openWithToken() refuses a token of another vault, and an expired one", async () => {
  await withTempPaths(async (paths) => {
    const vault = await vaultWith(paths, "personal", "dev");
    const other = await vaultWith(paths, "work", "dev");
    const { bytes } = await addTestToken(paths, vault, "dev");
    await addTestToken(paths, other, "dev");
    await throwsUserError(() => openWithTestToken(paths, "work", bytes), 77, "token-unknown");
    await throwsUserError(
      () => openWithTestToken(paths, "personal", bytes, NOW + 90 * DAY),
      77,
      "token-expired",
    );
    assert.equal(
      (await openWithTestToken(paths, "personal", bytes, NOW + 90 * DAY - 1)).items.length,
      1,
    );
  });
});

Deno.test("openWithToken() refuses a slot with any part changed", async () => {
  await withTempPaths(async (paths) => {
    const vault = await vaultWith(paths, "personal", "dev");
    const { bytes, slot } = await addTestToken(paths, vault, "dev");
    const [id] = Object.keys(slot.items ?? {}) as [string];
    const changes: Partial<TokenSlot>[] = [
      { label: "mine" },
      { expires: "2099-01-01T00:00:00Z" },
      { created: "2020-01-01T00:00:00Z" },
      { items: { [id]: slot.kdf.salt } },
      { items: { ...slot.items, "00000000-0000-4000-8000-000000000001": slot.kdf.salt } },
      { kdf: { ...slot.kdf, salt: slot.items![id]! } },
      {
        wrapped: slot.wrapped.replace(/.(?=.{30}$)/, (character) => character === "A" ? "B" : "A"),
      },
    ];
    const { file } = readVault(paths, "personal");
    for (const change of changes) {
      const slots = file.slots.map((each): Slot =>
        each.kind === "token" ? { ...each, ...change } : each
      );
      await throwsUserError(
        async () => openWithToken({ ...file, slots }, await importSecret(bytes), NOW, "it"),
        65,
        "tampered",
        JSON.stringify(change),
      );
    }
  });
});

Deno.test("openWithToken() refuses a changed item or time of change, and an item in another's place", async () => {
  await withTempPaths(async (paths) => {
    const vault = await vaultWith(paths, "personal", "dev", "prod");
    const { bytes, slot } = await addTestToken(paths, vault, "dev", "prod");
    const { file } = readVault(paths, "personal");
    const [one, other] = Object.keys(slot.items ?? {}) as [string, string];
    const { salt, sealed, updated } = file.items[one]!;
    const flipped = sealed.replace(/.(?=.{30}$)/, (character) => character === "A" ? "B" : "A");
    for (
      const items of [
        { ...file.items, [one]: { salt, sealed: flipped, updated } },
        { ...file.items, [one]: { salt, sealed: file.items[other]!.sealed, updated } },
        { ...file.items, [one]: { salt, sealed, updated: "2020-01-01T00:00:00.000Z" } },
      ]
    ) {
      const altered = { ...file, items };
      const secret = await importSecret(bytes);
      await throwsUserError(() => openWithToken(altered, secret, NOW, "it"), 65, "damaged");
    }
  });
});

Deno.test("openWithToken() lists items that were changed or deleted as lost and opens the others", async () => {
  await withTempPaths(async (paths) => {
    const vault = await vaultWith(paths, "personal", "dev", "prod", "audit");
    const { bytes } = await addTestToken(paths, vault, "dev", "prod", "audit");
    await changeVault(host, paths, "personal", vault.key, async (draft) => {
      const [audit, dev] = await draft.items();
      draft.removeItem(audit!.id);
      await draft.putItem({ ...dev!, notes: "changed" });
    });
    const opened = await openWithTestToken(paths, "personal", bytes);
    assert.deepEqual(opened.items.map((item) => item.title), ["prod"]);
    assert.equal(opened.lost.length, 2);
  });
});

for (const { title, refused, now, file } of vectors.refused) {
  Deno.test(`openWithToken() refuses a bundle with ${title} as ${refused}`, async () => {
    const bytes = new TextEncoder().encode(file);
    await throwsUserError(
      async () => openWithToken(parseVault(bytes, "bundle"), await vectorToken(), now, "bundle"),
      refused === "tampered" || refused === "damaged" ? 65 : 77,
      refused,
    );
  });
}

async function vectorToken(): Promise<BaseKey> {
  return await importSecret(parseToken(vectors.token, "OPAWS_TOKEN"));
}
