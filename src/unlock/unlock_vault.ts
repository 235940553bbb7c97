import { isUnwritable } from "../fs/system_error.ts";
import { UserError } from "../errors.ts";
import { cleanText } from "../clean_text.ts";
import type { Secret } from "../secret.ts";
import type { VaultKey } from "../vault/crypto/vault_key.ts";
import { type OpenVault, openVault } from "../vault/store/open.ts";
import type { PasswordSlot } from "../vault/format/vault_file.ts";
import { raiseCost, raisedCost } from "../vault/store/change_password.ts";
import { unwrapByPassword, type Unwrapped } from "../vault/slots/password.ts";
import { readVault, type StoredVault } from "../vault/store/read.ts";
import { shellWord } from "../quote.ts";
import { askSecret } from "./ask_secret.ts";
import { keyFromSystem } from "./key_from_system.ts";
import type { UnlockContext } from "./unlock_context.ts";

const TRIES = 3;

/** Why a vault is being unlocked, told above the question. */
export interface UnlockPurpose {
  /** What needs it, e.g. `aws needs item "AWS prod" here (directory /home/me/work)`. */
  readonly reason?: string;
  /** The command that does the same without asking; `opaws unlock` when left out. */
  readonly try?: string;
  /** Take the password from standard input instead of asking. */
  readonly passwordStdin?: boolean;
  /** The password is wanted though the vault be unlocked. */
  readonly fresh?: boolean;
}

/**
 * Opens the vault named `name`: with the key kept for this terminal, else by the system where that is enrolled, else
 * with the password, asked on the terminal; after which the key is kept for this terminal.
 * Faults: 66 no such vault; 65 damaged; 77 wrong password three times, or cancelled; 79 locked and no way to ask.
 */
export async function unlockVault(
  context: UnlockContext,
  name: string,
  purpose: UnlockPurpose = {},
): Promise<OpenVault> {
  const stored = readVault(context.paths, name);
  const { id } = stored.file;
  const kept = context.unlocked.get(id) ?? await context.unlockCache()?.get(id);
  if (kept) return await openVault(context.host, context.paths, stored, kept);
  const bySystem = await keyFromSystem(context, stored, purpose.reason);
  if (bySystem === null) return await unlockByPassword(context, stored, purpose);
  const opened = await openVault(context.host, context.paths, stored, bySystem.key);
  await cacheKey(context, id, bySystem.key, bySystem.slot.id);
  return opened;
}

/**
 * Opens `stored` with its password, even when its key is kept, and keeps the key. A slot that is cheaper to guess than
 * what new vaults get is raised to that, once, in one line. Faults as {@linkcode unlockVault}.
 */
export async function unlockByPassword(
  context: UnlockContext,
  stored: StoredVault,
  purpose: UnlockPurpose,
): Promise<OpenVault> {
  const { key, slot, password } = await keyFromPassword(context, stored, purpose);
  const opened = await openVault(context.host, context.paths, stored, key);
  const raised = await raise(context, stored.name, key, slot, password);
  await cacheKey(context, stored.file.id, key, (raised ?? slot).id);
  return raised === null ? opened : await unlockedAnew(context, stored.name, key);
}

/**
 * Keeps `key`, which the slot `slot` gave, for this command and this terminal. Where the system refuses, that is told, and
 * the vault will be asked for again.
 */
export async function cacheKey(
  context: UnlockContext,
  vault: string,
  key: VaultKey,
  slot?: string,
): Promise<void> {
  context.unlocked.set(vault, key);
  try {
    await context.unlockCache()?.put(vault, key, context.limits(), slot);
  } catch (error) {
    if (!(error instanceof UserError && error.code === "keyring") && !isUnwritable(error)) {
      throw error;
    }
    context.report(`opaws: ${error.message}; the next command will ask again`);
  }
}

/** A vault key with the password that gave it. */
export interface ByPassword extends Unwrapped<PasswordSlot> {
  /** The password. */
  readonly password: Secret;
}

/**
 * The key of `stored` by its password, even when it is kept: three tries on the terminal, one from standard input.
 * Faults as {@linkcode unlockVault}.
 */
export async function keyFromPassword(
  context: UnlockContext,
  stored: StoredVault,
  purpose: UnlockPurpose,
): Promise<ByPassword> {
  const { file } = stored;
  if (purpose.passwordStdin) {
    const password = await context.stdin.password();
    return { ...await unwrapByPassword(file, password), password };
  }
  if (!file.slots.some((slot) => slot.kind === "password")) throw noPassword(stored);
  const lines = purpose.reason ? [`opaws: ${cleanText(purpose.reason)}`] : [];
  for (let left = TRIES; left > 0; left--) {
    const password = await askSecret(lines, `Password of vault "${stored.name}": `, {
      cannot: `unlock vault ${JSON.stringify(stored.name)}`,
      ...(purpose.fresh
        ? { because: "its password is wanted anew, and there is no terminal to ask on" }
        : { answer: "OPAWS_TOKEN opens items for a command without a password" }),
      try: purpose.try ?? `opaws unlock --vault ${shellWord(stored.name)} --password-stdin`,
    }, context.host);
    try {
      return { ...await unwrapByPassword(file, password), password };
    } catch (error) {
      if (!(error instanceof UserError) || error.code !== "wrong-password" || left === 1) {
        throw error;
      }
      lines.splice(0, lines.length, `opaws: wrong password, ${left - 1} more`);
    }
  }
  throw new Error("unreachable");
}

async function raise(
  context: UnlockContext,
  name: string,
  key: VaultKey,
  slot: PasswordSlot,
  password: Secret,
): Promise<PasswordSlot | null> {
  const cost = raisedCost(slot);
  if (cost === null) return null;
  try {
    const raised = await raiseCost(context.host, context.paths, name, key, slot, password, cost);
    if (raised === null) return null;
    context.report(
      `opaws: guessing the password of vault "${name}" now costs ${mebibytes(cost.memoryKiB)} ` +
        `and ${cost.passes} passes a try, before ${
          mebibytes(slot.kdf.memoryKiB)
        } and ${slot.kdf.passes}`,
    );
    return raised;
  } catch (error) {
    // The password was right: a vault that cannot be written is no reason to refuse to read it.
    if (!(error instanceof UserError)) throw error;
    context.report(`opaws: the password's cost stays as it is: ${error.message}`);
    return null;
  }
}

async function unlockedAnew(
  context: UnlockContext,
  name: string,
  key: VaultKey,
): Promise<OpenVault> {
  return await openVault(context.host, context.paths, readVault(context.paths, name), key);
}

function mebibytes(kibibytes: number): string {
  return `${Math.round(kibibytes / 1024)} MiB`;
}

function noPassword({ name }: StoredVault): UserError {
  return new UserError({
    exit: "notFound",
    code: "no-password-slot",
    cannot: `unlock vault ${JSON.stringify(name)}`,
    because: "it has no password",
    try: `opaws unlock --recovery --vault ${shellWord(name)}`,
  });
}
