import { PLATFORM, type Platform } from "./platform.ts";

/** A shell that opaws has a hook for. */
export type Shell = "bash" | "zsh" | "fish" | "pwsh";

/** Every {@linkcode Shell}. */
export const SHELLS: readonly Shell[] = ["bash", "zsh", "fish", "pwsh"];

/** A word that no shell changes. */
const PLAIN = /^[A-Za-z0-9_./][A-Za-z0-9_./-]*$/;

/**
 * Returns `text` as one word of `shell` that evaluates to exactly `text`: quotes, `$(...)`, backslashes and line ends
 * lose their meaning. Throws `TypeError` on NUL, which no shell can hold.
 */
export function quote(shell: Shell, text: string): string {
  if (text.includes("\0")) throw new TypeError("no shell can hold a NUL");
  switch (shell) {
    case "bash":
    case "zsh":
      return quotePosix(text);
    case "fish":
      return `'${text.replace(/[\\']/g, "\\$&")}'`;
    case "pwsh":
      return quotePwsh(text);
  }
}

/** Returns `text` as {@linkcode quote} does, but leaves a word that needs no quotes in any shell as it is. */
export function quoteIfNeeded(shell: Shell, text: string): string {
  return PLAIN.test(text) ? text : quote(shell, text);
}

/**
 * Returns `text` as one word of a POSIX shell, on Windows of its shells, quoted only if needed: for the commands in messages. Never throws, so
 * that an error about hostile text can always be made.
 */
export function shellWord(text: string): string {
  return systemWord(text, PLATFORM);
}

/** As {@linkcode shellWord}, for the shells of `platform`. */
export function systemWord(text: string, platform: Platform): string {
  if (platform === "windows") return windowsWord(text);
  return /^[\w@+./-][\w@%+,./-]*$/.test(text) ? text : quotePosix(text);
}

/**
 * Returns `text` as one word of PowerShell and, as far as its quotes allow that, of `cmd.exe`. Without `$`, a backtick and a
 * double quote it is the same word in both.
 */
function windowsWord(text: string): string {
  if (/^[\w./\\+][\w@+./\\:-]*$/.test(text)) return text;
  return /["$`\u201c-\u201e]/.test(text) ? quotePwsh(text) : `"${text}"`;
}

/**
 * Returns the options that are set as the end of a command in a message: ` --vault work --yes`. `true` stands for an option
 * without a value.
 */
export function optionWords(
  options: Readonly<Record<string, string | boolean | undefined>>,
): string {
  return Object.entries(options).map(([name, value]) =>
    value === undefined || value === false
      ? ""
      : value === true
      ? ` ${name}`
      : value.startsWith("-")
      ? ` ${name}=${shellWord(value)}`
      : ` ${name} ${shellWord(value)}`
  ).join("");
}

function quotePosix(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
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
