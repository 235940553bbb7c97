/** How deep objects and arrays may be nested. */
export const MAX_DEPTH = 64;

const DEEP_LINE = "\n" + "  ".repeat(MAX_DEPTH);

/**
 * Parses JSON that is formatted exactly as `JSON.stringify` does it, on one line or with two spaces, and that
 * `parseStrictJson` accepts; undefined for any other text. It is as strict because formatting the value again gives the
 * same text only if no key was repeated. What this comparison does not show (the key `__proto__`, escapes of lone
 * surrogates, deep nesting) is any other text. Objects have the usual prototype.
 */
export function parseFormattedJson(text: string): unknown {
  if (text.includes("__proto__") || text.includes("\\u")) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    const body = text.endsWith("\n") ? text.slice(0, -1) : text;
    if (JSON.stringify(value) === body && body.split(/[[{]/).length <= MAX_DEPTH) return value;
    if (JSON.stringify(value, null, 2) === body && !body.includes(DEEP_LINE)) return value;
  } catch {
    // It is not JSON.
  }
  return undefined;
}
