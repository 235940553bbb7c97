/**
 * Returns `text` without the characters that can control a terminal or reorder what people read: control characters (C0,
 * C1, DEL), bidi controls, line and paragraph separators, and other invisible format characters. Each becomes a visible
 * U+FFFD. Tabs and line breaks become spaces. For untrusted text: titles, paths, responses of AWS.
 */
export function cleanText(text: string): string {
  if (/^[ -~]*$/.test(text)) return text; // compiling the pattern below takes half a millisecond
  return text.replace(/[\t\n\r]+/g, " ")
    .replace(
      /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Bidi_Control}\u200B\u2060-\u206F\uFEFF\u{E0000}-\u{E007F}]/gu,
      "\uFFFD",
    );
}
