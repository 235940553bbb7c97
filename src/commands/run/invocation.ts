import {
  type Command,
  declare,
  flag,
  option,
  type Parameters,
  parameters,
  restArguments,
} from "../../cli/declare.ts";
import { tokensOf } from "../../cli/tokens.ts";
import { parseArguments } from "../../cli/parse.ts";
import type { RequestOptions } from "../../credentials/request.ts";
import { UserError } from "../../errors.ts";
import { readDuration } from "./duration.ts";
import { checkRole, roleOptions } from "./role_options.ts";
import { ssoOptions, ssoRoleOf } from "./sso_options.ts";

/** The arguments of `opaws run`. */
export interface Invocation extends RequestOptions {
  /** Whether to print what was chosen and why on standard error. */
  readonly verbose: boolean;
  /** The command as typed. */
  readonly command: string;
  /** The arguments of the command. */
  readonly args: readonly string[];
  /** How many arguments of `opaws run` precede `args`. */
  readonly offset: number;
}

/** The values of {@linkcode RUN_PARAMETERS}. */
interface RunOptions extends Omit<RequestOptions, "durationSeconds" | "sso"> {
  readonly sso?: string | undefined;
  readonly account?: string | undefined;
  readonly duration?: string | undefined;
  readonly verbose: boolean;
  readonly command: readonly string[];
}

const ROLE_EXAMPLE = "opaws run --role arn:aws:iam::123456789012:role/NAME -- COMMAND";
const SSO_EXAMPLE = "opaws run --sso SESSION --account ID --role NAME -- COMMAND";

/** The parameters of `opaws run`. */
const RUN_PARAMETERS: Parameters<RunOptions> = parameters({
  item: option("--item", "ITEM", "The item to use: its title, id, or a unique prefix of either."),
  vault: option("--vault", "NAME", "The vault to look for it in.", "vault"),
  profile: option("--profile", "PROFILE", "The profile of ~/.aws/config to use."),
  duration: option("--duration", "TIME", "How long the session lasts, such as 45m or 1h30m."),
  sessionName: option("--session-name", "NAME", "The name of the role session, for CloudTrail."),
  noSession: flag(
    "--no-session",
    "Use the long-lived access key itself, or assume the role with it directly.",
  ),
  served: flag("--server", "Give it a server for sessions that it renews by itself, and no keys."),
  fresh: flag("--fresh", "Get a new session, even if one is cached."),
  ...roleOptions,
  ...ssoOptions,
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

/** `opaws run`, for its help and its errors. `run` of `run.ts` runs the command unless its name is empty. */
export const command: Command = declare(
  {
    description:
      "Uses the item that is bound in this terminal session, else in the nearest directory, else globally, and unlocks its vault once per terminal. A command that needs no credentials gets none, unless you name an item, a profile or a session. A profile with a role gets a session of that role, from the cache if there is one. --role assumes a role with the item, or with the profile's role; with --sso and --account it names a role of IAM Identity Center. With OPAWS_TOKEN it uses the token's item and asks nothing.",
    examples: [
      "opaws run -- aws s3 ls",
      'opaws run --item "AWS prod" -- terraform plan',
      "opaws run --verbose -- env",
      "opaws run --role arn:aws:iam::123456789012:role/admin -- aws s3 ls",
      "opaws run --server -- ./nightly-backup.sh",
      "opaws run --sso corp --account 111122223333 --role Developer -- aws s3 ls",
      "opaws run --role arn:aws:iam::123456789012:role/ci --web-identity -- aws s3 ls",
    ],
  },
  RUN_PARAMETERS,
  () => {
    throw new UserError({
      exit: "usage",
      code: "usage",
      cannot: 'run "opaws run"',
      because: "COMMAND is empty",
      try: "opaws run -- aws s3 ls",
    });
  },
);

/**
 * Reads the arguments after `opaws run`. Returns null if they ask for help or are wrong: the command line then prints the
 * help or the error.
 *
 * @throws UserError (64) as `readDuration` and `checkRole` do.
 */
export function readInvocation(args: readonly string[]): Invocation | null {
  const parsed = parseArguments(RUN_PARAMETERS, args, tokensOf);
  if (parsed.kind !== "values") return null;
  const { command: [command, ...rest], duration, ...options } = parsed.values;
  if (!command) return null;
  if (options.served && options.noSession) throw serverWithoutSession();
  const ofSso = ssoRoleOf(options, SSO_EXAMPLE);
  checkRole({ ...options, ...ofSso }, ROLE_EXAMPLE);
  const { account: _, ...others } = options;
  return {
    ...others,
    ...ofSso,
    sso: ofSso.sso,
    durationSeconds: duration === undefined
      ? undefined
      : readDuration(duration, "opaws run --duration 1h -- aws sts get-caller-identity"),
    command,
    args: rest,
    offset: parsed.restIndex! + 1,
  };
}

function serverWithoutSession(): UserError {
  return new UserError({
    exit: "usage",
    code: "usage",
    cannot: "use --no-session",
    because: "--server hands out sessions only, never the access key itself",
    try: "opaws run --server -- COMMAND",
  });
}
