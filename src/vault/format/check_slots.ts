import { checkCost, checkTotalCost, type KdfCost } from "./kdf_cost.ts";
import { MEMBER_KEY_BYTES } from "./member_key_text.ts";
import { bytes, instant, integer, list, members, record, text, uuid } from "./shape.ts";
import { IV_BYTES, KEY_BYTES, MAX_SLOTS, SALT_BYTES, type Slot, TAG_BYTES } from "./vault_file.ts";

const WRAPPED_KEY_BYTES = IV_BYTES + KEY_BYTES + TAG_BYTES;
const WRAPPED_BY_HPKE_BYTES = KEY_BYTES + TAG_BYTES;
const KINDS: readonly string[] = ["password", "system", "recovery", "token"];
/** A store's owner could guess a password, and a system slot is of one machine. */
const SHARED_KINDS: readonly string[] = ["member", "recovery", "token"];
const MEMBERS = ["id", "kind", "label", "created", "kdf", "wrapped"];

/** What a file with slots is: a vault of one person, a shared vault, or a file for one token alone. */
type SlotOwner = "own" | "shared" | "bundle";

/**
 * Checks the `slots` member of a file: every kind, every member. `path` is for messages.
 *
 * @throws SyntaxError if it has another shape.
 * @throws UserError (78, `kdf-limits`) if a cost is outside the limits.
 */
export function checkSlots(value: unknown, owner: SlotOwner, path: string): void {
  const slots = list(value, "slots");
  if (slots.length < 1 || slots.length > MAX_SLOTS) {
    throw new SyntaxError(`slots has ${slots.length} entries, not 1 to ${MAX_SLOTS}`);
  }
  const ids = new Set<string>();
  const costs: KdfCost[] = [];
  for (const [index, entry] of slots.entries()) {
    const slot = parseSlot(entry, `slots[${index}]`, owner, path);
    if (ids.has(slot.id)) throw new SyntaxError(`slots[${index}] has the id of another slot`);
    ids.add(slot.id);
    if (slot.kind === "password") costs.push(slot.kdf);
  }
  if (owner === "bundle" && ids.size > 1) throw new SyntaxError("a bundle has more than one slot");
  checkTotalCost(costs, path);
}

function parseSlot(value: unknown, where: string, owner: SlotOwner, path: string): Slot {
  const isBundle = owner === "bundle";
  const kind = text(record(value, where).kind, `${where}.kind`);
  if (!(owner === "shared" ? SHARED_KINDS : KINDS).includes(kind)) {
    throw new SyntaxError(`${where}.kind is unknown`);
  }
  if (isBundle && kind !== "token") throw new SyntaxError(`${where} is not a token slot`);
  const slot = members(value, where, [...MEMBERS, ...ownMembers(value, kind, isBundle)]);
  if (isBundle && slot.bundle !== true) throw new SyntaxError(`${where}.bundle is not true`);
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
    const length = kind === "member" ? WRAPPED_BY_HPKE_BYTES : WRAPPED_KEY_BYTES;
    bytes(slot.wrapped, `${where}.wrapped`, length);
  }
  if (kind === "password") checkPasswordKdf(slot.kdf, `${where}.kdf`, path);
  else if (kind === "member") checkMemberKdf(slot.kdf, `${where}.kdf`);
  else checkSecretKdf(slot.kdf, `${where}.kdf`);
  return slot as unknown as Slot;
}

/** Returns the members that only a slot of `kind` has. A token slot outside a bundle may lack `items`. */
function ownMembers(value: unknown, kind: string, isBundle: boolean): string[] {
  if (kind !== "token") return [];
  if (isBundle) return ["expires", "items", "bundle"];
  return Object.hasOwn(value as object, "items") ? ["expires", "items"] : ["expires"];
}

function checkPasswordKdf(value: unknown, where: string, path: string): void {
  const kdf = members(value, where, ["name", "memoryKiB", "passes", "lanes", "salt"]);
  if (kdf.name !== "argon2id") throw new SyntaxError(`${where}.name is not "argon2id"`);
  bytes(kdf.salt, `${where}.salt`, SALT_BYTES);
  checkCost({
    memoryKiB: integer(kdf.memoryKiB, `${where}.memoryKiB`, 0),
    passes: integer(kdf.passes, `${where}.passes`, 0),
    lanes: integer(kdf.lanes, `${where}.lanes`, 0),
  }, path);
}

function checkSecretKdf(value: unknown, where: string): void {
  const kdf = members(value, where, ["name", "salt"]);
  if (kdf.name !== "hkdf-sha256") throw new SyntaxError(`${where}.name is not "hkdf-sha256"`);
  bytes(kdf.salt, `${where}.salt`, SALT_BYTES);
}

function checkMemberKdf(value: unknown, where: string): void {
  const kdf = members(value, where, ["name", "enc"]);
  if (kdf.name !== "hpke-x25519-hkdf-sha256-aes256gcm") {
    throw new SyntaxError(`${where}.name is not "hpke-x25519-hkdf-sha256-aes256gcm"`);
  }
  bytes(kdf.enc, `${where}.enc`, MEMBER_KEY_BYTES);
}
