import { UserError } from "../errors.ts";
import { shellWord } from "../quote.ts";
import type { CredentialsResult, RequestOptions } from "./request.ts";

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
export function leftToTool(wanted: RequestOptions, left: Left): CredentialsResult {
  const option = wanted.durationSeconds !== undefined
    ? "--duration"
    : wanted.sessionName !== undefined
    ? "--session-name"
    : wanted.fresh === true
    ? "--fresh"
    : null;
  if (option === null) return { kind: "left", ...left };
  throw new UserError({
    exit: "usage",
    code: "usage",
    cannot: `use ${option}`,
    because: `${left.why}, so the session is not opaws's to make`,
    try: `opaws which aws${left.profile === null ? "" : ` --profile ${shellWord(left.profile)}`}`,
  });
}
