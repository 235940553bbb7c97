/** Returns `text` without the white space at its ends, as Python's `str.strip()` does. */
export function strip(text: string): string {
  const start = firstNonspace(text);
  return start < 0 ? "" : text.slice(start, endOf(text));
}

/** Returns `text` without the white space at its end, as Python's `str.rstrip()` does. */
export function stripEnd(text: string): string {
  return text.slice(0, endOf(text));
}

/** Returns the index of the first character that is not white space; -1 if there is none. */
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

// Python's str.isspace(). Unlike JavaScript's trim(), it includes U+001C to U+001F and U+0085, and excludes U+FEFF.
function isSpace(code: number): boolean {
  if (code < 0x80) return (code >= 0x1c && code <= 0x20) || (code >= 0x09 && code <= 0x0d);
  return code === 0x85 || code === 0xa0 || code === 0x1680 || (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 || code === 0x2029 || code === 0x202f || code === 0x205f || code === 0x3000;
}
