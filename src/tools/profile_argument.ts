import { takeAwsProfileOption, takeProfileOption } from "./profile_option.ts";
import type { Tool } from "./table.ts";

/** A tool's arguments without the ones that name a profile. */
export interface ProfileArgument {
  /** The indexes of the arguments that remain, so that the caller can pass on their exact bytes. */
  readonly kept: readonly number[];
  /** The profile that the last of the removed arguments names; undefined if none does. */
  readonly profile?: string;
}

/**
 * Takes the arguments that name a profile out of `args`, by the rules of `tool`: an SDK ignores credentials in the
 * environment for a profile that is named so.
 *
 * @throws UserError (64) if `aws` gets `--profile` without a value.
 */
export function takeProfileArgument(tool: Tool, args: readonly string[]): ProfileArgument {
  return tool.needsAuth === "aws"
    ? takeAwsProfileOption(args)
    : takeProfileOption(tool.profileOptions, args);
}
