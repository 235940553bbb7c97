import type { Workplace } from "../workplace.ts";

/** What a check found. */
export interface Finding {
  /** The check, in a word or two. */
  readonly check: string;
  /** `problem` is to be mended; `note` is to be known. */
  readonly state: "ok" | "note" | "problem";
  /** What was found: a sentence without a full stop. */
  readonly says: string;
  /** The command that mends it. */
  readonly try?: string;
}

/** Looks at one thing for `tool`, and changes nothing. */
export type Check = (work: Workplace, tool: string) => Promise<Finding[]> | Finding[];
