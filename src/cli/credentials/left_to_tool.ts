import { Fault } from "../../fault.ts";
import { shellWord } from "../../vault/vault_name.ts";
import type { Here, Wanted } from "./here.ts";

/** What is left to the tool, and why. */
export interface Left {
  /** The profile that holds; null when none is named. */
  readonly profile: string | null;
  /** What the credentials come from. */
  readonly why: string;
  /** The keys in the environment, if any, are others. */
  readonly overEnvironment: boolean;
}

/**
 * The tool gets its credentials itself. Faults (64) where the user asked for a session as only opaws could make it: an
 * option must not do nothing.
 */
export function leftToTool(wanted: Wanted, left: Left): Here {
  const option = wanted.durationSeconds !== undefined
    ? "--duration"
    : wanted.sessionName !== undefined
    ? "--session-name"
    : wanted.fresh === true
    ? "--fresh"
    : null;
  if (option === null) return { kind: "left", ...left };
  throw new Fault({
    exit: "usage",
    code: "usage",
    cannot: `use ${option}`,
    because: `${left.why}, so the session is not opaws's to make`,
    try: `opaws which aws${left.profile === null ? "" : ` --profile ${shellWord(left.profile)}`}`,
  });
}
