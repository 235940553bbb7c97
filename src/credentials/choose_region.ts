/** A region, and where it comes from. */
export interface Region {
  /** Its name: `eu-west-1`. */
  readonly name: string;
  /** Where it comes from, for people: `the environment`, `profile "prod"`, `the binding` or `the item`. */
  readonly source: string;
}

/** The region as far as it is known before the item is opened. */
export type PlannedRegion =
  /** This region, whatever the item says. */
  | { readonly kind: "known"; readonly region: Region }
  /** The item's region if it has one, or else the fallback. */
  | { readonly kind: "item"; readonly fallback: Region | null };

/** The places that may name a region, highest precedence first. */
interface RegionSources {
  /** The variable that the user set. */
  readonly environment: string | undefined;
  /** The profile that an option, an argument or a variable names. */
  readonly namedProfile: Region | null;
  /** The `--region` of the binding. */
  readonly binding: string | undefined;
  /** The profile of the binding. */
  readonly bindingProfile: Region | null;
  /** `[default]`, if no profile applies. */
  readonly defaultProfile: Region | null;
}

/** Returns the region as far as it is known before the item is opened. As in botocore, an empty name does not count. */
export function planRegion(sources: RegionSources): PlannedRegion {
  const { environment, namedProfile, binding, bindingProfile, defaultProfile } = sources;
  const region = environment
    ? { name: environment, source: "the environment" }
    : namedProfile ?? (binding ? { name: binding, source: "the binding" } : bindingProfile);
  return region === null ? { kind: "item", fallback: defaultProfile } : { kind: "known", region };
}

/** Returns the region that applies; null if nothing names one. `itemRegion` is the item's field `default region`. */
export function completeRegion(
  planned: PlannedRegion,
  itemRegion: string | undefined,
): Region | null {
  if (planned.kind === "known") return planned.region;
  return itemRegion ? { name: itemRegion, source: "the item" } : planned.fallback;
}
