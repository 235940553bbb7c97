import { takeProfileArgument } from "../tools/profile_option.ts";
import type { Tool } from "../tools/table.ts";
import type { CredentialsResult } from "./context.ts";
import type { NoCredentialsPlan, ToolPlan } from "./plan.ts";
import {
  type CurrentEnvironment,
  outdatedSettings,
  type Provision,
  provision,
  withVariables,
} from "./provision.ts";
import { recordChoice } from "./record_choice.ts";
import type { PlanRequest } from "./request.ts";

/** Returns the changes to the environment that give the tool `result`. */
export function toolEnvironment(
  result: CredentialsResult,
  environment: CurrentEnvironment,
): Provision {
  if (result.kind === "unchanged") return unchangedEnvironment(result.plan, environment);
  const { plan, credentials, region, uses, variables } = result;
  const { handover } = plan;
  const change = provision({
    credentials,
    region,
    toolRegion: handover.region,
    profile: handover.name,
    settings: handover.settings,
    environment,
  });
  return recordChoice(withVariables(change, variables), {
    isChosen: plan.kind === "web-identity" || plan.isChosen,
    uses,
  });
}

/**
 * A tool that gets its credentials by itself needs the name of the profile, unless its own arguments have it. The name is
 * in one variable only, because AWS CLI 1 prefers `AWS_DEFAULT_PROFILE` and AWS CLI 2 prefers `AWS_PROFILE`. Credentials
 * in the environment that aren't the profile's are unset, because SDKs would use them first.
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
  const { unset } = plan.left;
  return plan.profile.exists
    ? {
      set: { AWS_PROFILE: plan.profile.name },
      unset: ["AWS_DEFAULT_PROFILE", ...unset, ...outdated],
    }
    : { set: {}, unset: ["AWS_PROFILE", "AWS_DEFAULT_PROFILE", ...unset, ...outdated] };
}

/**
 * Returns the tool's arguments: indexes into those of `request`, and texts that opaws adds. With credentials from opaws it
 * gets none that name a profile, because an SDK would then ignore the credentials. A profile that is left to the tool is
 * named if `AWS_PROFILE` is not enough.
 */
export function toolArguments(
  result: CredentialsResult,
  request: PlanRequest,
): readonly (number | string)[] {
  const { tool, args } = request;
  const given = args ?? [];
  const rest = (): readonly number[] => takeProfileArgument(tool, given).rest;
  if (result.kind === "provided") return rest();
  const { plan } = result;
  if (plan.kind === "none" || !plan.left.addArgument) return [...given.keys()];
  return nameProfile(tool, given, rest(), plan.profile!.name);
}

function nameProfile(
  { profilePosition }: Tool,
  args: readonly string[],
  rest: readonly number[],
  name: string,
): (number | string)[] {
  const named = name.startsWith("-") ? [`--profile=${name}`] : ["--profile", name];
  const end = profilePosition === "before" ? 0 : rest.findIndex((index) => args[index] === "--");
  const cut = end < 0 ? rest.length : end;
  return [...rest.slice(0, cut), ...named, ...rest.slice(cut)];
}
