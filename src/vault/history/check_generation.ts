import type { BaseKey } from "../crypto/derive.ts";
import { UserError } from "../../errors.ts";
import { hasContentOf, hashOf, type SignedHeader } from "../crypto/generation_signature.ts";
import { openItem } from "../crypto/sealed_item.ts";
import { canonicalJson } from "../format/canonical_json.ts";
import type { Slot, VaultFile } from "../format/vault_file.ts";
import { isSameContent } from "./conflict_copy.ts";
import { differingMembers } from "./merge_members.ts";
import { differingSlots } from "./merge_slots.ts";

/** A file and the imported vault key that opens it. */
interface OpenFile {
  readonly file: VaultFile;
  readonly secret: BaseKey;
}

/**
 * Checks that `file` is the generation with the verified header `hash`: it has that header, and its items and slots are
 * those that the author signed. So a store cannot mix the parts of two generations.
 *
 * @throws UserError (65, `mixed-generation`).
 */
export async function checkGeneration(file: VaultFile, hash: string): Promise<void> {
  const header = file.shared;
  const because = header === undefined || await hashOf(header) !== hash
    ? "it is another generation"
    : !await hasContentOf(file, header)
    ? "its items or slots are not those that its author signed"
    : null;
  if (because !== null) throw mixed(`generation ${hash} of the remote`, because);
}

/**
 * Checks that a generation differs from an earlier one of the same history, `before`, only in what the generations between
 * them list, `between`. If they have another key, every item is opened to compare it.
 *
 * A merge trusts these lists: a writer who changed an item without listing it would make other changes disappear.
 *
 * @throws UserError (65, `mixed-generation`) that names the item, slot or member.
 */
export async function checkListed(
  before: OpenFile,
  after: OpenFile,
  between: Iterable<SignedHeader>,
): Promise<void> {
  const items = new Set<string>();
  const slots = new Set<string>();
  let isRekeyed = false;
  for (const { header } of between) {
    for (const id of header.changedItems) items.add(id);
    for (const id of header.changedSlots) slots.add(id);
    isRekeyed ||= header.rekeyed;
  }
  const [old, next] = [before.file, after.file];
  const what = `generation ${next.generation} of the remote`;
  for (const id of new Set([...Object.keys(old.items), ...Object.keys(next.items)])) {
    if (items.has(id)) continue;
    if (!await isSameItem(id, before, after, isRekeyed)) {
      throw mixed(what, `item ${id} differs, and no generation lists it as changed`);
    }
  }
  const lost = (slot: Slot) => isRekeyed && slot.kind !== "member"; // a new key drops tokens and recovery codes
  for (const id of differingSlots(old.slots.filter((slot) => !lost(slot)), next.slots)) {
    if (!slots.has(id)) {
      throw mixed(what, `slot ${id} differs, and no generation lists it as changed`);
    }
  }
  for (const id of differingMembers(old.shared?.members ?? {}, next.shared?.members ?? {})) {
    if (!slots.has(id)) {
      throw mixed(what, `member ${id} differs, and no generation lists it as changed`);
    }
  }
}

async function isSameItem(
  id: string,
  before: OpenFile,
  after: OpenFile,
  isRekeyed: boolean,
): Promise<boolean> {
  const [old, next] = [before.file.items[id], after.file.items[id]];
  if (old === undefined || next === undefined) return old === next;
  if (canonicalJson(old) === canonicalJson(next)) return true;
  if (!isRekeyed || old.updated !== next.updated) return false;
  const where = "the vault";
  const was = await openItem(before.secret, before.file.id, id, old, where);
  return isSameContent(was, await openItem(after.secret, after.file.id, id, next, where));
}

function mixed(what: string, because: string): UserError {
  return new UserError({
    exit: "damaged",
    code: "mixed-generation",
    cannot: `use ${what}`,
    because,
    try: "opaws vault history",
  });
}
