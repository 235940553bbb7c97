import { flag, option, type Parameters, parameters, restArguments } from "../../cli/declare.ts";
import { parseArguments } from "../../cli/parse.ts";
import { readDuration } from "../../credentials/duration.ts";
import type { RequestOptions } from "../../credentials/request.ts";

/** What `opaws run` was asked for. */
export interface Invocation extends RequestOptions {
  /** Whether to say on standard error what was chosen and why. */
  readonly verbose: boolean;
  /** The command as typed. */
  readonly command: string;
  /** Its arguments. */
  readonly args: readonly string[];
  /** How many of the arguments of `opaws run` precede `args`. */
  readonly offset: number;
}

/** The values of {@linkcode RUN_PARAMETERS}. */
interface RunOptions extends Omit<RequestOptions, "durationSeconds"> {
  readonly duration?: string | undefined;
  readonly verbose: boolean;
  readonly command: readonly string[];
}

/** The parameters of `opaws run`. */
export const RUN_PARAMETERS: Parameters<RunOptions> = parameters({
  item: option("--item", "ITEM", "The item to use: its title, id, or a unique prefix of either."),
  vault: option("--vault", "NAME", "The vault to look for it in.", "vault"),
  profile: option("--profile", "PROFILE", "The profile of ~/.aws/config to use."),
  duration: option("--duration", "TIME", "How long the session lasts, such as 45m or 1h30m."),
  sessionName: option("--session-name", "NAME", "The name of the role session, for CloudTrail."),
  noSession: flag(
    "--no-session",
    "Use the long-lived access key itself, or assume the role with it directly.",
  ),
  fresh: flag("--fresh", "Get a new session, even if one is cached."),
  role: option("--role", "ARN", "The role to assume by web identity, instead of AWS_ROLE_ARN."),
  webIdentity: flag(
    "--web-identity",
    "Assume --role with the CI job's OpenID Connect token, without any stored key.",
  ),
  verbose: flag("--verbose", "Print what was chosen and why on standard error."),
  command: {
    ...restArguments(
      "COMMAND",
      "The command and its arguments, which opaws passes on unchanged.",
      "tool",
    ),
    required: true,
  },
});

/**
 * Returns what the arguments after `opaws run` ask for. Null if they ask for help or are wrong, which the command line
 * then explains.
 *
 * @throws UserError (64) if the duration is not one.
 */
export function readInvocation(args: readonly string[]): Invocation | null {
  const parsed = parseArguments(RUN_PARAMETERS, args);
  if (parsed.kind !== "values") return null;
  const { command: [command, ...rest], duration, ...options } = parsed.values;
  if (!command) return null;
  return {
    ...options,
    durationSeconds: duration === undefined ? undefined : readDuration(duration),
    command,
    args: rest,
    offset: parsed.restIndex! + 1,
  };
}
