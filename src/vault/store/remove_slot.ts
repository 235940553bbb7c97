import type { Paths } from "../../fs/paths.ts";
import { UserError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import type { BackupChange } from "./backup_slots.ts";
import { changeSlots } from "./change_slots.ts";
import type { Slot, VaultFile } from "../format/vault_file.ts";
import type { VaultKey } from "../crypto/vault_key.ts";

/**
 * The slots that a person can open anywhere: with what is in the head or on paper. A system slot is bound to one
 * machine's keychain and gone with it, and a token opens items only, so neither alone keeps a vault from being lost.
 */
const HUMAN: readonly Slot["kind"][] = ["password", "recovery"];

/** The slot of `file` that `reference` names: an id, or the beginning of just one, or a kind of which there is one. Faults (66), (64). */
export function slotNamed(file: Pick<VaultFile, "name" | "slots">, reference: string): Slot {
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
      : "there is none of that id",
    try: "opaws vault slots list",
  });
}

/**
 * Faults (78) `last-human-slot` when nothing a person can use would remain without the slot `id`, and (64) on a token,
 * which must be revoked: whoever kept a copy of its slot could go on using it.
 */
export function checkRemovable(file: Pick<VaultFile, "name" | "slots">, id: string): void {
  const slot = file.slots.find((each) => each.id === id);
  const rest = file.slots.filter((each) => each.id !== id);
  if (slot?.kind === "token") {
    throw new UserError({
      exit: "usage",
      code: "token-slot",
      cannot: `remove the token slot of vault ${JSON.stringify(file.name)}`,
      because: "a token is revoked, for a copy of its slot would go on opening its items",
      try: `opaws token revoke ${slot.id}`,
    });
  }
  if (slot === undefined || !HUMAN.includes(slot.kind)) return;
  if (rest.some((each) => HUMAN.includes(each.kind))) return;
  throw new UserError({
    exit: "refused",
    code: "last-human-slot",
    cannot: `remove the ${slot.kind} slot of vault ${JSON.stringify(file.name)}`,
    because: "no password and no recovery code would be left to open it",
    try: slot.kind === "password" ? "opaws vault recovery create" : "opaws unlock --recovery",
  });
}

/** Removes the slot `id` of the vault called `name`, from its backups too. Faults as {@linkcode checkRemovable} and `changeVault`. */
export async function removeSlot(
  host: Pick<Host, "random" | "now">,
  paths: Pick<Paths, "vaults" | "backups" | "state">,
  name: string,
  key: VaultKey,
  id: string,
): Promise<BackupChange> {
  return await changeSlots(host, paths, name, key, (file) => {
    checkRemovable(file, id);
    return file.slots.filter((slot) => slot.id !== id);
  });
}
