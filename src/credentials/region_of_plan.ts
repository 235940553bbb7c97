import { type PlannedRegion, planRegion } from "./choose_region.ts";
import type { PlanFacts } from "./facts.ts";
import { type NamedProfile, profileRegion } from "./profile_handover.ts";

/** Returns the region of a plan for `profile`. `binding` is the region of the binding that applies, if it names one. */
export function regionOfPlan(
  facts: PlanFacts,
  profile: NamedProfile | null,
  binding: string | undefined,
): PlannedRegion {
  return planRegion({
    environment: facts.environment.region,
    namedProfile: profile === null || profile.source === "binding"
      ? null
      : profileRegion(facts, profile.name),
    binding,
    bindingProfile: profile?.source === "binding" ? profileRegion(facts, profile.name) : null,
    defaultProfile: profile === null ? profileRegion(facts, "default") : null,
  });
}
