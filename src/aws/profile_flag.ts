import { Fault } from "../fault.ts";
import { globalOption } from "./global_options.ts";

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

/** The profile that holds; null when nobody names one, which means `default`. An empty name names none, as for botocore. */
export function chooseProfile(sources: ProfileSources): string | null {
  return sources.flag || sources.awsProfile || sources.awsDefaultProfile || sources.binding || null;
}

/**
 * Takes `--profile` out of the arguments of `aws`: all of them before `--`, the last one counts. Everything else stays
 * in its order. botocore ignores injected keys when the flag is given, but not when only `AWS_PROFILE` is set.
 * Faults (64) when one has no value.
 */
export function takeProfileFlag(
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
    if (!profile || profile === "--") throw noValue();
  }
  for (; at < args.length; at++) kept.push(at);
  return profile === undefined ? { kept } : { kept, profile };
}

function noValue(): Fault {
  return new Fault({
    exit: "usage",
    code: "no-profile",
    cannot: "choose a profile",
    because: "--profile was given without a value",
  });
}
