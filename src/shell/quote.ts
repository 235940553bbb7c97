/** A shell that opaws has a hook for. */
export type Shell = "bash" | "zsh" | "fish" | "pwsh";

/** Every {@linkcode Shell}. */
export const SHELLS: readonly Shell[] = ["bash", "zsh", "fish", "pwsh"];

/**
 * Writes `text` as one word of `shell`, so that evaluating it gives `text` again, character by character: quotes,
 * `$(...)`, backslashes and line ends mean nothing in it. Throws `TypeError` on NUL, which no shell can hold.
 */
export function quote(shell: Shell, text: string): string {
  if (text.includes("\0")) throw new TypeError("no shell can hold a NUL");
  switch (shell) {
    case "bash":
    case "zsh":
      return `'${text.replaceAll("'", "'\\''")}'`;
    case "fish":
      return `'${text.replace(/[\\']/g, "\\$&")}'`;
    case "pwsh":
      return quotePwsh(text);
  }
}

/** As {@linkcode quote}, but a word that needs no quotes in any shell stays as people would write it. */
export function quoteIfNeeded(shell: Shell, text: string): string {
  return /^[A-Za-z0-9_./][A-Za-z0-9_./-]*$/.test(text) ? text : quote(shell, text);
}

/**
 * PowerShell ends a text in single quotes at each of five characters, and its pipeline may exchange line ends, so
 * control characters are added by number (about_Quoting_Rules).
 */
function quotePwsh(text: string): string {
  // deno-lint-ignore no-control-regex
  const parts = text.split(/([\u0000-\u001f\u007f-\u009f\u2028\u2029])/).map((part, at) =>
    at % 2 === 1
      ? `[char]${part.charCodeAt(0)}`
      : `'${part.replace(/['\u2018\u2019\u201a\u201b]/g, "$&$&")}'`
  );
  return parts.length === 1 ? parts[0]! : `(${parts.join("+")})`;
}
