import { UserError } from "../errors.ts";
import { globalOption, isArgument } from "./aws_options.ts";

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

/**
 * Takes `--profile` out of the arguments of `aws`: all of them before `--`, shortened (`--prof x`) or not; the last one
 * counts. Answers the places of the arguments that are kept, so that the caller can hand on their very bytes, and the
 * name. botocore ignores injected keys when the flag is given, but not when only `AWS_PROFILE` is set.
 * Faults (64) when one has no value: at the end, before another option or `--`, or an empty one.
 */
export function takeAwsProfileOption(
  args: readonly string[],
): { readonly kept: readonly number[]; readonly profile?: string } {
  const kept: number[] = [];
  let profile: string | undefined;
  let at = 0;
  for (; at < args.length && args[at] !== "--"; at++) {
    const option = globalOption(args[at]!);
    if (option?.name !== "--profile") {
      kept.push(at);
      continue;
    }
    profile = option.takesNext ? args[++at] : option.value;
    if (!profile || (option.takesNext && !isArgument(profile))) throw noValue();
  }
  for (; at < args.length; at++) kept.push(at);
  return profile === undefined ? { kept } : { kept, profile };
}

function noValue(): UserError {
  return new UserError({
    exit: "usage",
    code: "no-profile",
    cannot: "choose a profile",
    because: "--profile was given without a value",
  });
}
