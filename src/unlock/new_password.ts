import type { Secret } from "../secret.ts";
import { UserError } from "../errors.ts";
import { checkPassword, passwordStrength } from "../vault/slots/password.ts";
import { type AskErrorParts, askSecret } from "./ask_secret.ts";
import type { UnlockContext } from "./unlock_context.ts";

const TRIES = 3;

/**
 * A new password for the vault `name`: asked twice on the terminal, or a line of standard input, and told how strong it
 * is. `silently` is the command that does not ask. Faults: 64 too short or the two differ, 77 cancelled, 79 no terminal.
 */
export async function newPassword(
  context: UnlockContext,
  name: string,
  fromStdin: boolean,
  silently: string,
): Promise<Secret> {
  if (fromStdin) {
    const password = await context.stdin.password();
    checkPassword(password);
    return password;
  }
  const fault = {
    cannot: `choose a password for vault ${JSON.stringify(name)}`,
    because: "there is no terminal to ask on",
    try: silently,
  };
  for (let left = TRIES;; left--) {
    try {
      return await askTwice(context, name, fault);
    } catch (error) {
      if (!(error instanceof UserError) || error.exit !== "usage" || left === 1) throw error;
      context.report(`opaws: ${error.message}; again`);
    }
  }
}

async function askTwice(
  { report }: Pick<UnlockContext, "report">,
  name: string,
  fault: AskErrorParts,
): Promise<Secret> {
  const password = await askSecret(
    ["opaws: at least 8 characters; a few unrelated words are easy to keep and hard to guess"],
    `New password of vault "${name}": `,
    fault,
  );
  checkPassword(password);
  const again = await askSecret([], "The same once more: ", fault);
  if (again.reveal() !== password.reveal()) {
    throw new UserError({
      exit: "usage",
      code: "passwords-differ",
      cannot: fault.cannot,
      because: "the two were not the same",
    });
  }
  report(`opaws: this password is ${passwordStrength(password)}`);
  return password;
}
