import type { RequestOptions } from "../credentials/request.ts";
import { readDuration } from "../credentials/duration.ts";

/** What `opaws run` was asked for. */
export interface Invocation extends RequestOptions {
  /** Say on stderr what was chosen and why. */
  readonly verbose: boolean;
  /** The command as typed. */
  readonly command: string;
  /** Its arguments. */
  readonly args: readonly string[];
  /** How many of the words given to {@linkcode readInvocation} stand before `args`. */
  readonly offset: number;
}

const SWITCHES = {
  "--verbose": "verbose",
  "--no-session": "noSession",
  "--fresh": "fresh",
  "--web-identity": "webIdentity",
} as const;
const OPTIONS = {
  "--item": "item",
  "--vault": "vault",
  "--profile": "profile",
  "--duration": "duration",
  "--session-name": "sessionName",
  "--role": "role",
} as const;

/**
 * Reads the words after `opaws run`: options, then `--` (which may be left out), then the command and its arguments,
 * which are the command's own affair. Null when they are not of that form; the command line then says what is wrong.
 * Faults (64) on a duration that is none.
 */
export function readInvocation(words: readonly string[]): Invocation | null {
  const found: Partial<Record<typeof OPTIONS[keyof typeof OPTIONS], string>> = {};
  const on = { verbose: false, noSession: false, fresh: false, webIdentity: false };
  let at = 0;
  for (; at < words.length; at++) {
    const word = words[at]!;
    if (word === "--") {
      at++;
      break;
    }
    if (!word.startsWith("-")) break;
    if (Object.hasOwn(SWITCHES, word)) {
      on[SWITCHES[word as keyof typeof SWITCHES]] = true;
      continue;
    }
    const cut = word.indexOf("=");
    const name = cut < 0 ? word : word.slice(0, cut);
    if (!Object.hasOwn(OPTIONS, name)) return null;
    const option = OPTIONS[name as keyof typeof OPTIONS];
    const value = cut < 0 ? words[++at] : word.slice(cut + 1);
    if (found[option] !== undefined || !value) return null;
    found[option] = value;
  }
  const command = words[at];
  if (command === undefined || command === "") return null;
  const { duration, ...named } = found;
  return {
    ...named,
    ...(duration !== undefined && { durationSeconds: readDuration(duration) }),
    ...on,
    command,
    args: words.slice(at + 1),
    offset: at + 1,
  };
}
