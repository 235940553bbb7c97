import type { Host } from "../../host.ts";

/**
 * Returns the variable that forbids questions, with its value, for a message: `OPAWS_NONINTERACTIVE=1`, or `CI=true` (also
 * `1`) unless `OPAWS_NONINTERACTIVE=0` allows them; null if questions are allowed. A question in a job would block it
 * until it is killed.
 */
export function noninteractiveVariable(host: Pick<Host, "env">): string | null {
  const own = host.env("OPAWS_NONINTERACTIVE");
  if (own) return own === "0" ? null : `OPAWS_NONINTERACTIVE=${own}`;
  const ci = host.env("CI");
  return ci === "true" || ci === "1" ? `CI=${ci}` : null;
}

/** Returns why opaws cannot ask, as the cause of an error. */
export function whyNotAsked(host: Pick<Host, "env">): string {
  const variable = noninteractiveVariable(host);
  return variable === null
    ? "there is no terminal to ask on"
    : `${variable} is set, so opaws does not ask`;
}
