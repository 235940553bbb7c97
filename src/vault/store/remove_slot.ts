import { shellWord } from "../../quote.ts";
import { UserError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import type { VaultKey } from "../crypto/vault_key.ts";
import type { Slot, VaultFile } from "../format/vault_file.ts";
import type { BackupChange } from "./backup_slots.ts";
import { changeSlots } from "./change_slots.ts";
import type { VaultPaths } from "./read.ts";

/**
 * The slots that a person can open on any machine, from memory or from paper, or with a vault of their own. A system slot is bound to one machine's
 * keychain and lost with it, and a token opens only some items, so neither alone keeps a vault from being lost.
 */
const HUMAN: readonly Slot["kind"][] = ["password", "recovery", "member"];

/**
 * Returns the slot of `file` that `reference` means: an id, a unique beginning of one (4 characters or more), or the kind
 * of just one slot.
 *
 * @throws UserError (66, `no-slot`), (64, `ambiguous-slot`).
 */
export function matchSlot(file: Pick<VaultFile, "name" | "slots">, reference: string): Slot {
  const exact = file.slots.filter((slot) => slot.id === reference);
  const found = exact.length
    ? exact
    : file.slots.filter((slot) =>
      slot.kind === reference || (reference.length >= 4 && slot.id.startsWith(reference))
    );
  if (found.length === 1) return found[0]!;
  throw new UserError({
    exit: found.length ? "usage" : "notFound",
    code: found.length ? "ambiguous-slot" : "no-slot",
    cannot: `find slot ${JSON.stringify(reference)} of vault ${JSON.stringify(file.name)}`,
    because: found.length
      ? `it could be ${found.map((slot) => slot.id.slice(0, 8)).join(" or ")}`
      : "no slot has that id",
    try: `opaws vault slots list --vault ${shellWord(file.name)}`,
  });
}

/**
 * Checks that the slot `id` may be removed from `file`.
 *
 * @throws UserError (78, `last-human-slot`) if no person could open the vault without it; (64, `token-slot`) for a token,
 *   which must be revoked because a copy of its slot would still work; (64, `member-slot`) for a member, whose removal needs
 *   a new vault key.
 */
export function checkRemovable(file: Pick<VaultFile, "name" | "slots">, id: string): void {
  const slot = file.slots.find((each) => each.id === id);
  const rest = file.slots.filter((each) => each.id !== id);
  if (slot?.kind === "token") {
    throw new UserError({
      exit: "usage",
      code: "token-slot",
      cannot: `remove the token slot of vault ${JSON.stringify(file.name)}`,
      because: "a token must be revoked, because a copy of its slot would still open its items",
      try: `opaws token revoke ${slot.id} --vault ${shellWord(file.name)}`,
    });
  }
  if (slot?.kind === "member") {
    throw new UserError({
      exit: "usage",
      code: "member-slot",
      cannot: `remove the member slot of vault ${JSON.stringify(file.name)}`,
      because: "a member must be removed together with the key that they know",
      try: `opaws member remove ${shellWord(file.name)} ${shellWord(slot.label)}`,
    });
  }
  if (slot === undefined || !HUMAN.includes(slot.kind)) return;
  if (rest.some((each) => HUMAN.includes(each.kind))) return;
  throw new UserError({
    exit: "refused",
    code: "last-human-slot",
    cannot: `remove the ${slot.kind} slot of vault ${JSON.stringify(file.name)}`,
    because: "no password and no recovery code would be left to open it",
    try: `opaws ${
      slot.kind === "password" ? "vault recovery create" : "unlock --recovery"
    } --vault ${shellWord(file.name)}`,
  });
}

/**
 * Removes the slot `id` from the vault called `name` and from its backups.
 *
 * @throws UserError as {@linkcode checkRemovable} and `changeSlots` do.
 */
export async function removeSlot(
  host: Pick<Host, "random" | "now">,
  paths: VaultPaths,
  name: string,
  key: VaultKey,
  id: string,
): Promise<BackupChange> {
  return await changeSlots(host, paths, name, key, (file) => {
    checkRemovable(file, id);
    return file.slots.filter((slot) => slot.id !== id);
  });
}
