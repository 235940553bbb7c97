import { profileText } from "../aws/config/profile.ts";
import type { Tool } from "../tools/table.ts";
import type { Region } from "./choose_region.ts";
import type { PlanFacts } from "./facts.ts";
import { settingVariables } from "./profile_settings.ts";

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
}

/** Returns what `tool` gets from `profile`. It never gets the name of a profile that does not exist, which SDKs refuse. */
export function handOver(
  tool: Tool,
  profile: NamedProfile | null,
  facts: PlanFacts,
): ProfileHandover {
  const name = tool.profile === "keep" && profile?.exists ? profile.name : null;
  return {
    name,
    settings: name === null && profile !== null
      ? settingVariables(facts.profiles, profile.name)
      : {},
    region: profileRegion(facts, name ?? "default")?.name ?? null,
  };
}

/** Returns the region of the profile `name`; null if it names none. */
export function profileRegion({ profiles }: PlanFacts, name: string): Region | null {
  const profile = profiles.all.get(name);
  const region = profile && profileText(profile, "region");
  return region ? { name: region, source: `profile ${JSON.stringify(name)}` } : null;
}
