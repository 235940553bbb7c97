import assert from "node:assert/strict";
import type { Places } from "../../src/disk/places.ts";
import { denoHost } from "../../src/host.ts";
import { parseToken } from "../../src/unlock/token_text.ts";
import { restoreVault } from "../../src/vault/backups.ts";
import { changeVault } from "../../src/vault/change.ts";
import { deriveKey, importSecret } from "../../src/vault/derive.ts";
import type { Slot, TokenSlot, VaultFile } from "../../src/vault/file.ts";
import { type OpenVault, openVault } from "../../src/vault/open.ts";
import { isBundle, openWithToken, type TokenVault } from "../../src/vault/open_token.ts";
import { parseVault } from "../../src/vault/parse.ts";
import { changePassword } from "../../src/vault/passwd.ts";
import { withRoom } from "../../src/vault/slot_room.ts";
import { readVault } from "../../src/vault/store.ts";
import { addToken, revokeToken } from "../../src/vault/tokens.ts";
import { isRevoked, revokedSlot, unwrapWithToken } from "../../src/vault/token_slot.ts";
import { canonicalJson } from "../../src/vault/canonical_json.ts";
import { fromBase64url, toBase64url } from "../../src/vault/base64url.ts";
import { slotAssociatedData } from "../../src/vault/password.ts";
import { seal } from "../../src/vault/seal.ts";
import { Secret } from "../../src/secret.ts";
import { CHEAP, faults, fileOf, throwAway, vaultWith } from "./throw_away.ts";

const NOW = Date.parse("2026-05-05T05:05:05Z");
const DAY = 86_400_000;
const host = { ...denoHost, now: () => NOW };
const vectors = JSON.parse(
  Deno.readTextFileSync(new URL("vectors/tokens.json", import.meta.url)),
);

Deno.test("the bundle of the vectors opens with its token", async () => {
  const file = parseVault(new TextEncoder().encode(vectors.bundle), "bundle");
  const { items, lost } = await openWithToken(file, await vectorToken(), vectors.now, "bundle");
  assert.deepEqual([items.map((item) => item.title), lost], [["AWS dev"], []]);
});

for (const { title, refused, now, file } of vectors.refused) {
  Deno.test(`a bundle with ${title} is refused as ${refused}`, async () => {
    const bytes = new TextEncoder().encode(file);
    await faults(
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
  await throwAway(async (places) => {
    const vault = await vaultWith(places, "personal", "dev", "prod", "audit");
    const { bytes, bundle } = await token(places, vault, "prod", "audit");
    for (const file of [readVault(places, "personal").file, parseVault(bundle, "bundle")]) {
      const opened = await openWithToken(file, await importSecret(bytes), NOW, "it");
      assert.deepEqual(opened.items.map((item) => item.title), ["audit", "prod"]);
    }
    const small = parseVault(bundle, "bundle");
    assert.equal(Object.keys(small.items).length, 2);
    assert.deepEqual(small.slots.map((slot) => slot.kind), ["token"]);
    const stored = { ...readVault(places, "personal"), bytes: bundle, file: small };
    await faults(() => openVault(host, places, stored, vault.key), 65, "tampered");
  });
});

Deno.test("the vault with a token's slot still opens, and no vault key is in the slot", async () => {
  await throwAway(async (places) => {
    const vault = await vaultWith(places, "personal", "dev");
    const { bytes, slot } = await token(places, vault, "dev");
    const file = readVault(places, "personal").file;
    const { unwrapWithToken } = await import("../../src/vault/token_slot.ts");
    const keys = await unwrapWithToken(file.id, slot, await importSecret(bytes));
    assert.deepEqual([...keys!.keys()], Object.keys(slot.items ?? {}));
    for (const key of keys!.values()) assert.notDeepEqual(key, vault.key.bytes);
    await openVault(host, places, readVault(places, "personal"), vault.key);
  });
});

Deno.test("a token outlives a new password of its vault", async () => {
  await throwAway(async (places) => {
    const vault = await vaultWith(places, "personal", "dev");
    const { bytes } = await token(places, vault, "dev");
    await changePassword(host, places, "personal", vault.key, new Secret("another horse"), CHEAP);
    assert.equal((await open(places, "personal", bytes)).items.length, 1);
  });
});

Deno.test("a token is refused by another vault, and after its time", async () => {
  await throwAway(async (places) => {
    const vault = await vaultWith(places, "personal", "dev");
    const other = await vaultWith(places, "work", "dev");
    const { bytes } = await token(places, vault, "dev");
    await token(places, other, "dev");
    await faults(() => open(places, "work", bytes), 77, "token-unknown");
    await faults(() => open(places, "personal", bytes, NOW + 90 * DAY), 77, "token-expired");
    assert.equal((await open(places, "personal", bytes, NOW + 90 * DAY - 1)).items.length, 1);
  });
});

Deno.test("a slot with any part changed opens nothing", async () => {
  await throwAway(async (places) => {
    const vault = await vaultWith(places, "personal", "dev");
    const { bytes, slot } = await token(places, vault, "dev");
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
    const { file } = readVault(places, "personal");
    for (const change of changes) {
      const slots = file.slots.map((each): Slot =>
        each.kind === "token" ? { ...each, ...change } : each
      );
      await faults(
        async () => openWithToken({ ...file, slots }, await importSecret(bytes), NOW, "it"),
        65,
        "tampered",
        JSON.stringify(change),
      );
    }
  });
});

Deno.test("an item altered, or put in the place of another, is refused to the token as damaged", async () => {
  await throwAway(async (places) => {
    const vault = await vaultWith(places, "personal", "dev", "prod");
    const { bytes, slot } = await token(places, vault, "dev", "prod");
    const { file } = readVault(places, "personal");
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
      await faults(() => openWithToken(altered, secret, NOW, "it"), 65, "damaged");
    }
  });
});

Deno.test("an item changed or deleted after the token was made is lost to it, the others are not", async () => {
  await throwAway(async (places) => {
    const vault = await vaultWith(places, "personal", "dev", "prod", "audit");
    const { bytes } = await token(places, vault, "dev", "prod", "audit");
    await changeVault(host, places, "personal", vault.key, async (draft) => {
      const [audit, dev] = await draft.items();
      draft.removeItem(audit!.id);
      await draft.putItem({ ...dev!, notes: "changed" });
    });
    const opened = await open(places, "personal", bytes);
    assert.deepEqual(opened.items.map((item) => item.title), ["prod"]);
    assert.equal(opened.lost.length, 2);
  });
});

Deno.test("a revoked token opens nothing, nor does a copy of its slot open what is there then", async () => {
  await throwAway(async (places) => {
    const vault = await vaultWith(places, "personal", "dev", "prod");
    const { bytes, slot } = await token(places, vault, "dev");
    const second = await token(places, vault, "dev");
    const third = await token(places, vault, "prod");
    const outcome = await revokeToken(host, places, "personal", vault.key, slot.id);
    assert.deepEqual(outcome.resealed, Object.keys(slot.items ?? {}));
    assert.deepEqual(outcome.alsoLost.map((each) => each.id), [second.slot.id]);
    await faults(() => open(places, "personal", bytes), 77, "token-revoked");
    assert.equal((await open(places, "personal", second.bytes)).items.length, 0);
    assert.equal((await open(places, "personal", third.bytes)).items.length, 1);
    const { file } = readVault(places, "personal");
    const kept = withSlot(file, slot);
    const opened = await openWithToken(kept, await importSecret(bytes), NOW, "it");
    assert.deepEqual([opened.items.length, opened.lost.length], [0, 1]);
    assert.deepEqual(
      (await vault.items()).map((item) => item.title),
      ["dev", "prod"],
    );
  });
});

Deno.test("restoring an older generation brings back neither a revoked token nor what a lost one opened", async () => {
  await throwAway(async (places) => {
    const vault = await vaultWith(places, "personal", "dev", "prod");
    const live = await token(places, vault, "dev");
    const doomed = await token(places, vault, "prod");
    const before = readVault(places, "personal").file;
    await changeVault(host, places, "personal", vault.key, async (draft) => {
      await draft.putItem({ ...(await draft.items())[0]!, notes: "newer" });
    });
    await revokeToken(host, places, "personal", vault.key, doomed.slot.id);
    await restoreVault(host, places, "personal", vault.key, before.generation);
    const restored = await openVault(host, places, readVault(places, "personal"), vault.key);
    assert.deepEqual((await restored.items()).map((item) => item.notes), ["", ""]);
    await faults(() => open(places, "personal", doomed.bytes), 77, "token-revoked");
    assert.deepEqual((await open(places, "personal", live.bytes)).items, []);
    const kept = withSlot(readVault(places, "personal").file, doomed.slot);
    const opened = await openWithToken(kept, await importSecret(doomed.bytes), NOW, "it");
    assert.deepEqual(opened.items, []);
  });
});

Deno.test("restoring over a vault that cannot be read revokes every token", async () => {
  await throwAway(async (places) => {
    const vault = await vaultWith(places, "personal", "dev");
    const { bytes } = await token(places, vault, "dev");
    await changeVault(host, places, "personal", vault.key, () => {});
    Deno.writeTextFileSync(fileOf(places, "personal"), "damaged");
    await restoreVault(host, places, "personal", vault.key);
    await faults(() => open(places, "personal", bytes), 77, "token-revoked");
    const restored = await openVault(host, places, readVault(places, "personal"), vault.key);
    assert.equal((await restored.items()).length, 1);
  });
});

Deno.test("restoring leaves alone a token whose items are the same then and now", async () => {
  await throwAway(async (places) => {
    const vault = await vaultWith(places, "personal", "dev", "prod");
    const { generation } = readVault(places, "personal").file;
    const { bytes } = await token(places, vault, "dev");
    await restoreVault(host, places, "personal", vault.key, generation);
    assert.equal((await open(places, "personal", bytes)).items.length, 1);
  });
});

Deno.test("withRoom() forgets a revoked token once it would have expired, and makes room at 64", async () => {
  await throwAway(async (places) => {
    const vault = await vaultWith(places, "personal", "dev");
    const { slot } = await token(places, vault, "dev");
    const revoked = { ...slot, items: {} };
    assert.ok(isRevoked(revoked));
    assert.deepEqual(withRoom([slot, revoked], NOW, "act"), [slot, revoked]);
    assert.deepEqual(withRoom([slot, revoked], NOW + 90 * DAY, "act"), [slot]);
    const many = Array.from({ length: 64 }, (_, at) => ({
      ...(at === 5 || at === 7 ? revoked : slot),
      created: new Date(NOW - at * DAY).toISOString(),
    }));
    assert.equal(withRoom(many, NOW, "act").length, 63);
    assert.ok(!withRoom(many, NOW, "act").includes(many[7]!), "the oldest revoked one goes");
    const live = many.map((each) => ({ ...each, items: slot.items! }));
    await faults(() => withRoom(live, NOW, "act"), 78, "too-many-slots");
  });
});

Deno.test("what a slot wraps opens nothing unless it is the keys of the items that the slot names", async () => {
  await throwAway(async (places) => {
    const vault = await vaultWith(places, "personal", "dev");
    const { bytes, slot } = await token(places, vault, "dev");
    const secret = await importSecret(bytes);
    const vaultId = vault.file.id;
    const [id] = Object.keys(slot.items!) as [string];
    const key = toBase64url((await unwrapWithToken(vaultId, slot, secret))!.get(id)!);
    const { wrapped: _, ...bare } = slot;
    const unwrapped = async (payload: string) => {
      const wrapping = await deriveKey(secret, fromBase64url(slot.kdf.salt)!, "slot-key");
      const content = new TextEncoder().encode(payload);
      const sealed = await seal(host, wrapping, content, slotAssociatedData(vaultId, bare));
      return await unwrapWithToken(vaultId, { ...bare, wrapped: toBase64url(sealed) }, secret);
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

Deno.test("revokedSlot() throws the key away under which it seals", async () => {
  await throwAway(async (places) => {
    const vault = await vaultWith(places, "personal", "dev");
    const { slot } = await token(places, vault, "dev");
    const drawn: Uint8Array[] = [];
    const random = (length: number) => {
      drawn.push(denoHost.random(length));
      return drawn.at(-1) as Uint8Array<ArrayBuffer>;
    };
    assert.equal(isRevoked(await revokedSlot({ random }, vault.file.id, slot)), true);
    const keys = drawn.filter((bytes) => bytes.length === 32);
    assert.equal(keys.length, 1);
    assert.ok(keys[0]!.every((byte) => byte === 0));
  });
});

Deno.test("a slot that leaves its items to the token is read, opened and revoked", async () => {
  await throwAway(async (places) => {
    const vault = await vaultWith(places, "personal", "dev", "prod");
    const { bytes, slot } = await token(places, vault, "prod");
    const secret = await importSecret(bytes);
    const [id] = Object.keys(slot.items!);
    const { wrapped: _, items: __, ...bare } = { ...slot, id: crypto.randomUUID() };
    const keys = (await unwrapWithToken(vault.file.id, slot, secret))!;
    const payload = canonicalJson({ items: { [id!]: toBase64url(keys.get(id!)!) } });
    const wrapping = await deriveKey(secret, fromBase64url(slot.kdf.salt)!, "slot-key");
    const sealed = await seal(
      host,
      wrapping,
      new TextEncoder().encode(payload),
      slotAssociatedData(vault.file.id, bare),
    );
    const literal: TokenSlot = { ...bare, wrapped: toBase64url(sealed) };
    await changeVault(host, places, "personal", vault.key, (draft) => {
      draft.setSlots(draft.file.slots.map((each) => each.kind === "token" ? literal : each));
    });
    const opened = await open(places, "personal", bytes);
    assert.deepEqual(opened.items.map((item) => item.title), ["prod"]);
    const other = await importSecret(host.random(32));
    const { file } = readVault(places, "personal");
    await faults(() => openWithToken(file, other, NOW, "it"), 77, "token-unknown");
    await revokeToken(host, places, "personal", vault.key, literal.id);
    await faults(() => open(places, "personal", bytes), 77, "token-unknown");
    assert.equal(isRevoked(readVault(places, "personal").file.slots[1] as TokenSlot), true);
  });
});

async function vectorToken(): Promise<CryptoKey> {
  return await importSecret(parseToken(vectors.token, "OPAWS_TOKEN"));
}

async function token(
  places: Places,
  vault: OpenVault,
  ...titles: string[]
): Promise<
  { bytes: Uint8Array<ArrayBuffer>; slot: TokenSlot; bundle: Uint8Array<ArrayBuffer> }
> {
  const bytes = denoHost.random(32);
  const items = (await vault.items()).filter((item) => titles.includes(item.title))
    .map((item) => item.id);
  const words = { items, label: "ci", expires: NOW + 90 * DAY };
  const { name } = vault.file;
  return { bytes, ...await addToken(host, places, name, vault.key, bytes, words) };
}

async function open(
  places: Places,
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
  now = NOW,
): Promise<TokenVault> {
  return await openWithToken(readVault(places, name).file, await importSecret(bytes), now, "it");
}

/** `file` as it would be if somebody put a kept copy of `slot` back. */
function withSlot(file: VaultFile, slot: TokenSlot): VaultFile {
  return { ...file, slots: file.slots.map((each) => each.id === slot.id ? slot : each) };
}
