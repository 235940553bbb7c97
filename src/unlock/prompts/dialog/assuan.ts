/** A line of a server of the Assuan protocol (the manual of libassuan, "Server responses"). */
type AssuanLine =
  | { readonly kind: "ok" }
  | { readonly kind: "error"; readonly code: number }
  | { readonly kind: "data"; readonly bytes: Uint8Array<ArrayBuffer> }
  /** A comment, a status or an inquiry. */
  | { readonly kind: "other" };

/** Returns `text` as the argument of a command: on one line, without the characters that have a meaning. */
export function escapeAssuan(text: string): string {
  return text.replace(
    // deno-lint-ignore no-control-regex
    /[%\x00-\x1f\x7f]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
}

/** Parses a line without its end. Wipes nothing: `line` may contain the answer. */
export function parseAssuan(line: Uint8Array<ArrayBuffer>): AssuanLine {
  const is = (word: string): boolean =>
    [...word].every((character, at) => line[at] === character.charCodeAt(0)) &&
    (line.length === word.length || line[word.length] === 0x20);
  if (is("OK")) return { kind: "ok" };
  if (is("D")) return { kind: "data", bytes: unescape(line.subarray(2)) };
  if (!is("ERR")) return { kind: "other" };
  const code = /^ERR (\d+)/.exec(new TextDecoder().decode(line))?.[1];
  return { kind: "error", code: Number(code ?? 0) };
}

function unescape(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const plain = new Uint8Array(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length; at++) {
    const isEscape = bytes[at] === 0x25 && at + 2 < bytes.length;
    plain[length++] = isEscape
      ? (hexDigit(bytes[at + 1]!) << 4) | hexDigit(bytes[at + 2]!)
      : bytes[at]!;
    if (isEscape) at += 2;
  }
  return plain.subarray(0, length);
}

function hexDigit(code: number): number {
  return code <= 0x39 ? code & 15 : (code & 15) + 9;
}
