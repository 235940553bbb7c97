import { Fault } from "../../fault.ts";
import { type Command, declare, object, rest, toggle, value } from "../declare.ts";

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
  object({
    item: value("--item", "ITEM", "The item to use: title, id, or a unique beginning."),
    vault: value("--vault", "NAME", "The vault that holds it.", "vault"),
    profile: value("--profile", "PROFILE", "The profile of ~/.aws/config to use."),
    duration: value("--duration", "TIME", "How long the session lasts, such as 45m or 1h30m."),
    sessionName: value("--session-name", "NAME", "The name of the role session, for CloudTrail."),
    noSession: toggle(
      "--no-session",
      "Use the long-lived access key itself, or assume the role with it directly.",
    ),
    fresh: toggle("--fresh", "Make the session anew, so that it has all its time before it."),
    role: value("--role", "ARN", "The role to assume by web identity; AWS_ROLE_ARN unless told."),
    webIdentity: toggle(
      "--web-identity",
      "Assume --role with the job's OpenID Connect token: no stored key at all.",
    ),
    verbose: toggle("--verbose", "Say on stderr what was chosen and why."),
    command: rest("COMMAND", "The command and its arguments, as they are.", "tool"),
  }),
  (options) => {
    const empty = Object.entries(options).find(([, given]) => given === "")?.[0];
    throw new Fault({
      exit: "usage",
      code: "usage",
      cannot: "run a command",
      because: options.command.length === 0
        ? "there is none"
        : empty === undefined
        ? "its name is empty"
        : `${runHelp.options.parts[empty]!.name} is empty`,
      try: "opaws run -- aws s3 ls",
    });
  },
);
