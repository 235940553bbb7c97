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

/**
 * Splits `text` as botocore splits commands on Windows (`botocore.compat._windows_shell_split`): only double quotes quote,
 * and a backslash is literal unless a double quote follows. Returns null if a quote is left open.
 */
export function windowsSplit(text: string): string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const [slashes] = /^\\*/.exec(text.slice(at))!;
    at += slashes.length;
    const next = text[at];
    const isQuote = next === '"';
    if (slashes !== "") {
      word = (word ?? "") + (isQuote ? slashes.slice(slashes.length / 2 + 0.5) : slashes);
    }
    if (isQuote && slashes.length % 2 === 1) word += next;
    else if (isQuote) {
      isQuoted = !isQuoted;
      word ??= "";
    } else if ((next === " " || next === "\t") && !isQuoted) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? "") + (next ?? "");
  }
  if (isQuoted) return null;
  if (word !== null) words.push(word);
  return words;
}
