const BEGIN = "# >>> opaws >>>";
const JOINED = " (the line before had no end)";
const END = "# <<< opaws <<<";
const BLOCK =
  /^# >>> opaws >>>( \(the line before had no end\))?\r?\n(?:(?!# >>> opaws >>>)[^\n]*\n)*?# <<< opaws <<<[^\S\n]*(?:\n|$)/m;

/**
 * `text`, a startup file, with `line` between opaws's marks at its end; where marks stand already, there and once. All
 * else stays byte by byte, and so do line ends: where the file has CRLF, the new lines have it.
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

/** `text` as it was before {@linkcode withHookLines}; what was added since stays. Marks without their other half stay. */
export function withoutHookLines(text: string): string {
  let rest = text;
  for (;;) {
    const found = BLOCK.exec(rest);
    if (found === null) return rest;
    const before = rest.slice(0, found.index);
    const after = rest.slice(found.index + found[0].length);
    const open = found[1] !== undefined && after === "";
    const added = found[0].includes("\r\n") ? /\r?\n$/ : /\n$/; // the line end before it
    rest = (open ? before.replace(added, "") : before) + after;
  }
}

function block(line: string, newline: string, open: boolean): string {
  return [BEGIN + (open ? JOINED : ""), line, END, ""].join(newline);
}
