import type { Host } from "../host.ts";

/**
 * Which variable says that nobody is here to be asked: `OPAWS_NONINTERACTIVE=1`, or `CI=true` (also `1`), which
 * `OPAWS_NONINTERACTIVE=0` overrides; null when none does. A question that a job asks would hang it until it is killed.
 */
export function whyNobodyToAsk(host: Pick<Host, "env">): string | null {
  const own = host.env("OPAWS_NONINTERACTIVE");
  if (own) return own === "0" ? null : `OPAWS_NONINTERACTIVE=${own}`;
  const ci = host.env("CI");
  return ci === "true" || ci === "1" ? `CI=${ci}` : null;
}
