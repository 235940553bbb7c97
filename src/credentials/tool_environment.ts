import type { Host } from "../host.ts";
import { takeProfileArgument } from "../tools/profile_option.ts";
import {
  CHOSEN_VARIABLE,
  ownVariable,
  providedVariables,
  USES_VARIABLE,
} from "./environment_records.ts";
import type { CredentialsResult } from "./get_credentials.ts";
import type { NoCredentialsPlan, ToolPlan } from "./plan.ts";
import {
  CREDENTIAL_VARIABLES,
  outdatedSettings,
  type ProvidedEnvironment,
  type Provision,
  provision,
  recordChoice,
} from "./provision.ts";
import type { PlanRequest } from "./request.ts";

/** Returns what provisioning has to know of the environment of `host`. */
export function providedEnvironment(host: Pick<Host, "env">): ProvidedEnvironment {
  return { own: (name) => ownVariable(host, name), provided: providedVariables(host) };
}

/** Returns the change of environment that `result` means for the tool. */
export function toolEnvironment(
  result: CredentialsResult,
  environment: ProvidedEnvironment,
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
 * A tool that gets its credentials by itself needs the profile's name, if its own arguments don't bring it. It gets it
 * under one name only: the AWS CLI 1 prefers `AWS_DEFAULT_PROFILE`, the CLI 2 `AWS_PROFILE`. SDKs would use keys in the
 * environment before the profile, so keys that aren't the profile's go.
 */
function unchangedEnvironment(
  plan: NoCredentialsPlan | ToolPlan,
  environment: ProvidedEnvironment,
): Provision {
  if (plan.kind === "none") return { set: {}, unset: [] };
  const outdated = outdatedSettings(environment);
  if (plan.profile === null || plan.profile.source === "argument") {
    return { set: {}, unset: outdated };
  }
  const rivals = plan.overEnvironment
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
 * Returns the indexes of the tool's arguments that it gets. With our credentials it gets none that name a profile: an SDK
 * would ignore the credentials for it.
 */
export function toolArguments(result: CredentialsResult, request: PlanRequest): readonly number[] {
  const args = request.args ?? [];
  return result.kind === "provided"
    ? takeProfileArgument(request.tool, args).rest
    : [...args.keys()];
}
