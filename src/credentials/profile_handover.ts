import { goSdkAccepts } from "../aws/config/go_sdk.ts";
import { profileText } from "../aws/config/profile.ts";
import type { Profiles } from "../aws/config/profiles.ts";
import { shellWord } from "../quote.ts";
import { callsCommand } from "../tools/needs_auth.ts";
import type { Tool } from "../tools/table.ts";
import type { Region } from "./choose_region.ts";
import type { PlanFacts } from "./facts.ts";
import { settingVariables } from "./profile_settings.ts";
import type { PlanRequest } from "./request.ts";

/** A profile, and where its name comes from. */
export interface NamedProfile {
  readonly name: string;
  readonly source: "argument" | "option" | "AWS_PROFILE" | "AWS_DEFAULT_PROFILE" | "binding";
  /** Whether it exists in the AWS config files. */
  readonly exists: boolean;
}

/** What the tool gets from the profile besides credentials. */
export interface ProfileHandover {
  /** The name for `AWS_PROFILE`; null if the tool does not get it. */
  readonly name: string | null;
  /** The profile's settings as variables, by name, for a tool that does not get the name of the profile. */
  readonly settings: Readonly<Record<string, string>>;
  /** The region that the tool then finds in the AWS config files by itself; null if it finds none. */
  readonly region: string | null;
  /** The warning about the name for the user; null if there is none. */
  readonly warning: string | null;
}

/**
 * Returns what the tool of `request` gets from `profile`. It never gets the name of a profile that does not exist, which
 * SDKs refuse.
 */
export function handOver(
  { tool, args }: PlanRequest,
  profile: NamedProfile | null,
  facts: PlanFacts,
): ProfileHandover {
  const naming = profile?.exists ? nameFor(tool, args, profile.name, facts.profiles) : null;
  const name = naming?.passes ? profile!.name : null;
  return {
    name,
    settings: name === null && profile !== null
      ? settingVariables(facts.profiles, profile.name)
      : {},
    region: profileRegion(facts, name ?? "default")?.name ?? null,
    warning: naming?.warning ?? null,
  };
}

/** Returns whether `tool` gets the name of a profile, and what to say about it. */
function nameFor(
  tool: Tool,
  args: readonly string[] | null,
  name: string,
  profiles: Profiles,
): { readonly passes: boolean; readonly warning: string | null } {
  if (tool.profile === "keep") return { passes: true, warning: null };
  const naming = Object.entries(tool.namingCommands)
    .find(([command]) => args !== null && callsCommand(tool, args, command));
  if (naming === undefined) return { passes: false, warning: null };
  if (goSdkAccepts(profiles, name)) return { passes: true, warning: null };
  const passes = naming[1] === "always";
  const refused = `the SDK of ${tool.name} refuses profile ${JSON.stringify(name)}, because its` +
    " source has no credentials in the AWS files";
  const result = passes ? "" : ", so a kubeconfig will not name it";
  const instead = `use aws eks update-kubeconfig --profile ${shellWord(name)}`;
  return { passes, warning: `${refused}${result}: ${instead}` };
}

/** Returns the region of the profile `name`; null if it names none. */
export function profileRegion({ profiles }: PlanFacts, name: string): Region | null {
  const profile = profiles.all.get(name);
  const region = profile && profileText(profile, "region");
  return region ? { name: region, source: `profile ${JSON.stringify(name)}` } : null;
}
