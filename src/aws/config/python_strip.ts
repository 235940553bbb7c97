/** `text` without white space at its ends, as Python's `str.strip()` has it. */
export function strip(text: string): string {
  const start = firstNonspace(text);
  return start < 0 ? "" : text.slice(start, endOf(text));
}

/** `text` without white space at its end, as Python's `str.rstrip()` has it. */
export function stripEnd(text: string): string {
  return text.slice(0, endOf(text));
}

/** Where the first character that is no white space stands; -1 when there is none. */
export function firstNonspace(text: string): number {
  for (let at = 0; at < text.length; at++) {
    if (!isSpace(text.charCodeAt(at))) return at;
  }
  return -1;
}

function endOf(text: string): number {
  let end = text.length;
  while (end > 0 && isSpace(text.charCodeAt(end - 1))) end--;
  return end;
}

// What Python's str.isspace() knows; unlike JavaScript's trim() it keeps U+FEFF and takes U+001C to U+001F and U+0085.
function isSpace(code: number): boolean {
  if (code < 0x80) return (code >= 0x1c && code <= 0x20) || (code >= 0x09 && code <= 0x0d);
  return code === 0x85 || code === 0xa0 || code === 0x1680 || (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 || code === 0x2029 || code === 0x202f || code === 0x205f || code === 0x3000;
}
