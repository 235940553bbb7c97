import { UserError } from "../errors.ts";
import { shellWord } from "../quote.ts";
import type { Secret } from "../secret.ts";
import type { SecretSlot } from "../vault/format/vault_file.ts";
import type { Unwrapped } from "../vault/slots/password.ts";
import { recoverySecret } from "../vault/slots/recovery_code.ts";
import { unwrapWithSecret } from "../vault/slots/system.ts";
import type { StoredVault } from "../vault/store/read.ts";
import { askUntilRight } from "./prompts/ask_secret.ts";
import type { UnlockContext } from "./unlock_context.ts";

/**
 * Asks for a recovery code of `stored` and returns the key. A terminal has three tries, standard input one.
 *
 * @throws UserError 66 if the vault has no recovery code, 77 if the code is wrong or the user cancels, 79 if there is no
 * way to ask.
 */
export async function keyFromRecoveryCode(
  { stdin, host }: Pick<UnlockContext, "stdin" | "host">,
  stored: StoredVault,
  fromStdin: boolean,
): Promise<Unwrapped<SecretSlot>> {
  const { name } = stored;
  const slots = stored.file.slots.filter((slot): slot is SecretSlot => slot.kind === "recovery");
  if (slots.length === 0) throw noRecoveryCode(name);
  if (fromStdin) return await unwrap(stored, slots, await stdin.password());
  const prompt = {
    lines: [],
    question: `Recovery code of vault "${name}": `,
    error: {
      cannot: `unlock vault ${JSON.stringify(name)}`,
      try: silentRecovery(name),
    },
    wrongCode: "wrong-recovery-code",
    describe: (error: UserError) => error.message,
  };
  return await askUntilRight(prompt, host, (code) => unwrap(stored, slots, code));
}

/** Returns the command that recovers the vault `name` without a question. */
export function silentRecovery(name: string): string {
  return `opaws unlock --recovery --vault ${shellWord(name)} --password-stdin`;
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
    because: "wrong recovery code",
  });
}

function noRecoveryCode(name: string): UserError {
  return new UserError({
    exit: "notFound",
    code: "no-recovery-slot",
    cannot: `unlock vault ${JSON.stringify(name)}`,
    because: "it has no recovery code",
    try: `opaws unlock --vault ${shellWord(name)}`,
  });
}
