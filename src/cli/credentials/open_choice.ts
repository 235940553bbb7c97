import type { Places } from "../../disk/places.ts";
import { ensureCleanStart } from "../../exec/clean_start.ts";
import { Fault } from "../../fault.ts";
import type { Host } from "../../host.ts";
import type { Binding } from "../../scope/binding.ts";
import { chooseKeeper } from "../../unlock/choose_keeper.ts";
import type { TerminalSession } from "../../unlock/terminal_session.ts";
import type { VaultKey } from "../../vault/key.ts";
import { openSealed } from "../../vault/open.ts";
import { readSealed, type SealedVault } from "../../vault/store.ts";
import { vaultId } from "../../vault/vault_id.ts";
import { openTokenItem } from "../token/open_token.ts";
import { type Choice, chosenBy, type OpenItem } from "./run_choice.ts";

/** What opening an item works with. */
export interface OpenInput {
  /** The outside world. */
  readonly host: Host;
  /** Where the files are. */
  readonly places: Places;
  /** The terminal session; null where there is none. */
  readonly terminal: TerminalSession | null;
  /** Why it is opened, told above the question for a password. */
  readonly reason: string;
}

/**
 * Opens the item that `choice` names, with the key kept for this terminal; else the vault is unlocked by the cold half.
 * Faults: 66 naming the scope when vault or item are gone, never going on to the next scope; and as the vault's.
 */
export async function openChoice(choice: Choice, input: OpenInput): Promise<OpenItem> {
  const { host, places, terminal, reason } = input;
  if (choice.by === "token") {
    return await openTokenItem(host, places, { item: choice.reference, vault: choice.vault });
  }
  if (choice.by === "option") {
    await ensureCleanStart(host);
    const { findForRun } = await import("#cold");
    return await findForRun(host, choice.reference, choice.vault, reason);
  }
  if (choice.by === "scope" && choice.open !== undefined) return choice.open;
  const { binding } = choice;
  const sealed = readBound(choice, places);
  const kept = await chooseKeeper(host, places, terminal)?.fetch(vaultId(sealed)) ?? null;
  const key = kept ?? await unlockCold(host, binding.vault, reason);
  try {
    const vault = await openSealed(host, places, sealed, key);
    const item = await vault.item(binding.item);
    if (item === null) {
      throw gone(choice, `vault ${JSON.stringify(binding.vault)} no longer has it`);
    }
    return { item, sealer: vault.sealer };
  } finally {
    key.wipe();
  }
}

function readBound(
  choice: Exclude<Choice, { by: "option" | "token" }>,
  places: Places,
): SealedVault {
  try {
    return readSealed(places, choice.binding.vault);
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== "no-vault") throw error;
    throw gone(choice, `there is no vault ${JSON.stringify(choice.binding.vault)}`);
  }
}

/** Asks, so the start must be clean before: a session may have to be made, and one password is asked for once. */
async function unlockCold(host: Host, vault: string, reason: string): Promise<VaultKey> {
  await ensureCleanStart(host);
  const { unlockForRun } = await import("#cold");
  return await unlockForRun(host, vault, reason);
}

function gone(choice: Choice & { readonly binding: Binding }, because: string): Fault {
  return new Fault({
    exit: "notFound",
    code: "stale-binding",
    cannot: `use item ${JSON.stringify(choice.binding.title)} (${chosenBy(choice)})`,
    because,
    try: "opaws inspect",
  });
}
