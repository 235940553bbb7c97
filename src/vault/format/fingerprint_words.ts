const WORDS = 12;

/** Returns the words of a fingerprint that somebody typed, in lower case and with one space between them. */
export function fingerprintWords(text: string): string {
  return wordsIn(text).join(" ");
}

/** Returns why `text` cannot be a fingerprint; undefined if it can. */
export function fingerprintProblem(text: string): string | undefined {
  const { length } = wordsIn(text);
  return length === WORDS ? undefined : `a fingerprint has ${WORDS} words, and this has ${length}`;
}

function wordsIn(text: string): string[] {
  return text.toLowerCase().match(/[a-z]+/g) ?? [];
}
