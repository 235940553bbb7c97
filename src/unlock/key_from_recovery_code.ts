import type { UserError } from "../errors.ts";
import { shellWord } from "../quote.ts";
import type { RecoverySlot } from "../vault/format/vault_file.ts";
import { noRecoverySlot, tryRecoveryCode } from "../vault/slots/recovery.ts";
import type { Unwrapped } from "../vault/slots/slot.ts";
import type { StoredVault } from "../vault/store/read.ts";
import { askUntilRight } from "./prompts/ask_secret.ts";
import type { UnlockContext } from "./unlock_context.ts";

/**
 * Asks for a recovery code of the vault and returns the key. A terminal has three tries, standard input one.
 *
 * @throws UserError 66 if the vault has no recovery code, 77 if the code is wrong or the user cancels, 79 if there is no
 * way to ask.
 */
export async function keyFromRecoveryCode(
  { stdin, host }: Pick<UnlockContext, "stdin" | "host">,
  { file, name }: StoredVault,
  fromStdin: boolean,
): Promise<Unwrapped<RecoverySlot>> {
  if (!file.slots.some((slot) => slot.kind === "recovery")) throw noRecoverySlot(name);
  if (fromStdin) return await tryRecoveryCode(file, await stdin.password());
  const prompt = {
    lines: [],
    question: `Recovery code of vault "${name}"`,
    error: {
      cannot: `unlock vault ${JSON.stringify(name)}`,
      try: silentRecovery(name),
    },
    wrongCode: "wrong-recovery-code",
    describe: (error: UserError) => error.message,
  };
  return await askUntilRight(prompt, host, (code) => tryRecoveryCode(file, code));
}

/** Returns the command that recovers the vault `name` without a question. */
export function silentRecovery(name: string): string {
  return `opaws unlock --recovery --vault ${shellWord(name)} --password-stdin`;
}
