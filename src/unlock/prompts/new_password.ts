import { UserError } from "../../errors.ts";
import type { Secret } from "../../secret.ts";
import { checkPassword } from "../../vault/slots/password.ts";
import { passwordStrength } from "../../vault/slots/password_strength.ts";
import type { UnlockContext } from "../unlock_context.ts";
import { type AskErrorParts, askSecret } from "./ask_secret.ts";

const MAX_TRIES = 3;

/**
 * Returns a new password for the vault `name`: asked for twice on the terminal, with a report of its strength, or a line
 * of standard input. `silentCommand` is the command that does the same without a question.
 *
 * @throws UserError 64 if it is too short or the two differ, 77 if the user cancels, 79 if there is no way to ask.
 */
export async function newPassword(
  { stdin, report }: Pick<UnlockContext, "stdin" | "report">,
  name: string,
  fromStdin: boolean,
  silentCommand: string,
): Promise<Secret> {
  if (fromStdin) {
    const password = await stdin.password();
    checkPassword(password);
    return password;
  }
  const error: AskErrorParts = {
    cannot: `choose a password for vault ${JSON.stringify(name)}`,
    because: "there is no terminal to ask on",
    try: silentCommand,
  };
  for (let left = MAX_TRIES;; left--) {
    try {
      const password = await askTwice(name, error);
      report(`opaws: this password is ${passwordStrength(password)}`);
      return password;
    } catch (wrong) {
      if (!(wrong instanceof UserError) || wrong.exit !== "usage" || left === 1) throw wrong;
      report(`opaws: ${wrong.message}; try again`);
    }
  }
}

async function askTwice(name: string, error: AskErrorParts): Promise<Secret> {
  const password = await askSecret(
    ["opaws: at least 8 characters; a few unrelated words are easy to remember and hard to guess"],
    `New password of vault "${name}": `,
    error,
  );
  checkPassword(password);
  const again = await askSecret([], "Repeat the new password: ", error);
  if (again.reveal() !== password.reveal()) {
    throw new UserError({
      exit: "usage",
      code: "passwords-differ",
      cannot: error.cannot,
      because: "the two passwords differ",
    });
  }
  return password;
}
