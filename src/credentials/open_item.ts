import { restartWithoutTlsVariables } from "../exec/clean_restart.ts";
import { UserError } from "../errors.ts";
import type { ItemBinding } from "../scope/binding.ts";
import { chooseUnlockCache } from "../unlock/cache/choose_unlock_cache.ts";
import { unlockSession } from "../unlock/unlock_session.ts";
import { vaultId } from "../vault/store/canonical_file.ts";
import type { VaultKey } from "../vault/crypto/vault_key.ts";
import { openUnparsed, type OpenVault } from "../vault/store/open.ts";
import {
  isLargeVault,
  parseUnparsed,
  readUnparsed,
  type UnparsedVault,
} from "../vault/store/read.ts";
import type { OpenItem } from "./ask.ts";
import { checkBoundTitle } from "./bound_title.ts";
import type { CredentialsContext } from "./context.ts";
import type { ItemSource } from "./item_source.ts";
import { sourceText } from "./plan_text.ts";

type BoundSource = ItemSource & { readonly binding: ItemBinding };

/**
 * Opens the item that `source` names. A bound item is opened with the cached vault key of this terminal, or else
 * `context.ask` unlocks its vault. `reason` says what needs the item, for the question. A restart that is due happens
 * before a question, so that nobody is asked twice.
 *
 * @throws UserError 66 if the vault or the item is gone, because a wider scope must not take over; 78 if the title of the
 *   item is not the binding's; and as opening a vault does.
 */
export async function openPlannedItem(
  source: ItemSource,
  context: CredentialsContext,
  reason: string,
): Promise<OpenItem> {
  const { host, paths, config, terminal, ask } = context;
  if (source.by === "token") {
    const { openTokenItem } = await import("./token/open_token.ts");
    return await openTokenItem(host, paths, { item: source.reference, vault: source.vault });
  }
  if (source.by === "option" || source.by === "process") {
    const { openUnlocked } = await import("./open_unlocked.ts");
    const found = await openUnlocked(context, source.reference, source.vault);
    if (found !== null) return found;
    await restartWithoutTlsVariables(host);
    return await ask.item(source.reference, source.vault, reason);
  }
  const { binding } = source;
  if (isLargeVault(paths, binding.vault)) {
    const { openUnlocked } = await import("./open_unlocked.ts");
    const found = await openUnlocked(context, binding.item, binding.vault);
    if (found !== null) {
      checkBoundTitle(binding, found.item.title, source);
      return found;
    }
  }
  const sealed = readBoundVault(source, context);
  const session = unlockSession(host, paths, config, terminal);
  const cached = await chooseUnlockCache(host, paths, session)?.get(vaultId(sealed)) ?? null;
  let vault = await openCached(cached, sealed, context);
  if (vault === null) {
    await restartWithoutTlsVariables(host);
    const key = await ask.vaultKey(binding.vault, reason);
    vault = await openUnparsed(host, paths, readBoundVault(source, context), key);
  }
  try {
    const item = await vault.item(binding.item);
    if (item === null) {
      throw staleBinding(source, `vault ${JSON.stringify(binding.vault)} no longer has it`);
    }
    checkBoundTitle(binding, item.title, source);
    return { item, sealer: vault.sealer, file: vault.file };
  } catch (error) {
    vault.key.wipe();
    throw error;
  }
}

/**
 * Opens a vault with its cached key. Returns null without one, or if the MAC of a shared vault is wrong under it: that may
 * have a new key, and what unlocks the vault says whether it has.
 *
 * @throws UserError as `openUnparsed` does.
 */
async function openCached(
  key: VaultKey | null,
  sealed: UnparsedVault,
  { host, paths }: CredentialsContext,
): Promise<OpenVault | null> {
  if (key === null) return null;
  try {
    return await openUnparsed(host, paths, sealed, key);
  } catch (error) {
    key.wipe();
    const isOther = error instanceof UserError && error.code === "tampered";
    if (isOther && parseUnparsed(sealed).shared !== undefined) return null;
    throw error;
  }
}

function readBoundVault(source: BoundSource, { paths }: CredentialsContext): UnparsedVault {
  const { vault } = source.binding;
  try {
    return readUnparsed(paths, vault);
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== "no-vault") throw error;
    throw staleBinding(source, `there is no vault ${JSON.stringify(vault)}`);
  }
}

function staleBinding(source: BoundSource, because: string): UserError {
  return new UserError({
    exit: "notFound",
    code: "stale-binding",
    cannot: `use item ${JSON.stringify(source.binding.title)} (${sourceText(source)})`,
    because,
    try: "opaws inspect",
  });
}
