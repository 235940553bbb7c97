import type { Host } from "../host.ts";
import type { Binding, Scope } from "../scope/binding.ts";
import { restartWithoutTlsVariables } from "../exec/clean_restart.ts";
import type { VaultKey } from "../vault/crypto/vault_key.ts";
import { chooseAndBind } from "./init/choose_and_bind.ts";
import { findItem } from "../unlock/find_item.ts";
import { report } from "../cli/output.ts";
import type { OpenItem } from "../credentials/choose_item.ts";
import { unlockVault } from "../unlock/unlock_vault.ts";
import { CommandContext } from "../cli/context.ts";

/** Unlocks the vault called `name` for `opaws run`, saying why. Faults as `unlockVault`. */
export async function unlockForRun(host: Host, name: string, reason: string): Promise<VaultKey> {
  return (await unlockVault(new CommandContext(host), name, { reason })).key;
}

/** Finds the item that `--item` of `opaws run` names. Faults as `findItem`. */
export async function findForRun(
  host: Host,
  reference: string,
  vault: string | undefined,
  reason: string,
): Promise<OpenItem> {
  const context = new CommandContext(host);
  try {
    const { item, open } = await findItem(context, reference, vault, { reason });
    return { item, sealer: open.sealer };
  } finally {
    context.wipe();
  }
}

/**
 * Asks which item `tool` is to use and where, writes that down, and answers it with the item, already open.
 * Faults: 77 cancelled, 79 no terminal.
 */
export async function bindForRun(
  host: Host,
  tool: string,
): Promise<{ readonly scope: Scope; readonly binding: Binding; readonly open: OpenItem }> {
  await restartWithoutTlsVariables(host);
  const context = new CommandContext(host);
  report(`opaws: nothing is bound for ${tool} here; let us choose`);
  const { scope, binding, found } = await chooseAndBind(context, tool, {});
  return { scope, binding, open: { item: found.item, sealer: found.open.sealer } };
}
