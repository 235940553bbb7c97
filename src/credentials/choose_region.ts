/** A region, and what names it. */
export interface Region {
  /** Its name. */
  readonly name: string;
  /** What names it: `AWS_REGION or AWS_DEFAULT_REGION`, `profile "prod"`, `the binding`, `the item`. */
  readonly source: string;
}

/** The region as far as it is known before the item is open. */
export type PlannedRegion =
  /** It is this one, whatever the item says. */
  | { readonly kind: "known"; readonly region: Region }
  /** It is the item's, if it has one, or else this one. */
  | { readonly kind: "item"; readonly fallback: Region | null };

/** What may name the region, in the order in which it counts. */
interface RegionSources {
  /** The variables that the user set. */
  readonly environment: string | undefined;
  /** The profile that an option, an argument or a variable names. */
  readonly namedProfile: Region | null;
  /** `--region` of the binding. */
  readonly binding: string | undefined;
  /** The profile of the binding. */
  readonly bindingProfile: Region | null;
  /** `[default]`, for a tool that gets no profile. */
  readonly defaultProfile: Region | null;
}

/** Returns the region that applies, before the item is open. An empty name counts as none, as for botocore. */
export function planRegion(sources: RegionSources): PlannedRegion {
  const { environment, namedProfile, binding, bindingProfile, defaultProfile } = sources;
  const region = environment
    ? { name: environment, source: "the environment" }
    : namedProfile ?? (binding ? { name: binding, source: "the binding" } : bindingProfile);
  return region === null ? { kind: "item", fallback: defaultProfile } : { kind: "known", region };
}

/** Returns the region that applies, with `itemRegion`, the item's `default region`; null if nothing names one. */
export function completeRegion(
  planned: PlannedRegion,
  itemRegion: string | undefined,
): Region | null {
  if (planned.kind === "known") return planned.region;
  return itemRegion ? { name: itemRegion, source: "the item" } : planned.fallback;
}
