import type { Completion } from "../../cli/complete.ts";
import { UserError } from "../../errors.ts";
import { quoteNu } from "../../shell/nu_hook.ts";
import { quoteIfNeeded } from "../../quote.ts";

/** The shells that opaws has a completion script for. */
export const COMPLETED_SHELLS = ["bash", "zsh", "fish", "nu", "pwsh"] as const;

/** One of {@linkcode COMPLETED_SHELLS}. */
export type CompletedShell = typeof COMPLETED_SHELLS[number];

/** Returns the shell called `name`. Throws UserError (64) if opaws has no completion script for it. */
export function findCompletedShell(name: string): CompletedShell {
  const shell = COMPLETED_SHELLS.find((each) => each === name);
  if (shell !== undefined) return shell;
  throw new UserError({
    exit: "usage",
    code: "unknown-shell",
    cannot: `complete in ${JSON.stringify(name)}`,
    because: `there are completions for ${COMPLETED_SHELLS.join(", ")}`,
    try: "opaws completion --help",
  });
}

/** A word of bash as typed: its text, and the quote that is still open at its end. */
interface TypedWord {
  /** The text without quotes and backslashes. Nothing in it is expanded. */
  readonly text: string;
  /** The open quote; empty for none. */
  readonly quote: "" | "'" | '"';
}

/**
 * Returns what the script of `shell` reads: a line that says what follows (`values`; `file` or `directory` and the text
 * before the path; `command` and the number of arguments before it), then for each candidate a line with the word to
 * insert, a tab and its description. zsh and fish quote the word themselves; bash shows no descriptions.
 */
export function shellReply(
  shell: CompletedShell,
  completion: Completion,
  openQuote: TypedWord["quote"],
): string {
  if ("prefix" in completion) {
    return `${completion.kind}\t${completion.prefix}\n`;
  }
  const head = completion.kind === "values" ? "values" : `command\t${completion.index}`;
  const lines = completion.candidates
    .filter(({ value }) => !/\p{Cc}/u.test(value))
    .map(({ value, description }) =>
      shell === "bash"
        ? quoteBash(value, openQuote)
        : `${quoted(shell, value)}\t${description.replace(/\p{Cc}/gu, " ")}`
    );
  return [head, ...lines, ""].join("\n");
}

function quoted(shell: Exclude<CompletedShell, "bash">, value: string): string {
  switch (shell) {
    case "zsh":
    case "fish":
      return value;
    case "nu":
      return /^[\w@%+=:,./-]+$/.test(value) ? value : quoteNu(value);
    case "pwsh":
      return quoteIfNeeded("pwsh", value);
  }
}

/** Returns `text` as it continues a word of bash after `quote`, which readline leaves in the line and closes. */
function quoteBash(text: string, quote: TypedWord["quote"]): string {
  switch (quote) {
    case "":
      return text.replace(/[^\p{L}\p{N}@%+=:,./_-]/gu, "\\$&");
    case "'":
      return text.replaceAll("'", `'\\''`);
    case '"':
      return text.replace(/[\\$`"]/g, "\\$&");
  }
}

/** Takes the quotes and backslashes from a word of bash that may end before its last quote does. */
export function readBashWord(word: string): TypedWord {
  let text = "";
  let quote: TypedWord["quote"] = "";
  for (let at = 0; at < word.length; at++) {
    const character = word[at]!;
    const next = word[at + 1];
    if (quote === "'") {
      if (character === "'") quote = "";
      else text += character;
    } else if (
      character === "\\" && (quote === "" || next !== undefined && '$`"\\'.includes(next))
    ) {
      text += next ?? "";
      at++;
    } else if (character === quote) quote = "";
    else if (quote === "" && (character === "'" || character === '"')) quote = character;
    else text += character;
  }
  return { text, quote };
}
