import type { Secret } from "../../secret.ts";

/** The words that password guessers try first, without the digits and punctuation around them. */
const COMMON =
  "password passwort passw motdepasse contrasena senha qwerty qwertz azerty asdfgh zxcvbn letmein welcome " +
  "admin administrator root login secret changeme default master access dragon monkey shadow sunshine princess " +
  "football baseball superman batman iloveyou trustno starwars whatever freedom hello computer internet samsung " +
  "google amazon cloud linux ubuntu summer winter spring autumn company test testing temp guest user";
const ROWS = ["qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "azertyuiop"];
const FAIR_BITS = 45;
const STRONG_BITS = 70;

/**
 * Estimates roughly how long `password` would withstand guessing, as advice for the user: its unpredictable characters,
 * times the bits of the character classes in use.
 */
export function passwordStrength(password: Secret): "weak" | "fair" | "strong" {
  const bits = unpredictableCharacters(password) * Math.log2(poolSize(reduced(password)));
  return bits >= STRONG_BITS ? "strong" : bits >= FAIR_BITS ? "fair" : "weak";
}

/**
 * Counts the characters of `password` that do not follow from the one before (the same, the next in the alphabet, the
 * next on the keyboard). A common word counts as one character, and a repeated text counts once.
 */
export function unpredictableCharacters(password: Secret): number {
  const characters = [...reduced(password)];
  return characters.filter((_, at) => !follows(characters, at)).length;
}

/** Returns `password` without repetitions, and with one letter for each common word. */
function reduced(password: Secret): string {
  return withoutCommonWords(withoutRepeats(password.reveal().normalize("NFKC")));
}

function withoutRepeats(text: string): string {
  return text.replace(/^(.{1,32}?)\1+$/su, "$1");
}

function withoutCommonWords(text: string): string {
  let plain = text.toLowerCase().replace(/[01345@$!]/g, (character) => LEET[character]!);
  if (plain.length !== text.length) return text;
  for (const word of COMMON.split(" ")) {
    for (let at = plain.indexOf(word); at >= 0; at = plain.indexOf(word)) {
      plain = `${plain.slice(0, at)}_${plain.slice(at + word.length)}`;
      text = `${text.slice(0, at)}w${text.slice(at + word.length)}`;
    }
  }
  return text;
}

const LEET: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "@": "a",
  "$": "s",
  "!": "i",
};

function follows(characters: readonly string[], at: number): boolean {
  const before = characters[at - 1]?.toLowerCase();
  const current = characters[at]!.toLowerCase();
  if (before === undefined) return false;
  const step = current.codePointAt(0)! - before.codePointAt(0)!;
  if (Math.abs(step) <= 1) return true;
  return ROWS.some((row) => row.includes(before + current) || row.includes(current + before));
}

function poolSize(text: string): number {
  const classes: [RegExp, number][] = [
    [/[a-z]/, 26],
    [/[A-Z]/, 26],
    [/[0-9]/, 10],
    [/[ -/:-@[-`{-~]/, 33],
    [/[^ -~]/, 100],
  ];
  return Math.max(2, classes.reduce((sum, [of, size]) => of.test(text) ? sum + size : sum, 0));
}
