const MAX_BYTES = 100; // UTF-8

/**
 * Returns why `name` cannot be the name of a member of a shared vault, or null if it can: 1 to 100 bytes, no control, format
 * or bidi characters, no line separators, no space at either end. All members see it, so it must be safe to print.
 */
export function whyNotMemberName(name: string): string | null {
  if (name === "") return "it is empty";
  if (!name.isWellFormed()) return "it has a lone surrogate";
  if (new TextEncoder().encode(name).length > MAX_BYTES) {
    return `it is longer than ${MAX_BYTES} bytes`;
  }
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name)) return "it has an invisible character";
  if (/^\s|\s$/u.test(name)) return "it starts or ends with a space";
  return null;
}
