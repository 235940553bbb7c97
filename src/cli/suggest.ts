import { editDistance } from "../edit_distance.ts";

/**
 * Returns the name in `known` that the user probably meant: the only one that starts with `typed`, else the nearest by the
 * number of characters to insert, delete, change or swap. Null if none is near.
 */
export function nearest(typed: string, known: readonly string[]): string | null {
  const word = typed.toLowerCase();
  const longer = word.replace(/^-+/, "").length < 2
    ? []
    : known.filter((name) => name.startsWith(word));
  if (longer.length === 1) return longer[0]!;
  const limit = word.length <= 4 ? 1 : word.length <= 9 ? 2 : 3;
  const ranked = known.map((name) => ({ name, edits: editDistance(word, name) }))
    .filter(({ edits }) => edits <= limit)
    .sort((a, b) => a.edits - b.edits);
  return ranked[0]?.name ?? null;
}

/** A token of opaws, an access key in an assignment or a pair, a secret by its name, a one-time password's URI. */
const SECRET_FORMS =
  /opaws_[0-9A-Za-z]{49}|[=:,;\s]["']?A[KS]IA[A-Z0-9]{16}|A[KS]IA[A-Z0-9]{16}["']?[=:,;\s]|(secret|passw|token)\w*\s*[=:]\s*\S{8}|^otpauth:/i;
/** A secret access key, alone or behind a separator: 40 characters of base64 that are neither a path nor a hash. */
const SECRET_ACCESS_KEY =
  /(^|[=:,;\s"'])(?=[^"'\s]*[a-z])(?=[^"'\s]*[A-Z])(?=[^"'\s]*\d)[A-Za-z0-9+][A-Za-z0-9\/+]{39}(?=$|[,;\s"'])/;

/** Reports whether `arg` has the form of a secret, which must not be on a command line. */
export function isSecret(arg: string): boolean {
  return SECRET_FORMS.test(arg) || SECRET_ACCESS_KEY.test(arg) && !arg.startsWith("arn:");
}

/** What names of options and variables with secrets contain. */
const SECRET_NAME = /pass|pwd|secret|token|credential|key|auth|pin\b|code/i;
/** What commands usually consist of. Spaces are missing, because passphrases have them. */
const PLAIN = /^[\w@%+=:,.\/~*?[\]{}!-]{1,60}$/;
const OPAQUE_RUN = /(?=[a-z]*\d)[a-z\d]{20,}/i;

/**
 * Reports whether any of `args` could be a secret, or an option for one. An error then shows none of them. An argument
 * could be a secret if it mixes upper case, lower case and digits, has 20 letters and digits in a row, is longer than 60
 * characters, or contains spaces, quotes or control characters.
 */
export function mayHoldSecret(args: readonly string[]): boolean {
  return args.some((arg) =>
    !PLAIN.test(arg) || SECRET_NAME.test(arg) || OPAQUE_RUN.test(arg) ||
    /[A-Z]/.test(arg) && /[a-z]/.test(arg) && /\d/.test(arg)
  );
}
