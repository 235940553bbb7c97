/** What may name the profile, in the order in which it counts. */
export interface ProfileSources {
  /** `--profile` among the tool's arguments, or of `opaws run`. */
  readonly flag?: string | undefined;
  /** `AWS_PROFILE`. */
  readonly awsProfile?: string | undefined;
  /** `AWS_DEFAULT_PROFILE`. */
  readonly awsDefaultProfile?: string | undefined;
  /** The binding's. */
  readonly binding?: string | undefined;
}

/**
 * The profile that holds; null when nobody names one, which means `default`. An empty name names none; so `aws` has it
 * for its flag, while an empty `AWS_PROFILE`, which it refuses, does not reach it (see `provision`).
 */
export function chooseProfile(sources: ProfileSources): string | null {
  return sources.flag || sources.awsProfile || sources.awsDefaultProfile || sources.binding || null;
}
