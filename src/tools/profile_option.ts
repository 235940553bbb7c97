import { UserError } from "../errors.ts";
import { globalOption, isArgument } from "./aws_options.ts";
import type { Tool } from "./table.ts";

/** A tool's arguments without the ones that name a profile. */
export interface ProfileArgument {
  /** The indexes of the arguments that remain, so that the caller can pass on their exact bytes. */
  readonly rest: readonly number[];
  /** The profile that the last of the removed arguments names; undefined if none does. */
  readonly profile?: string;
}

/**
 * Removes the options that name a profile from `args`, by the rules of `tool`: with such an option, an SDK ignores the
 * credentials in the environment.
 *
 * @throws UserError (64, usage) if `aws` gets `--profile` without a value.
 */
export function takeProfileArgument(tool: Tool, args: readonly string[]): ProfileArgument {
  return tool.needsAuth === "aws"
    ? takeAwsProfileOption(args)
    : takeProfileOption(tool.profileOptions, args);
}

/**
 * Removes `--profile` from the arguments of `aws`: every one before `--`, abbreviated (`--prof x`) or not. The last one
 * wins, as in `argparse`, and an empty one names no profile (`awscli.clidriver`, `_handle_top_level_args`). With the
 * option, botocore ignores the keys in the environment. With `AWS_PROFILE` alone it uses them.
 *
 * @throws UserError (64, usage) if an option has no value: it is the last argument, or is followed by another option or
 * `--`.
 */
export function takeAwsProfileOption(args: readonly string[]): ProfileArgument {
  const rest: number[] = [];
  let profile: string | undefined;
  let at = 0;
  for (; at < args.length && args[at] !== "--"; at++) {
    const option = globalOption(args[at]!);
    if (option?.name !== "--profile") {
      rest.push(at);
      continue;
    }
    profile = option.takesNext ? args[++at] : option.value;
    if (profile === undefined || (option.takesNext && !isArgument(profile))) throw noValue();
  }
  for (; at < args.length; at++) rest.push(at);
  return profile ? { rest, profile } : { rest };
}

function noValue(): UserError {
  return new UserError({
    exit: "usage",
    code: "no-profile",
    cannot: "choose a profile",
    because: "--profile has no value",
  });
}

/**
 * Removes the options that name a profile, such as `--profile`, from the arguments of a tool other than aws: every one
 * before `--`, written as `--profile x`, `--profile=x` or, if short, `-p x`, `-p=x`, `-px`. The last one wins. With such
 * an option the SDKs of these tools read the profile's credentials and ignore the environment. An option without a value
 * remains, so that the tool can explain the mistake.
 */
export function takeProfileOption(
  options: readonly string[],
  args: readonly string[],
): ProfileArgument {
  const rest: number[] = [];
  const end = args.indexOf("--");
  const before = end < 0 ? args.length : end;
  let profile: string | undefined;
  for (let at = 0; at < args.length; at++) {
    const arg = args[at]!;
    const joined = at < before ? joinedValue(options, arg) : undefined;
    const next = at + 1 < before ? args[at + 1]! : "";
    if (joined) {
      profile = joined;
    } else if (at < before && options.includes(arg) && next !== "" && !next.startsWith("-")) {
      profile = next;
      at++;
    } else {
      rest.push(at);
    }
  }
  return profile === undefined ? { rest } : { rest, profile };
}

/** Returns the value in `arg` itself (`--profile=x`, `-px`); empty or undefined if `arg` has none. */
function joinedValue(options: readonly string[], arg: string): string | undefined {
  for (const option of options) {
    if (arg.startsWith(`${option}=`)) return arg.slice(option.length + 1);
    const short = option.length === 2 && arg.length > 2 && arg.startsWith(option);
    if (short) return arg.slice(2);
  }
  return undefined;
}
