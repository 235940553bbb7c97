/** Splits `text` as Python's `shlex.split` does in POSIX mode; null if a quote or an escape is left open. */
export function shlexSplit(text: string): string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  let quote = "";
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (quote !== "") {
      if (character === quote) quote = "";
      else if (character === "\\" && quote === '"') {
        if (++at === text.length) return null;
        word += text[at] === '"' || text[at] === "\\" ? text[at]! : `\\${text[at]}`;
      } else word += character;
    } else if (" \t\r\n".includes(character)) {
      if (word !== null) words.push(word);
      word = null;
    } else {
      word ??= "";
      if (character === "'" || character === '"') quote = character;
      else if (character !== "\\") word += character;
      else if (++at === text.length) return null;
      else word += text[at]!;
    }
  }
  if (quote !== "") return null;
  if (word !== null) words.push(word);
  return words;
}
