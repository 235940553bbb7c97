import type { Shell } from "../../quote.ts";
import type { Facts } from "./facts.ts";

/** What `opaws doctor` reports. */
export interface Finding {
  /** The name of the check. */
  readonly check: string;
  /** `problem`: needs fixing. `fixed`: was a problem until `--fix`. `note`: worth knowing. */
  readonly state: "ok" | "note" | "problem" | "fixed";
  /** A sentence without a full stop; never a secret. */
  readonly message: string;
  /** The command that fixes a problem. */
  readonly try?: string;
}

/** What a check returns; the table of checks adds the check's name. */
export interface CheckResult extends Omit<Finding, "check"> {
  /** What `--fix` does about it, if nothing can be lost by that. */
  readonly fix?: Fix;
}

/** Something that `--fix` does. */
export type Fix =
  | { readonly kind: "chmod"; readonly path: string; readonly mode: number }
  | { readonly kind: "install hook"; readonly path: string; readonly shell: Shell };

/** Judges the facts. Pure. */
export type Check = (facts: Facts) => readonly CheckResult[];

/** Returns the result for something in order. */
export function ok(message: string): CheckResult {
  return { state: "ok", message };
}

/** Returns the result for a problem, with the command that fixes it. */
export function problem(message: string, command: string, fix?: Fix): CheckResult {
  return { state: "problem", message, try: command, ...(fix ? { fix } : {}) };
}
