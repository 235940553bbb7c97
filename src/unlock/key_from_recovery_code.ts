import { UserError } from "../errors.ts";
import type { Secret } from "../secret.ts";
import type { SecretSlot } from "../vault/format/vault_file.ts";
import { openVault } from "../vault/store/open.ts";
import { changePassword, type PasswordChange } from "../vault/store/change_password.ts";
import type { Unwrapped } from "../vault/slots/password.ts";
import { recoverySecret } from "../vault/slots/recovery_code.ts";
import { unwrapWithSecret } from "../vault/slots/system.ts";
import type { StoredVault } from "../vault/store/read.ts";
import { shellWord } from "../quote.ts";
import { askSecret } from "./ask_secret.ts";
import { newPassword } from "./new_password.ts";
import { cacheKey } from "./unlock_vault.ts";
import type { UnlockContext } from "./unlock_context.ts";

const TRIES = 3;

/**
 * Opens `stored` with a recovery code and gives it a new password; both asked for, or two lines of standard input.
 * Nothing is changed unless both are good. The key is kept for this terminal.
 * Faults: 66 no recovery slot; 77 wrong code, or cancelled; 64 a password that will not do; 79 no way to ask.
 */
export async function recoverVault(
  context: UnlockContext,
  stored: StoredVault,
  fromStdin: boolean,
): Promise<PasswordChange> {
  const { key } = await keyFromRecoveryCode(context, stored, fromStdin);
  await openVault(context.host, context.paths, stored, key);
  const password = await newPassword(context, stored.name, fromStdin, silently(stored));
  const change = await changePassword(context.host, context.paths, stored.name, key, password);
  await cacheKey(context, stored.file.id, key, change.slot.id);
  return change;
}

/** The key of `stored` by a recovery code: three tries on the terminal, one from standard input. Faults as {@linkcode recoverVault}. */
export async function keyFromRecoveryCode(
  context: UnlockContext,
  stored: StoredVault,
  fromStdin: boolean,
): Promise<Unwrapped<SecretSlot>> {
  const slots = stored.file.slots.filter((slot): slot is SecretSlot => slot.kind === "recovery");
  if (slots.length === 0) throw noRecovery(stored);
  if (fromStdin) return await unwrap(stored, slots, await context.stdin.password());
  const lines: string[] = [];
  for (let left = TRIES;; left--) {
    const code = await askSecret(lines, `Recovery code of vault "${stored.name}": `, {
      cannot: `unlock vault ${JSON.stringify(stored.name)}`,
      try: silently(stored),
    }, context.host);
    try {
      return await unwrap(stored, slots, code);
    } catch (error) {
      if (!(error instanceof UserError) || error.code !== "wrong-recovery-code" || left === 1) {
        throw error;
      }
      lines.splice(0, lines.length, `opaws: ${error.message}, ${left - 1} more`);
    }
  }
}

async function unwrap(
  stored: StoredVault,
  slots: readonly SecretSlot[],
  code: Secret,
): Promise<Unwrapped<SecretSlot>> {
  const secret = await recoverySecret(stored.file.id, code);
  try {
    for (const slot of slots) {
      const key = await unwrapWithSecret(stored.file, slot, secret);
      if (key !== null) return { key, slot };
    }
  } finally {
    secret.fill(0);
  }
  throw new UserError({
    exit: "denied",
    code: "wrong-recovery-code",
    cannot: `unlock vault ${JSON.stringify(stored.name)}`,
    because: "this recovery code is not one of its own",
  });
}

function silently({ name }: StoredVault): string {
  return `opaws unlock --recovery --vault ${shellWord(name)} --password-stdin`;
}

function noRecovery({ name }: StoredVault): UserError {
  return new UserError({
    exit: "notFound",
    code: "no-recovery-slot",
    cannot: `unlock vault ${JSON.stringify(name)}`,
    because: "it has no recovery code",
    try: `opaws unlock --vault ${shellWord(name)}`,
  });
}
