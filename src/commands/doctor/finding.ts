import type { CommandContext } from "../../cli/context.ts";

/** What a check found. */
export interface Finding {
  /** The check, in a word or two. */
  readonly check: string;
  /** `problem` is to be mended, `mended` was one just now; `note` is to be known. */
  readonly state: "ok" | "note" | "problem" | "mended";
  /** What was found: a sentence without a full stop, never a secret. */
  readonly says: string;
  /** The command that mends it. */
  readonly try?: string;
}

/** What a check judged by facts; the table of checks gives it the check's name. */
export interface CheckResult extends Omit<Finding, "check"> {
  /** Mends it at once, for `--fix`; only where nothing is lost by it. */
  readonly fix?: () => void;
}

/** Looks at one thing for `tool`, and changes nothing: for what the gathered facts do not hold. */
export type Check = (context: CommandContext, tool: string) => Promise<Finding[]> | Finding[];

/** What is well. */
export function well(says: string): CheckResult {
  return { state: "ok", says };
}

/** What is not, with the command that mends it. */
export function wrong(says: string, mend: string, fix?: () => void): CheckResult {
  return { state: "problem", says, try: mend, ...(fix ? { fix } : {}) };
}
