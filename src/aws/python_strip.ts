// What Python's str.strip() strips; unlike JavaScript's trim() it keeps U+FEFF and strips U+001C to U+001F and U+0085.
const SPACE =
  "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const PYTHON_SPACE_START = new RegExp(`^${SPACE}+`);
const PYTHON_SPACE_END = new RegExp(`${SPACE}+$`);
const PYTHON_NONSPACE = new RegExp(SPACE.replace("[", "[^"));

/** `text` without white space at its ends, as Python's `str.strip()` has it. */
export function strip(text: string): string {
  return text.replace(PYTHON_SPACE_START, "").replace(PYTHON_SPACE_END, "");
}

/** `text` without white space at its end, as Python's `str.rstrip()` has it. */
export function stripEnd(text: string): string {
  return text.replace(PYTHON_SPACE_END, "");
}

/** Where the first character that is no white space stands; -1 when there is none. */
export function firstNonspace(text: string): number {
  return text.search(PYTHON_NONSPACE);
}
