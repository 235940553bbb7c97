import type { Host } from "../host.ts";
import { takeProfileArgument } from "../tools/profile_option.ts";
import {
  CHOSEN_VARIABLE,
  ownVariable,
  providedVariables,
  USES_VARIABLE,
} from "./environment_records.ts";
import type { CredentialsResult } from "./context.ts";
import type { NoCredentialsPlan, ToolPlan } from "./plan.ts";
import {
  CREDENTIAL_VARIABLES,
  type CurrentEnvironment,
  outdatedSettings,
  type Provision,
  provision,
  recordChoice,
} from "./provision.ts";
import type { PlanRequest } from "./request.ts";

/** Returns what {@linkcode provision} needs to know about the environment of `host`. */
export function currentEnvironment(host: Pick<Host, "env">): CurrentEnvironment {
  return { own: (name) => ownVariable(host, name), provided: providedVariables(host) };
}

/** Returns the changes to the environment that give the tool `result`. */
export function toolEnvironment(
  result: CredentialsResult,
  environment: CurrentEnvironment,
): Provision {
  if (result.kind === "unchanged") return unchangedEnvironment(result.plan, environment);
  const { plan, credentials, region, uses } = result;
  const { handover } = plan;
  const change = provision({
    credentials,
    region,
    toolRegion: handover.region,
    profile: handover.name,
    settings: handover.settings,
    environment,
  });
  return recordChoice(change, { isChosen: plan.kind === "web-identity" || plan.isChosen, uses });
}

/**
 * A tool that gets its credentials by itself needs the name of the profile, unless its own arguments have it. The name is
 * in one variable only, because AWS CLI 1 prefers `AWS_DEFAULT_PROFILE` and AWS CLI 2 prefers `AWS_PROFILE`. Keys in the
 * environment that aren't the profile's are unset, because SDKs would use them first.
 */
function unchangedEnvironment(
  plan: NoCredentialsPlan | ToolPlan,
  environment: CurrentEnvironment,
): Provision {
  if (plan.kind === "none") return { set: {}, unset: [] };
  const outdated = outdatedSettings(environment);
  if (plan.profile === null || plan.profile.source === "argument") {
    return { set: {}, unset: outdated };
  }
  const rivals = plan.replacesEnvironment
    ? [...CREDENTIAL_VARIABLES, CHOSEN_VARIABLE, USES_VARIABLE]
    : [];
  return plan.profile.exists
    ? {
      set: { AWS_PROFILE: plan.profile.name },
      unset: ["AWS_DEFAULT_PROFILE", ...rivals, ...outdated],
    }
    : { set: {}, unset: ["AWS_PROFILE", "AWS_DEFAULT_PROFILE", ...rivals, ...outdated] };
}

/**
 * Returns the indexes of the tool's arguments that it gets. With credentials from opaws it gets none that name a profile,
 * because an SDK would then ignore the credentials.
 */
export function toolArguments(result: CredentialsResult, request: PlanRequest): readonly number[] {
  const args = request.args ?? [];
  return result.kind === "provided"
    ? takeProfileArgument(request.tool, args).rest
    : [...args.keys()];
}
