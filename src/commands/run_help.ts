import { UserError } from "../errors.ts";
import { type Command, declare, flag, option, parameters, restArguments } from "../cli/declare.ts";

/**
 * What help and completion know of `opaws run`. The hot half reads its words (`run_arguments.ts`) and comes here only
 * when they ask for help or are wrong.
 */
export const runHelp: Command = declare(
  "run",
  {
    brief: "Becomes a command with the credentials that hold here.",
    description:
      "opaws run [OPTION...] [--] COMMAND [ARG...]: the item of the terminal session, else of the nearest directory, else the global one; unlocked once per terminal. A command that needs no credentials gets none, unless you name an item, a profile or a session. A profile with a role gets a session of that role, made when there is none yet. With OPAWS_TOKEN the item that it opens, and nobody is asked.",
    examples: [
      "opaws run -- aws s3 ls",
      'opaws run --item "AWS prod" -- terraform plan',
      "opaws run --verbose -- env",
      "opaws run --role arn:aws:iam::123456789012:role/ci --web-identity -- aws s3 ls",
    ],
  },
  parameters({
    item: option("--item", "ITEM", "The item to use: title, id, or a unique beginning."),
    vault: option("--vault", "NAME", "The vault that holds it.", "vault"),
    profile: option("--profile", "PROFILE", "The profile of ~/.aws/config to use."),
    duration: option("--duration", "TIME", "How long the session lasts, such as 45m or 1h30m."),
    sessionName: option("--session-name", "NAME", "The name of the role session, for CloudTrail."),
    noSession: flag(
      "--no-session",
      "Use the long-lived access key itself, or assume the role with it directly.",
    ),
    fresh: flag("--fresh", "Make the session anew, so that it has all its time before it."),
    role: option("--role", "ARN", "The role to assume by web identity; AWS_ROLE_ARN unless told."),
    webIdentity: flag(
      "--web-identity",
      "Assume --role with the job's OpenID Connect token: no stored key at all.",
    ),
    verbose: flag("--verbose", "Say on stderr what was chosen and why."),
    command: restArguments("COMMAND", "The command and its arguments, as they are.", "tool"),
  }),
  (options) => {
    const empty = Object.entries(options).find(([, given]) => given === "")?.[0];
    throw new UserError({
      exit: "usage",
      code: "usage",
      cannot: "run a command",
      because: options.command.length === 0
        ? "there is none"
        : empty === undefined
        ? "its name is empty"
        : `${runHelp.parameters.parameters[empty]!.name} is empty`,
      try: "opaws run -- aws s3 ls",
    });
  },
);
