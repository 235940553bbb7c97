import { cleanText } from "../clean_text.ts";
import type { Provision } from "./provision.ts";

/** What the prompts starship and powerlevel10k show: the name that aws-vault would set, and when the session ends. */
const [NAME, END] = ["AWS_VAULT", "AWS_CREDENTIAL_EXPIRATION"];

/** What other tools set, and these prompts show first: they would name other credentials than those of the shell. */
const OTHERS = ["AWS_SSO_PROFILE", "AWSU_PROFILE", "AWS_SESSION_EXPIRATION"];

/**
 * Adds to `change` what a prompt shows about the credentials: `name`, and `end` in epoch milliseconds; undefined if they
 * do not end.
 */
export function shellEnvironment(
  change: Provision,
  name: string,
  end: number | undefined,
): Provision {
  const shown = { [NAME!]: cleanText(name), ...(end !== undefined && { [END!]: isoSeconds(end) }) };
  return {
    set: { ...change.set, ...shown },
    unset: [
      ...change.unset.filter((each) => !Object.hasOwn(shown, each)),
      ...(end === undefined ? [END!] : []),
      ...OTHERS,
    ],
  };
}

function isoSeconds(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, "Z");
}
