/**
 * Returns the one of `known` that `typed` may have meant: one that it begins, else the nearest by the number of
 * characters to insert, delete, change or swap. Null if none is near.
 */
export function nearest(typed: string, known: readonly string[]): string | null {
  const word = typed.toLowerCase();
  const begun = word.replace(/^-+/, "").length < 2 ? [] : known.filter((k) => k.startsWith(word));
  if (begun.length === 1) return begun[0]!;
  const limit = word.length <= 4 ? 1 : word.length <= 9 ? 2 : 3;
  const ranked = known.map((name) => ({ name, edits: editDistance(word, name) }))
    .filter(({ edits }) => edits <= limit)
    .sort((a, b) => a.edits - b.edits);
  return ranked[0]?.name ?? null;
}

/** Options and variables that hold secrets are named so. */
const SECRET_NAME = /pass|pwd|secret|token|credential|key|auth|pin\b|code/i;
/** What a shell command is usually made of. Spaces are not in it: a passphrase has some. */
const PLAIN = /^[\w@%+=:,.\/~*?[\]{}!-]{1,60}$/;
const OPAQUE_RUN = /(?=[a-z]*\d)[a-z\d]{20,}/i;

/**
 * Reports whether any of `args` could be a secret, or an option for one, so that an error shows none of them. In doubt it
 * is one: an argument that mixes upper case, lower case and digits, has 20 letters and digits in a row, is long, or holds
 * spaces, quotes or control characters.
 */
export function mayHoldSecret(args: readonly string[]): boolean {
  return args.some((arg) =>
    !PLAIN.test(arg) || SECRET_NAME.test(arg) || OPAQUE_RUN.test(arg) ||
    /[A-Z]/.test(arg) && /[a-z]/.test(arg) && /\d/.test(arg)
  );
}

/** Damerau-Levenshtein distance, in the form that never edits a swapped pair again (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      row[j] = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + change);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) row[j] = Math.min(row[j]!, before[j - 2]! + 1);
    }
    [before, last] = [last, row];
  }
  return last[b.length]!;
}
