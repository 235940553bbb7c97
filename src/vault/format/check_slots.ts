import { checkCost } from "./kdf_cost.ts";
import { bytes, instant, integer, list, members, record, text, uuid } from "./shape.ts";
import { IV_BYTES, KEY_BYTES, MAX_SLOTS, SALT_BYTES, type Slot, TAG_BYTES } from "./vault_file.ts";

const WRAPPED_KEY_BYTES = IV_BYTES + KEY_BYTES + TAG_BYTES;
const KINDS: readonly string[] = ["password", "system", "recovery", "token"];
const MEMBERS = ["id", "kind", "label", "created", "kdf", "wrapped"];

/**
 * Checks the `slots` member of a vault file: every kind, every member. `path` is for messages.
 *
 * @throws SyntaxError if it has another shape.
 * @throws UserError (78, `kdf-limits`) if a cost is outside the limits.
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
  if (!KINDS.includes(kind)) throw new SyntaxError(`${where}.kind is unknown`);
  const itemsMember = Object.hasOwn(record(value, where), "items") ? ["items"] : [];
  const slot = members(
    value,
    where,
    kind === "token" ? [...MEMBERS, "expires", ...itemsMember] : MEMBERS,
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
    bytes(slot.wrapped, `${where}.wrapped`, WRAPPED_KEY_BYTES);
  }
  if (kind === "password") checkPasswordKdf(slot.kdf, `${where}.kdf`, path);
  else checkSecretKdf(slot.kdf, `${where}.kdf`);
  return slot as unknown as Slot;
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
