import { UserError } from "../errors.ts";
import { shellWord } from "../quote.ts";
import type { VaultFile } from "../vault/format/vault_file.ts";
import { roleIn } from "./own_vault.ts";
import type { UnlockContext } from "./unlock_context.ts";

/**
 * Reports whether the person at this machine may change the vault `file`: always, unless it is shared with somebody who may
 * only read it.
 */
export function mayWrite(
  context: Pick<UnlockContext, "paths" | "vaultNames">,
  { shared }: Pick<VaultFile, "shared">,
): boolean {
  return shared === undefined || roleIn(context, { shared }) === "writer";
}

/**
 * Checks {@linkcode mayWrite} before anything is asked or done that could not be saved, such as a new access key at AWS.
 *
 * @throws UserError (77, `read-only`).
 */
export function checkWriter(
  context: Pick<UnlockContext, "paths" | "vaultNames">,
  file: Pick<VaultFile, "name" | "shared">,
): void {
  if (!mayWrite(context, file)) throw readOnly(file);
}

/**
 * Checks before a shared vault is unlocked for a change, so before a password is asked for, that this person is no mere
 * reader of it. `file` need not be verified. Somebody who is no member at all is left to the unlocking, which says why.
 *
 * @throws UserError (77, `read-only`).
 */
export function checkNoReader(
  context: Pick<UnlockContext, "paths" | "vaultNames">,
  file: Pick<VaultFile, "name" | "shared">,
): void {
  if (roleIn(context, file) === "reader") throw readOnly(file);
}

function readOnly({ name, shared }: Pick<VaultFile, "name" | "shared">): UserError {
  const writers = Object.values(shared?.members ?? {}).flatMap((member) =>
    member.role === "writer" ? [member.name] : []
  );
  return new UserError({
    exit: "denied",
    code: "read-only",
    cannot: `change vault ${JSON.stringify(name)}`,
    because: `you may only read it. These write: ${writers.sort().join(", ")}`,
    try: `opaws member list ${shellWord(name)}`,
  });
}
