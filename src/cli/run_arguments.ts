/** What `opaws run` was asked for. */
export interface Invocation {
  /** The item to use instead of a binding's: title, id or unique prefix. */
  readonly item?: string;
  /** The vault that holds it. */
  readonly vault?: string;
  /** The profile to use. */
  readonly profile?: string;
  /** Say on stderr what was chosen and why. */
  readonly verbose: boolean;
  /** The command as typed. */
  readonly command: string;
  /** Its arguments. */
  readonly args: readonly string[];
  /** How many of the words given to {@linkcode readInvocation} stand before `args`. */
  readonly offset: number;
}

const OPTIONS = ["item", "vault", "profile"] as const;

/**
 * Reads the words after `opaws run`: options, then `--` (which may be left out), then the command and its arguments,
 * which are the command's own affair. Null when they are not of that form; the command line then says what is wrong.
 */
export function readInvocation(words: readonly string[]): Invocation | null {
  const found: Partial<Record<typeof OPTIONS[number], string>> = {};
  let verbose = false;
  let at = 0;
  for (; at < words.length; at++) {
    const word = words[at]!;
    if (word === "--") {
      at++;
      break;
    }
    if (!word.startsWith("-")) break;
    if (word === "--verbose") {
      verbose = true;
      continue;
    }
    const option = OPTIONS.find((name) => word === `--${name}` || word.startsWith(`--${name}=`));
    if (option === undefined || found[option] !== undefined) return null;
    const value = word.includes("=") ? word.slice(option.length + 3) : words[++at];
    if (value === undefined || value === "") return null;
    found[option] = value;
  }
  const command = words[at];
  if (command === undefined || command === "") return null;
  return { ...found, verbose, command, args: words.slice(at + 1), offset: at + 1 };
}
