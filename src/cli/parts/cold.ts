import type { Host } from "../../host.ts";
import type { Binding, Scope } from "../../scope/binding.ts";
import { ensureCleanStart } from "../../exec/clean_start.ts";
import type { VaultKey } from "../../vault/key.ts";
import { chooseAndBind } from "../setup/choose_and_bind.ts";
import { findItem } from "../item/find_item.ts";
import { tell } from "../output/output.ts";
import type { OpenItem } from "../credentials/run_choice.ts";
import { parseCommandLine } from "../line/program.ts";
import { unlockVault } from "../unlock/unlock_vault.ts";
import { Workplace } from "../workplace.ts";

/** Answers the command line given as `words`; answers the exit status. Throws a `Fault` for the caller to report. */
export async function commandLine(host: Host, words: readonly string[]): Promise<number> {
  const action = await parseCommandLine(words);
  const work = new Workplace(host);
  try {
    return await action(work) ?? 0;
  } finally {
    work.wipe();
  }
}

/** Unlocks the vault called `name` for `opaws run`, saying why. Faults as `unlockVault`. */
export async function unlockForRun(host: Host, name: string, reason: string): Promise<VaultKey> {
  return (await unlockVault(new Workplace(host), name, { reason })).key;
}

/** Finds the item that `--item` of `opaws run` names. Faults as `findItem`. */
export async function findForRun(
  host: Host,
  reference: string,
  vault: string | undefined,
  reason: string,
): Promise<OpenItem> {
  const work = new Workplace(host);
  try {
    const { item, open } = await findItem(work, reference, vault, { reason });
    return { item, sealer: open.sealer };
  } finally {
    work.wipe();
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
  await ensureCleanStart(host);
  const work = new Workplace(host);
  tell(`opaws: nothing is bound for ${tool} here; let us choose`);
  const { scope, binding, found } = await chooseAndBind(work, tool, {});
  return { scope, binding, open: { item: found.item, sealer: found.open.sealer } };
}
