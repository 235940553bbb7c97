import type { PlanFacts } from "./facts.ts";
import type { Source } from "./item_source.ts";
import type { NamedProfile } from "./profile_handover.ts";
import type { SsoSource } from "./sso/sso_plan.ts";

/** What comes before a provider that the profile names itself. */
const OVERRIDING = ["option", "process", "profile", "sso-option"];

/**
 * Reports whether `source` comes before the provider of the profile, which may be a `[default]` that nobody named. A binding
 * doesn't, to an item or to a role of IAM Identity Center: it says which credentials the profile gets that has none.
 */
export function overrides(source: Source | null): boolean {
  return source !== null && OVERRIDING.includes(source.by);
}

/** Reports whether nothing but a variable names a profile, and the environment has credentials: SDKs prefer those. */
export function leavesEnvironment(
  first: Source | null,
  profile: NamedProfile | null,
  { environment }: PlanFacts,
): boolean {
  const isNamed = profile?.source === "argument" || profile?.source === "option";
  return first === null && !isNamed && environment.hasCredentials;
}

/** Reports whether `source` is a role of IAM Identity Center. */
export function isSsoSource(source: Source): source is SsoSource {
  return source.by.startsWith("sso-");
}
