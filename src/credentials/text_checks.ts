import { UserError } from "../errors.ts";

/** The longest title; code points. */
const MAX_TITLE = 300;
/** The longest name of a field, tag, label or profile; code points. */
const MAX_NAME = 100;
/** The longest notes and the longest value of a field; code points. */
export const MAX_TEXT = 10_000;
const MAX_TAGS = 50;

/** Returns why `text` cannot be the title of an item; undefined if it can. */
export function titleProblem(text: string): string | undefined {
  return lineProblem("a title", text, MAX_TITLE);
}

/** Returns why `text` cannot be the notes of an item; undefined if it can. */
export function notesProblem(text: string): string | undefined {
  return textProblem("notes", text, MAX_TEXT);
}

/** Returns why `tags` cannot be the tags of an item; undefined if they can. */
export function tagsProblem(tags: readonly string[]): string | undefined {
  if (tags.length > MAX_TAGS) return `an item has at most ${MAX_TAGS} tags`;
  return tags.map((tag) => lineProblem("a tag", tag)).find((problem) => problem !== undefined);
}

/**
 * Returns why `text` cannot be `subject`, one line with something in it, of at most `max` characters; undefined if it can.
 * Other characters are harmless: opaws never prints one that controls the terminal.
 */
export function lineProblem(subject: string, text: string, max = MAX_NAME): string | undefined {
  if (text.trim() === "") return `${subject} cannot be empty`;
  if (/[\n\r]/.test(text)) return `${subject} is one line`;
  return textProblem(subject, text, max);
}

/** Throws UserError (64) if `text`, the value of an option, cannot be `subject`. */
export function checkLine(cannot: string, subject: string, text: string | undefined): void {
  const because = text === undefined ? undefined : lineProblem(subject, text);
  if (because === undefined) return;
  throw new UserError({ exit: "usage", code: "bad-text", cannot, because });
}

/** Returns why `text` is too long or too odd to be `subject`; undefined if it is not. */
export function textProblem(subject: string, text: string, max: number): string | undefined {
  if (!text.isWellFormed()) return `${subject} cannot have a lone surrogate`;
  const length = text.length > 2 * max ? Infinity : [...text].length;
  if (length <= max) return undefined;
  const limit = `at most ${max.toLocaleString("en")} characters`;
  return subject === "notes" ? `notes have ${limit}` : `${subject} has ${limit}`;
}
