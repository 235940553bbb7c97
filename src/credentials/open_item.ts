import type { Paths } from "../fs/paths.ts";
import { restartWithoutTlsVariables } from "../exec/clean_restart.ts";
import { UserError } from "../errors.ts";
import type { Host } from "../host.ts";
import type { Binding } from "../scope/binding.ts";
import { chooseUnlockCache } from "../unlock/cache/choose_unlock_cache.ts";
import type { TerminalSession } from "../unlock/terminal_session.ts";
import type { VaultKey } from "../vault/crypto/vault_key.ts";
import { vaultId } from "../vault/store/canonical_file.ts";
import { openUnparsed } from "../vault/store/open.ts";
import { readUnparsed, type UnparsedVault } from "../vault/store/read.ts";
import { openTokenItem } from "./token/open_token.ts";
import { type Choice, chosenBy, type OpenItem } from "./choose_item.ts";

/** What opening an item works with. */
export interface OpenItemInput {
  /** The outside world. */
  readonly host: Host;
  /** Where the files are. */
  readonly paths: Paths;
  /** The terminal session; null where there is none. */
  readonly terminal: TerminalSession | null;
  /** Why it is opened, told above the question for a password. */
  readonly reason: string;
}

/**
 * Opens the item that `choice` names, with the key kept for this terminal; else the vault is unlocked by the cold half.
 * Faults: 66 naming the scope when vault or item are gone, never going on to the next scope; and as the vault's.
 */
export async function openChosenItem(choice: Choice, input: OpenItemInput): Promise<OpenItem> {
  const { host, paths, terminal, reason } = input;
  if (choice.by === "token") {
    return await openTokenItem(host, paths, { item: choice.reference, vault: choice.vault });
  }
  if (choice.by === "option") {
    await restartWithoutTlsVariables(host);
    const { findForRun } = await import("../commands/run_questions.ts");
    return await findForRun(host, choice.reference, choice.vault, reason);
  }
  if (choice.by === "scope" && choice.open !== undefined) return choice.open;
  const { binding } = choice;
  const sealed = readBound(choice, paths);
  const kept = await chooseUnlockCache(host, paths, terminal)?.get(vaultId(sealed)) ?? null;
  const key = kept ?? await unlockCold(host, binding.vault, reason);
  try {
    const vault = await openUnparsed(host, paths, sealed, key);
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
  paths: Paths,
): UnparsedVault {
  try {
    return readUnparsed(paths, choice.binding.vault);
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== "no-vault") throw error;
    throw gone(choice, `there is no vault ${JSON.stringify(choice.binding.vault)}`);
  }
}

/** Asks, so the start must be clean before: a session may have to be made, and one password is asked for once. */
async function unlockCold(host: Host, vault: string, reason: string): Promise<VaultKey> {
  await restartWithoutTlsVariables(host);
  const { unlockForRun } = await import("../commands/run_questions.ts");
  return await unlockForRun(host, vault, reason);
}

function gone(choice: Choice & { readonly binding: Binding }, because: string): UserError {
  return new UserError({
    exit: "notFound",
    code: "stale-binding",
    cannot: `use item ${JSON.stringify(choice.binding.title)} (${chosenBy(choice)})`,
    because,
    try: "opaws inspect",
  });
}
