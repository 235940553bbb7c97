import { profileText } from "../aws/config/profile.ts";
import type { Profiles } from "../aws/config/profiles.ts";
import type { Provider } from "../aws/config/provider.ts";
import { needsAuth } from "../tools/needs_auth.ts";
import { CHOSEN_VARIABLE, USES_VARIABLE } from "./environment_records.ts";
import type { PlanFacts } from "./facts.ts";
import { environmentKeysFirst } from "./plan_errors.ts";
import type { NamedProfile } from "./profile_handover.ts";
import { CREDENTIAL_VARIABLES } from "./provision.ts";
import type { PlanRequest } from "./request.ts";

/** What opaws changes so that a tool that gets its credentials by itself uses those of the profile. */
export interface LeftProfile {
  /** The variables to unset, because SDKs would use their credentials first. */
  readonly unset: readonly string[];
  /** Whether the tool's arguments must name the profile, because `AWS_PROFILE` is not enough. */
  readonly addArgument: boolean;
}

const ALL: readonly string[] = [...CREDENTIAL_VARIABLES, CHOSEN_VARIABLE, USES_VARIABLE];

/** The variables of an access key, and opaws's record of it. */
const KEYS: readonly string[] = [
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_SECURITY_TOKEN",
  "AWS_CREDENTIAL_EXPIRATION",
  CHOSEN_VARIABLE,
  USES_VARIABLE,
];

/**
 * Decides what to change so that the tool of `request` uses `profile`, whose chain ends in `provider`. If the tool's own
 * arguments or the user's variables name the profile, nothing changes: the tool starts as it would without opaws.
 *
 * A role with `credential_source = Environment` needs the keys in the environment, but botocore and the Go SDK prefer
 * those keys to `AWS_PROFILE` and would run as the raw key. Only an argument makes them use the role
 * (`botocore.credentials.create_credential_resolver`; `resolveCredentialChain` of aws-sdk-go-v2).
 *
 * @throws UserError (78, refused) if opaws knows no such argument of the tool.
 */
export function leaveProfile(
  request: PlanRequest,
  profile: NamedProfile | null,
  { profile: end, provider }: Provider & { readonly kind: "tool" },
  { profiles, environment }: PlanFacts,
): LeftProfile {
  if (profile?.source !== "option" && profile?.source !== "binding") {
    return { unset: [], addArgument: false };
  }
  if (provider !== "credential_source") return { unset: ALL, addArgument: false };
  const needed = sourceVariables(profiles, end);
  const unset = ALL.filter((name) => !needed.includes(name));
  const { tool, args } = request;
  const addArgument = environment.hasAccessKey && needed.includes("AWS_ACCESS_KEY_ID") &&
    (args === null || needsAuth(tool, args));
  if (addArgument && tool.profilePosition === null) throw environmentKeysFirst(tool, profile);
  return { unset, addArgument };
}

/** Returns the variables that the `credential_source` of the profile `name` reads. */
function sourceVariables(profiles: Profiles, name: string): readonly string[] {
  const profile = profiles.all.get(name);
  // botocore ignores case here.
  switch (profile && profileText(profile, "credential_source")?.toLowerCase()) {
    case "ec2instancemetadata":
      return [];
    case "ecscontainer":
      return CREDENTIAL_VARIABLES.filter((each) => each.startsWith("AWS_CONTAINER_"));
    default:
      return KEYS;
  }
}
