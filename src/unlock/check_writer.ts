import { UserError } from "../errors.ts";
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
  if (mayWrite(context, file)) return;
  throw new UserError({
    exit: "denied",
    code: "read-only",
    cannot: `change vault ${JSON.stringify(file.name)}`,
    because: "you may only read it",
  });
}
