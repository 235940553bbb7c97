import { deriveKey, importSecret } from "../../../src/vault/crypto/derive.ts";
import { itemKey } from "../../../src/vault/crypto/sealed_item.ts";
import { VaultKey } from "../../../src/vault/crypto/vault_key.ts";
import { fromBase64url, toBase64url } from "../../../src/vault/format/base64url.ts";
import { canonicalJson } from "../../../src/vault/format/canonical_json.ts";
import { wrapWithRecoveryCode } from "../../../src/vault/slots/recovery.ts";
import { newRecoveryCode, parseRecoveryCode } from "../../../src/vault/slots/recovery_code.ts";
import { wrapWithSystemSecret } from "../../../src/vault/slots/system.ts";
import { tokenSlotId } from "../../../src/vault/slots/token.ts";
import {
  ACCESS_KEY,
  type Bytes,
  counting,
  fixed,
  FLOOR,
  ITEM_ID,
  NAUGHTY,
  type Parts,
  passwordSlot,
  sealItems,
  secretSlot,
  utf8,
  uuidBytes,
  VAULT_ID,
  VAULT_KEY,
} from "./parts.ts";

/** The worked example of the specification. */
export async function simple(): Promise<Parts> {
  return {
    describes: "one password slot at the lowest cost, one item",
    name: "personal",
    generation: 7,
    slots: [await passwordSlot("correct horse", FLOOR, 0x80)],
    items: [ACCESS_KEY],
    secrets: { password: "correct horse" },
  };
}

/** A new vault at the default cost. */
export async function defaultCost(): Promise<Parts> {
  const cost = { memoryKiB: 65536, passes: 3, lanes: 1 };
  return {
    describes: "a new vault at the default cost, no items yet",
    name: "personal",
    generation: 1,
    slots: [await passwordSlot("correct horse", cost, 0x90)],
    items: [],
    secrets: { password: "correct horse" },
  };
}

/** Characters beyond ASCII everywhere. */
export async function unicode(): Promise<Parts> {
  // The ligature, the combining accent and the full-width digits all change under NFKC.
  const password = "\ufb01ance\u0301 \uff11\uff12\uff13 \u{1f511}";
  return {
    describes: "a password that NFKC changes, two lanes, a name and an item beyond ASCII",
    name: "été 日本 100%",
    generation: 9007199254740991,
    slots: [await passwordSlot(password, { ...FLOOR, lanes: 2 }, 0xa0)],
    items: [ACCESS_KEY, NAUGHTY],
    secrets: { password },
  };
}

/** A slot of every kind. */
export async function allSlots(): Promise<Parts> {
  const system = counting(0x10, 32);
  const recovery = counting(0x30, 32);
  const token = counting(0x50, 32);
  const sealed = (await sealItems([ACCESS_KEY, NAUGHTY]))[ITEM_ID]!;
  const key = await itemKey(
    await importSecret(VAULT_KEY),
    VAULT_ID,
    ITEM_ID,
    fromBase64url(sealed.salt)!,
  );
  const payload = utf8.encode(canonicalJson({ items: { [ITEM_ID]: toBase64url(key) } }));
  const uuid = (last: string): string => `00000000-0000-4000-8000-0000000000${last}`;
  return {
    describes: "every kind of slot; the token opens one item of two",
    name: "ci",
    generation: 3,
    slots: [
      await passwordSlot("correct horse", FLOOR, 0x80),
      await secretSlot("system", uuid("bb"), "laptop", system, 0xa0, VAULT_KEY),
      await secretSlot("recovery", uuid("cc"), "", recovery, 0xc0, VAULT_KEY),
      await secretSlot(
        "token",
        await tokenSlotId(await importSecret(token)),
        "CI \u2013 nightly",
        token,
        0xe0,
        payload,
        { [ITEM_ID]: sealed.salt },
      ),
    ],
    items: [ACCESS_KEY, NAUGHTY],
    secrets: {
      password: "correct horse",
      system: system.toHex(),
      recovery: recovery.toHex(),
      token: token.toHex(),
    },
  };
}

/** Two slots without a password, made by the functions that make them in a vault. */
export async function recovery(): Promise<Parts> {
  const code = newRecoveryCode(fixed(counting(0xf0, 20)));
  const codeBytes = parseRecoveryCode(code);
  const system = counting(0x10, 32);
  const key = new VaultKey(VAULT_KEY.slice());
  const uuid = (last: string): string => `00000000-0000-4000-8000-0000000000${last}`;
  const draws = (first: number): Bytes[] => [counting(first, 16), counting(first + 16, 12)];
  return {
    describes: "a recovery slot, its secret derived from a recovery code, and a system slot",
    name: "personal",
    generation: 2,
    slots: [
      await wrapWithRecoveryCode(fixed(uuidBytes(uuid("ee")), ...draws(0x20)), {
        vaultId: VAULT_ID,
        key,
        code,
        label: "safe",
      }),
      await wrapWithSystemSecret(fixed(...draws(0x60)), {
        vaultId: VAULT_ID,
        key,
        secret: system,
        id: uuid("ff"),
        label: "polkit",
      }),
    ],
    items: [ACCESS_KEY],
    secrets: {
      recovery: (await recoverySecret(codeBytes)).toHex(),
      system: system.toHex(),
      recoveryCode: code.reveal(),
      recoveryCodeBytes: codeBytes.toHex(),
    },
  };
}

/** The secret of a recovery slot, from the specification. */
async function recoverySecret(code: Bytes): Promise<Bytes> {
  return await deriveKey(await importSecret(code), utf8.encode(VAULT_ID), "recovery-code");
}
