import type { Shell } from "../quote.ts";

const BEGIN = "# >>> opaws >>>";
const JOINED = " (the line before had no end)";
const END = "# <<< opaws <<<";
const BLOCK =
  /^# >>> opaws >>>( \(the line before had no end\))?\r?\n(?:(?!# >>> opaws >>>)[^\n]*\n)*?# <<< opaws <<<[^\S\n]*(?:\n|$)/m;

/** The line that evaluates the hook, as opaws's documentation has it, with nothing else in it. */
const EVALUATED: Readonly<Record<Shell, RegExp>> = {
  bash: /^eval "\$\([^"\n)]*opaws[^"\n)]* hook bash\)"[ \t]*\r?$/gm,
  zsh: /^eval "\$\([^"\n)]*opaws[^"\n)]* hook zsh\)"[ \t]*\r?$/gm,
  fish: /^[^#|;&\n]*opaws[^|;&\n]* hook fish \| source[ \t]*\r?$/gm,
  pwsh: /^Invoke-Expression \(& [^|\n]*opaws[^|\n]* hook pwsh \| Out-String\)[ \t]*\r?$/gm,
};
/** The end of a line that the next one continues. */
const CONTINUED = /(\\|&&|\|\||\||`)[ \t]*\r?\n$/;

/**
 * How a startup file brings the hook: `file` reads it from its file, `evaluated` has a line of opaws's that starts opaws,
 * `other` has a line that the user wrote in another form, `none` has none.
 */
export type HookLineKind = "file" | "evaluated" | "other" | "none";

/** Returns how `text`, a startup file, brings the hook of `shell`. */
export function hookLineKind(text: string, shell: Shell): HookLineKind {
  const end = shell === "pwsh" ? "ps1" : shell;
  if (new RegExp(`^[^#\\n]*opaws\\b.*\\bhook\\.${end}\\b`, "m").test(text)) return "file";
  if (!new RegExp(`^[^#\\n]*opaws.*\\bhook\\b.*${shell}`, "m").test(text)) return "none";
  return BLOCK.test(text) || evaluatedLine(text, shell) !== null ? "evaluated" : "other";
}

/**
 * Returns `text` with `line` between opaws's marks in the place of a line, written by the user, that only evaluates the
 * hook of `shell`; null if there is no such line, or more than one.
 */
export function withEvaluatedLineReplaced(text: string, shell: Shell, line: string): string | null {
  const found = evaluatedLine(text, shell);
  if (found === null) return null;
  const newline = found[0].endsWith("\r") ? "\r\n" : "\n";
  const end = found.index + found[0].length;
  const rest = text.slice(text[end] === "\n" ? end + 1 : end);
  return text.slice(0, found.index) + block(line, newline, false) + rest;
}

function evaluatedLine(text: string, shell: Shell): RegExpExecArray | null {
  const [found, ...more] = text.matchAll(EVALUATED[shell]);
  if (found === undefined || more.length > 0) return null;
  return CONTINUED.test(text.slice(0, found.index)) ? null : found;
}

/**
 * Returns `text`, a startup file, with `line` between opaws's marks: in place of the existing block, else at the end.
 * Everything else stays byte for byte. The new lines have the line ends of the file.
 */
export function withHookLines(text: string, line: string): string {
  const found = BLOCK.exec(text);
  if (found === null) {
    const newline = text.includes("\r\n") ? "\r\n" : "\n";
    const open = text !== "" && !text.endsWith("\n");
    return `${text}${open ? newline : ""}${block(line, newline, open)}`;
  }
  const newline = found[0].includes("\r\n") ? "\r\n" : "\n";
  const after = text.slice(found.index + found[0].length);
  const open = found[1] !== undefined;
  return text.slice(0, found.index) + block(line, newline, open) + withoutHookLines(after);
}

/** Reverts {@linkcode withHookLines}. What was added since stays, and so does a mark without its other half. */
export function withoutHookLines(text: string): string {
  let rest = text;
  for (;;) {
    const found = BLOCK.exec(rest);
    if (found === null) return rest;
    const before = rest.slice(0, found.index);
    const after = rest.slice(found.index + found[0].length);
    const open = found[1] !== undefined && after === "";
    const addedLineEnd = found[0].includes("\r\n") ? /\r?\n$/ : /\n$/;
    rest = (open ? before.replace(addedLineEnd, "") : before) + after;
  }
}

function block(line: string, newline: string, open: boolean): string {
  return [BEGIN + (open ? JOINED : ""), line, END, ""].join(newline);
}
