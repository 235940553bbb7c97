import { UserError } from "../../errors.ts";
import type { Secret } from "../../secret.ts";
import { checkPassword } from "../../vault/slots/check_password.ts";
import { passwordStrength } from "../../vault/slots/password_strength.ts";
import type { UnlockContext } from "../unlock_context.ts";
import { type AskErrorParts, askSecret, askUntilValid } from "./ask_secret.ts";

const ADVICE = [
  "opaws: at least 8 characters; a few unrelated words are easy to remember and hard to guess",
];

/**
 * Returns a new password for the vault `name`: a line of standard input, or asked for twice on the terminal, until it is
 * long enough and the two are the same, with a report of its strength. `silentCommand` is the command that does the same
 * without a question.
 *
 * @throws UserError 64 if the line is too short, 79 if there is no way to ask; Cancelled (77).
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
  for (let lines = ADVICE;; lines = ["opaws: the two passwords differ, so type both again"]) {
    const password = await askUntilValid(lines, `New password of vault "${name}"`, error, weakness);
    const again = await askSecret([], "Repeat the new password", error);
    if (again.reveal() === password.reveal()) {
      report(`opaws: this password is ${passwordStrength(password)}`);
      return password;
    }
  }
}

/** Returns why `password` cannot be used; undefined if it can. */
function weakness(password: Secret): string | undefined {
  try {
    checkPassword(password);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}
