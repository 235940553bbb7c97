import type { Shell } from "../quote.ts";

const BEGIN = "# >>> opaws >>>";
const JOINED = " (the line before had no end)";
const END = "# <<< opaws <<<";
const BLOCK =
  /^# >>> opaws >>>( \(the line before had no end\))?\r?\n(?:(?!# >>> opaws >>>)[^\n]*\n)*?# <<< opaws <<<[^\S\n]*(?:\n|$)/m;

/** Reports whether `text`, a startup file, evaluates the hook of `shell`: by opaws's lines, or one that the user wrote. */
export function evaluatesHook(text: string, shell: Shell): boolean {
  return new RegExp(`^[^#\\n]*opaws.*\\bhook\\b.*${shell}`, "m").test(text);
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
