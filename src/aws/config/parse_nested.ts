import { strip } from "./python_strip.ts";

// Where Python's str.splitlines() breaks.
// deno-lint-ignore no-control-regex
const LINE_ENDS = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/;

/** The pairs of an indented block (`botocore.configloader._parse_nested`); null when a line has no `=`. Keys keep their case. */
export function parseNested(text: string): ReadonlyMap<string, string> | null {
  const found = new Map<string, string>();
  for (const line of text.split(LINE_ENDS).map(strip)) {
    if (line === "") continue;
    const cut = line.indexOf("=");
    if (cut < 0) return null;
    found.set(strip(line.slice(0, cut)), strip(line.slice(cut + 1)));
  }
  return found;
}
