import assert from "node:assert/strict";
import { deriveKey, importSecret } from "../../../src/vault/crypto/derive.ts";
import { seal } from "../../../src/vault/crypto/seal.ts";
import { fromBase64url, toBase64url } from "../../../src/vault/format/base64url.ts";
import { canonicalJson } from "../../../src/vault/format/canonical_json.ts";
import { parseVault } from "../../../src/vault/format/parse.ts";
import type { Slot, TokenSlot } from "../../../src/vault/format/vault_file.ts";
import { slotAssociatedData } from "../../../src/vault/slots/slot.ts";
import { unwrapWithToken } from "../../../src/vault/slots/token.ts";
import { parseToken } from "../../../src/vault/slots/token_text.ts";
import { changeVault } from "../../../src/vault/store/change.ts";
import { changePassword } from "../../../src/vault/store/change_password.ts";
import { openVault } from "../../../src/vault/store/open.ts";
import { isBundle, openWithToken } from "../../../src/vault/store/open_with_token.ts";
import { readVault } from "../../../src/vault/store/read.ts";
import { Secret } from "../../../src/secret.ts";
import { CHEAP, throwsUserError, vaultWith, withTempPaths } from "../temp_vault.ts";
import { addTestToken, DAY, host, NOW, openWithTestToken } from "../token_fixture.ts";

const vectors = JSON.parse(
  Deno.readTextFileSync(new URL("../vectors/tokens.json", import.meta.url)),
);

Deno.test("the bundle of the vectors opens with its token", async () => {
  const file = parseVault(new TextEncoder().encode(vectors.bundle), "bundle");
  const { items, lost } = await openWithToken(file, await vectorToken(), vectors.now, "bundle");
  assert.deepEqual([items.map((item) => item.title), lost], [["AWS dev"], []]);
});

for (const { title, refused, now, file } of vectors.refused) {
  Deno.test(`a bundle with ${title} is refused as ${refused}`, async () => {
    const bytes = new TextEncoder().encode(file);
    await throwsUserError(
      async () => openWithToken(parseVault(bytes, "bundle"), await vectorToken(), now, "bundle"),
      refused === "tampered" ? 65 : 77,
      refused,
    );
  });
}

Deno.test("isBundle() is true of a file for one token alone", () => {
  const [token, password] = [{ kind: "token" }, { kind: "password" }] as unknown as Slot[];
  assert.equal(isBundle({ slots: [token!] }), true);
  for (const slots of [[password!], [token!, password!], [token!, token!]]) {
    assert.equal(isBundle({ slots }), false);
  }
});

Deno.test("a token opens the items it was made for and no other, from vault and bundle", async () => {
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

Deno.test("the vault with a token's slot still opens, and no vault key is in the slot", async () => {
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

Deno.test("a token outlives a new password of its vault", async () => {
  await withTempPaths(async (paths) => {
    const vault = await vaultWith(paths, "personal", "dev");
    const { bytes } = await addTestToken(paths, vault, "dev");
    await changePassword(host, paths, "personal", vault.key, new Secret("another horse"), CHEAP);
    assert.equal((await openWithTestToken(paths, "personal", bytes)).items.length, 1);
  });
});

Deno.test("a token is refused by another vault, and after its time", async () => {
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

Deno.test("a slot with any part changed opens nothing", async () => {
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
      { wrapped: slot.wrapped.replace(/.(?=.{30}$)/, (sign) => sign === "A" ? "B" : "A") },
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

Deno.test("an item altered, or put in the place of another, is refused to the token as damaged", async () => {
  await withTempPaths(async (paths) => {
    const vault = await vaultWith(paths, "personal", "dev", "prod");
    const { bytes, slot } = await addTestToken(paths, vault, "dev", "prod");
    const { file } = readVault(paths, "personal");
    const [one, other] = Object.keys(slot.items ?? {}) as [string, string];
    const { salt, sealed, updated } = file.items[one]!;
    const flipped = sealed.replace(/.(?=.{30}$)/, (sign) => sign === "A" ? "B" : "A");
    for (
      const items of [
        { ...file.items, [one]: { salt, sealed: flipped, updated } },
        { ...file.items, [one]: { salt, sealed: file.items[other]!.sealed, updated } },
      ]
    ) {
      const altered = { ...file, items };
      const secret = await importSecret(bytes);
      await throwsUserError(() => openWithToken(altered, secret, NOW, "it"), 65, "damaged");
    }
  });
});

Deno.test("an item changed or deleted after the token was made is lost to it, the others are not", async () => {
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

Deno.test("what a slot wraps opens nothing unless it is the keys of the items that the slot names", async () => {
  await withTempPaths(async (paths) => {
    const vault = await vaultWith(paths, "personal", "dev");
    const { bytes, slot } = await addTestToken(paths, vault, "dev");
    const secret = await importSecret(bytes);
    const vaultId = vault.file.id;
    const [id] = Object.keys(slot.items!) as [string];
    const key = toBase64url((await unwrapWithToken(slot, vaultId, secret))!.get(id)!);
    const { wrapped: _, ...bare } = slot;
    const unwrapped = async (payload: string) => {
      const wrapping = await deriveKey(secret, fromBase64url(slot.kdf.salt)!, "slot-key");
      const content = new TextEncoder().encode(payload);
      const sealed = await seal(host, wrapping, content, slotAssociatedData(vaultId, bare));
      return await unwrapWithToken({ ...bare, wrapped: toBase64url(sealed) }, vaultId, secret);
    };
    assert.equal((await unwrapped(canonicalJson({ items: { [id]: key } })))?.size, 1);
    const wrong = [
      "{",
      "[]",
      "{}",
      '{"items":[]}',
      '{"items":{}}',
      canonicalJson({ items: { [id]: key }, more: 1 }),
      canonicalJson({ items: { [id]: key, "00000000-0000-4000-8000-000000000001": key } }),
      canonicalJson({ items: { "00000000-0000-4000-8000-000000000001": key } }),
      canonicalJson({ items: { [id]: key.slice(4) } }),
      canonicalJson({ items: { [id]: `${key}AAAA` } }),
      `{"items":{"${id}":"${key}","${id}":"${key}"}}`,
    ];
    for (const payload of wrong) assert.equal(await unwrapped(payload), null, payload);
  });
});

async function vectorToken(): Promise<CryptoKey> {
  return await importSecret(parseToken(vectors.token, "OPAWS_TOKEN"));
}
