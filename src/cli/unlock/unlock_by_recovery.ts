import { Fault } from "../../fault.ts";
import type { Secret } from "../../secret.ts";
import type { SecretSlot } from "../../vault/file.ts";
import { openVault } from "../../vault/open.ts";
import { changePassword, type PasswordChange } from "../../vault/passwd.ts";
import type { Unwrapped } from "../../vault/password.ts";
import { recoverySecret } from "../../vault/recovery_code.ts";
import { unwrapWithSecret } from "../../vault/secret_slot.ts";
import type { StoredVault } from "../../vault/store.ts";
import { shellWord } from "../../vault/vault_name.ts";
import { askPassword } from "../ask/ask_password.ts";
import { newPassword } from "../ask/new_password.ts";
import { keepKey } from "./unlock_vault.ts";
import type { Workplace } from "../workplace.ts";

const TRIES = 3;

/**
 * Opens `stored` with a recovery code and gives it a new password; both asked for, or two lines of standard input.
 * Nothing is changed unless both are good. The key is kept for this terminal.
 * Faults: 66 no recovery slot; 77 wrong code, or cancelled; 64 a password that will not do; 79 no way to ask.
 */
export async function recoverVault(
  work: Workplace,
  stored: StoredVault,
  fromStdin: boolean,
): Promise<PasswordChange> {
  const { key } = await keyByRecovery(work, stored, fromStdin);
  await openVault(work.host, work.places, stored, key);
  const password = await newPassword(work, stored.name, fromStdin, silently(stored));
  const change = await changePassword(work.host, work.places, stored.name, key, password);
  await keepKey(work, stored.file.id, key, change.slot.id);
  return change;
}

/** The key of `stored` by a recovery code: three tries on the terminal, one from standard input. Faults as {@linkcode recoverVault}. */
export async function keyByRecovery(
  work: Workplace,
  stored: StoredVault,
  fromStdin: boolean,
): Promise<Unwrapped<SecretSlot>> {
  const slots = stored.file.slots.filter((slot): slot is SecretSlot => slot.kind === "recovery");
  if (slots.length === 0) throw noRecovery(stored);
  if (fromStdin) return await unwrap(stored, slots, await work.stdin.password());
  const lines: string[] = [];
  for (let left = TRIES;; left--) {
    const code = await askPassword(lines, `Recovery code of vault "${stored.name}": `, {
      cannot: `unlock vault ${JSON.stringify(stored.name)}`,
      try: silently(stored),
    }, work.host);
    try {
      return await unwrap(stored, slots, code);
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== "wrong-recovery-code" || left === 1) {
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
  throw new Fault({
    exit: "denied",
    code: "wrong-recovery-code",
    cannot: `unlock vault ${JSON.stringify(stored.name)}`,
    because: "this recovery code is not one of its own",
  });
}

function silently({ name }: StoredVault): string {
  return `opaws unlock --recovery --vault ${shellWord(name)} --password-stdin`;
}

function noRecovery({ name }: StoredVault): Fault {
  return new Fault({
    exit: "notFound",
    code: "no-recovery-slot",
    cannot: `unlock vault ${JSON.stringify(name)}`,
    because: "it has no recovery code",
    try: `opaws unlock --vault ${shellWord(name)}`,
  });
}
