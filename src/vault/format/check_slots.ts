import type { Slot } from "./vault_file.ts";
import { checkCost } from "./kdf_cost.ts";
import { KEY_BYTES } from "../crypto/vault_key.ts";
import { IV_BYTES, TAG_BYTES } from "../crypto/seal.ts";
import { bytes, instant, list, members, record, text, uuid, whole } from "./shape.ts";

/** Bytes of every salt; RFC 9106, section 3.1. */
export const SALT_BYTES = 16;
/** Bytes of a wrapped vault key. */
export const WRAPPED_BYTES: number = IV_BYTES + KEY_BYTES + TAG_BYTES;
/** How many slots a vault has at most. */
export const MAX_SLOTS = 64;
const COMMON = ["id", "kind", "label", "created", "kdf", "wrapped"];

/**
 * Checks the `slots` member of a vault file, every kind to the last member.
 * Throws `SyntaxError` on another shape; faults (78) on a cost outside the limits. `path` is for the message.
 */
export function checkSlots(value: unknown, path: string): void {
  const slots = list(value, "slots");
  if (slots.length < 1 || slots.length > MAX_SLOTS) {
    throw new SyntaxError(`slots has ${slots.length} entries, not 1 to ${MAX_SLOTS}`);
  }
  const ids = new Set<string>();
  for (const [index, entry] of slots.entries()) {
    const { id } = parseSlot(entry, `slots[${index}]`, path);
    if (ids.has(id)) throw new SyntaxError(`slots[${index}] has the id of another slot`);
    ids.add(id);
  }
}

function parseSlot(value: unknown, where: string, path: string): Slot {
  const kind = text(record(value, where).kind, `${where}.kind`);
  if (!["password", "system", "recovery", "token"].includes(kind)) {
    throw new SyntaxError(`${where}.kind is not known`);
  }
  const named = Object.hasOwn(record(value, where), "items") ? ["items"] : [];
  const slot = members(
    value,
    where,
    kind === "token" ? [...COMMON, "expires", ...named] : COMMON,
  );
  uuid(slot.id, `${where}.id`);
  text(slot.label, `${where}.label`);
  instant(slot.created, `${where}.created`);
  if (kind === "token") {
    instant(slot.expires, `${where}.expires`);
    const items = Object.hasOwn(slot, "items") ? record(slot.items, `${where}.items`) : {};
    for (const [id, salt] of Object.entries(items)) {
      bytes(salt, `${where}.items.${uuid(id, `a key of ${where}.items`)}`, SALT_BYTES);
    }
    bytes(slot.wrapped, `${where}.wrapped`, IV_BYTES + TAG_BYTES + 2, Infinity);
  } else {
    bytes(slot.wrapped, `${where}.wrapped`, WRAPPED_BYTES);
  }
  if (kind === "password") parsePasswordKdf(slot.kdf, `${where}.kdf`, path);
  else parseSecretKdf(slot.kdf, `${where}.kdf`);
  return slot as unknown as Slot;
}

function parsePasswordKdf(value: unknown, where: string, path: string): void {
  const kdf = members(value, where, ["name", "memoryKiB", "passes", "lanes", "salt"]);
  if (kdf.name !== "argon2id") throw new SyntaxError(`${where}.name is not "argon2id"`);
  bytes(kdf.salt, `${where}.salt`, SALT_BYTES);
  checkCost({
    memoryKiB: whole(kdf.memoryKiB, `${where}.memoryKiB`, 0),
    passes: whole(kdf.passes, `${where}.passes`, 0),
    lanes: whole(kdf.lanes, `${where}.lanes`, 0),
  }, path);
}

function parseSecretKdf(value: unknown, where: string): void {
  const kdf = members(value, where, ["name", "salt"]);
  if (kdf.name !== "hkdf-sha256") throw new SyntaxError(`${where}.name is not "hkdf-sha256"`);
  bytes(kdf.salt, `${where}.salt`, SALT_BYTES);
}
