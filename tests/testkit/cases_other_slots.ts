import { toBase64url } from "../../src/vault/format/base64url.ts";
import { bytesOf } from "./broken_bytes.ts";
import { type Bench, caseOf, type KitCase, type Row } from "./kit_case.ts";
import type { Loose } from "./vault_maker.ts";

/**
 * Returns the cases for slots that no password opens, under a right MAC. A reader that does not check what it does not
 * use would accept them.
 */
export async function otherSlotCases(bench: Bench): Promise<KitCase[]> {
  const system = await bench.maker.otherSlot("system");
  const token = await bench.maker.otherSlot("token");
  const added = (...slots: Loose[]) => bench.resigned((file) => void file.slots.push(...slots));
  const cut = (text: string) => toBase64url(bytesOf(text).slice(0, -1));
  const ids = Array.from({ length: 63 }, (_, at) => String(at).padStart(12, "0"));
  const many = ids.map((id) => ({ ...system, id: `00000000-0000-4000-8000-${id}` }));
  const defects: [string, string, Loose][] = [
    ["kind", "an unknown kind", { ...system, kind: "magic" }],
    ["id_upper_case", "an id in upper case", { ...system, id: system.id.toUpperCase() }],
    ["label_number", "a label that is not a string", { ...system, label: 1 }],
    ["created_local", "a time without a zone", { ...system, created: "2026-01-02T03:04:05" }],
    ["wrapped_short", "wrapped without its last byte", { ...system, wrapped: cut(system.wrapped) }],
    ["kdf_name", "Argon2id without a cost", {
      ...system,
      kdf: { ...system.kdf, name: "argon2id" },
    }],
    ["kdf_salt_short", "a salt of 15 bytes", {
      ...system,
      kdf: { ...system.kdf, salt: cut(system.kdf.salt) },
    }],
    ["expires", "a system slot that expires", { ...system, expires: token.expires }],
    ["token_expires_date", "a token slot that expires on a day", {
      ...token,
      expires: "2026-04-02",
    }],
    ["token_wrapped_short", "a token slot whose payload is shorter than {}", {
      ...token,
      wrapped: toBase64url(new Uint8Array(29)),
    }],
    ["token_item_id", "a token's item whose id is not a UUID", {
      ...token,
      items: { one: system.kdf.salt },
    }],
    ["token_item_salt", "a salt of 15 bytes for a token's item", {
      ...token,
      items: { [bench.second]: cut(system.kdf.salt) },
    }],
    ["token_items_array", "a token's items in an array", { ...token, items: [] }],
    ["token_items_null", "a token's items that are null", { ...token, items: null }],
  ];
  const { items: _, ...bare } = token;
  const rows: Row[] = [
    ["slots_64", "ok", "64 slots, the maximum", await added(...many)],
    ["other_slot_token_bare", "ok", "a token slot without items", await added(bare)],
  ];
  for (const [name, comment, slot] of defects) {
    rows.push([`other_slot_${name}`, "damaged", comment, await added(slot)]);
  }
  return rows.map(caseOf);
}
