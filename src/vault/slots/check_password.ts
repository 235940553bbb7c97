import { UserError } from "../../errors.ts";
import type { Secret } from "../../secret.ts";
import { characterCount, MIN_CHARACTERS } from "./password.ts";
import { unpredictableCharacters } from "./password_strength.ts";

/** A password with fewer unpredictable characters is one of the first million that guessers try. */
const MIN_UNPREDICTABLE = 4;

/**
 * Checks a new password.
 *
 * @throws UserError (64, `weak-password`) if it has fewer than 8 characters (code points after NFKC), or if nearly all of
 *   it is a common word, a repetition or a sequence; (64, `bad-password`) if UTF-8 cannot encode it.
 */
export function checkPassword(password: Secret): void {
  if (!password.reveal().isWellFormed()) throw refused("bad-password", "it has a lone surrogate");
  if (characterCount(password) < MIN_CHARACTERS) {
    throw refused("weak-password", `it is shorter than ${MIN_CHARACTERS} characters`);
  }
  if (unpredictableCharacters(password) < MIN_UNPREDICTABLE) {
    throw refused(
      "weak-password",
      "it is a common word, a repetition or a sequence, which guessers try first",
    );
  }
}

function refused(code: string, because: string): UserError {
  return new UserError({ exit: "usage", code, cannot: "use this password", because });
}
