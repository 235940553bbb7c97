import { deriveKey, derivePasswordKey, importSecret } from "../../../src/vault/crypto/derive.ts";
import { open } from "../../../src/vault/crypto/seal.ts";
import { itemKey } from "../../../src/vault/crypto/sealed_item.ts";
import { associatedData } from "../../../src/vault/format/associated_data.ts";
import { fromBase64url } from "../../../src/vault/format/base64url.ts";
import { canonicalJson, formatVault, macInput } from "../../../src/vault/format/canonical_json.ts";
import { formatItem } from "../../../src/vault/format/item_text.ts";
import type { MemberSlot, Slot, VaultFile } from "../../../src/vault/format/vault_file.ts";
import { unwrapWithMemberKey } from "../../../src/vault/slots/member.ts";
import { slotAssociatedData } from "../../../src/vault/slots/slot.ts";
import { type Bytes, type Parts, utf8, VAULT_ID, VAULT_KEY } from "./parts.ts";
import { ephemeral } from "./shared_vaults.ts";

/** Returns a vector: its `file` and each step of making it. */
export async function describe(parts: Parts, file: VaultFile): Promise<Record<string, unknown>> {
  const secret = await importSecret(VAULT_KEY);
  const items: Record<string, unknown> = {};
  for (const one of parts.items) {
    const { salt, sealed, updated } = file.items[one.id]!;
    const saltBytes = fromBase64url(salt)!;
    items[one.id] = {
      salt: saltBytes.toHex(),
      iv: fromBase64url(sealed)!.subarray(0, 12).toHex(),
      key: (await itemKey(secret, VAULT_ID, one.id, saltBytes)).toHex(),
      aad: associatedData("item", VAULT_ID, one.id, updated).toHex(),
      plaintext: new TextDecoder().decode(formatItem(one)),
    };
  }
  return {
    describes: parts.describes,
    vaultKey: VAULT_KEY.toHex(),
    secrets: parts.secrets,
    slots: await Promise.all(
      parts.slots.map((slot, index) => describeSlot(slot, index, parts.secrets)),
    ),
    items,
    mac: {
      info: associatedData("mac").toHex(),
      key: (await deriveKey(secret, utf8.encode(VAULT_ID), "mac")).toHex(),
      input: new TextDecoder().decode(macInput(file)),
      value: fromBase64url(file.mac)!.toHex(),
    },
    file: new TextDecoder().decode(formatVault(file)),
  };
}

async function describeSlot(
  slot: Slot,
  index: number,
  secrets: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  if (slot.kind === "member") return await describeMemberSlot(slot, index, secrets);
  const salt = fromBase64url(slot.kdf.salt)!;
  const own = secrets[slot.kind] as string;
  const key = slot.kind === "password"
    ? await derivePasswordKey(own, salt, slot.kdf)
    : await deriveKey(await importSecret(Uint8Array.fromHex(own) as Bytes), salt, "slot-key");
  const aad = slotAssociatedData(VAULT_ID, slot);
  const wrapped = fromBase64url(slot.wrapped)!;
  return {
    kind: slot.kind,
    salt: salt.toHex(),
    ...(slot.kind === "password"
      ? { passwordBytes: utf8.encode(own.normalize("NFKC")).toHex() }
      : { info: associatedData("slot-key").toHex() }),
    key: key.toHex(),
    iv: wrapped.subarray(0, 12).toHex(),
    aadSlot: canonicalJson({ ...slot, wrapped: undefined }),
    aad: aad.toHex(),
    plaintext: (await open(key, wrapped, aad))!.toHex(),
  };
}

async function describeMemberSlot(
  slot: MemberSlot,
  index: number,
  secrets: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const { agreementPrivate } =
    (secrets.members as Record<string, { agreementPrivate: string }>)[slot.id]!;
  const keys = { agreementPrivate: Uint8Array.fromHex(agreementPrivate) as Bytes };
  return {
    kind: slot.kind,
    ephemeralInput: ephemeral(index).toHex(),
    info: associatedData("member-slot").toHex(),
    enc: fromBase64url(slot.kdf.enc)!.toHex(),
    aadSlot: canonicalJson({ ...slot, wrapped: undefined }),
    aad: slotAssociatedData(VAULT_ID, slot).toHex(),
    plaintext: (await unwrapWithMemberKey(slot, VAULT_ID, keys))!.bytes.toHex(),
  };
}
