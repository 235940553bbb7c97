import { UserError } from "../errors.ts";
import { globalOption, isArgument } from "./aws_options.ts";

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

/**
 * Takes the options that name a profile, such as `--profile`, out of the arguments of a tool other than aws: all of
 * them before `--`, as `--profile x`, `--profile=x`, and of a short one `-p x`, `-p=x`, `-px`; the last one counts.
 * The SDKs behind these tools go to the config file for a profile that is named so, past the credentials of their
 * environment. Answers the places of the arguments that are kept and the name. One without a value is kept, for the
 * tool to explain. Never faults.
 */
export function takeProfileOption(
  options: readonly string[],
  args: readonly string[],
): { readonly kept: readonly number[]; readonly profile?: string } {
  const kept: number[] = [];
  const end = args.indexOf("--");
  const before = end < 0 ? args.length : end;
  let profile: string | undefined;
  for (let at = 0; at < args.length; at++) {
    const word = args[at]!;
    const joined = at < before ? joinedValue(options, word) : undefined;
    const next = at + 1 < before ? args[at + 1]! : "";
    if (joined) {
      profile = joined;
    } else if (at < before && options.includes(word) && next !== "" && !next.startsWith("-")) {
      profile = next;
      at++;
    } else {
      kept.push(at);
    }
  }
  return profile === undefined ? { kept } : { kept, profile };
}

/** The value that `word` brings with one of `options` in itself; empty or undefined when it brings none. */
function joinedValue(options: readonly string[], word: string): string | undefined {
  for (const option of options) {
    if (word.startsWith(`${option}=`)) return word.slice(option.length + 1);
    const short = option.length === 2 && word.length > 2 && word.startsWith(option);
    if (short) return word.slice(2);
  }
  return undefined;
}
