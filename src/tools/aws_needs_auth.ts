import { globalOption, isArgument } from "./aws_options.ts";

/** Commands for settings, sign-in and the history. They sign no requests. */
const WITHOUT_KEYS: readonly string[] = ["configure", "sso", "login", "logout", "history", "help"];

/** The subcommands of `configure` that sign requests: `mfa-login` calls GetSessionToken. */
const CONFIGURE_WITH_KEYS: readonly string[] = ["export-credentials", "mfa-login"];

/** Operations of other services that sign no request with the keys, or make none at all. */
const UNSIGNED: readonly string[] = [
  "cloudfront sign", // with a private key of its own
  "codecommit credential-helper store", // does nothing, but git calls it
  "codecommit credential-helper erase",
  "sso-oidc create-token",
  "sso-oidc register-client",
  "sso-oidc start-device-authorization",
  "sts assume-role-with-saml",
  "sts assume-role-with-web-identity",
];

/** Operations that a subcommand follows (`aws ec2 wait instance-running`). */
const NESTING: readonly string[] = ["wait", "wizard", "generate"];

/** The arguments of `aws` without the global options. */
interface CommandArguments {
  /** Commands and positional arguments, in order. */
  readonly positional: string[];
  /** Options of the command. */
  readonly options: string[];
  /** Whether `--cli-auto-prompt` asks for missing arguments. */
  prompts: boolean;
}

/**
 * Reports whether these arguments of `aws` need credentials. Parses them as the AWS CLI does: global options anywhere
 * before `--` are set aside (`argparse.parse_known_args`), and the first two positional arguments are the service and
 * the operation. `help` asks for help in place of either, or as the only argument after the command
 * (`awscli.argparser.ArgTableArgParser`); elsewhere it is a value, as in `--name help`.
 */
export function awsNeedsAuth(args: readonly string[]): boolean {
  const command = commandArguments(args);
  if (command === null) return false;
  const [service, operation] = command.positional;
  if (service === undefined) return command.prompts;
  const afterOperation = operation !== undefined && NESTING.includes(operation) ? 3 : 2;
  const asksForHelp = operation === "help" ||
    command.options.length === 0 &&
      (isHelp(command.positional, 2) || isHelp(command.positional, afterOperation));
  if (asksForHelp) return false;
  if (service === "configure" && CONFIGURE_WITH_KEYS.includes(operation ?? "")) return true;
  if (WITHOUT_KEYS.includes(service) || isUnsigned(command.positional)) return false;
  return !command.options.some(printsSkeleton);
}

/** Returns the arguments without the global options; null if a global option says that nothing is signed. */
function commandArguments(args: readonly string[]): CommandArguments | null {
  const found: CommandArguments = { positional: [], options: [], prompts: false };
  for (let at = 0; at < args.length; at++) {
    const arg = args[at]!;
    if (arg === "--") {
      found.positional.push(...args.slice(at + 1));
      break;
    }
    const option = globalOption(arg);
    if (option?.name === "--version" || option?.name === "--no-sign-request") return null;
    if (option?.name === "--cli-auto-prompt") found.prompts = true;
    if (option?.takesNext && args[at + 1] !== undefined && isArgument(args[at + 1]!)) at++;
    if (option === null) (isArgument(arg) ? found.positional : found.options).push(arg);
  }
  return found;
}

function isUnsigned(positional: readonly string[]): boolean {
  return UNSIGNED.some((each) =>
    each.split(" ").every((word, index) => positional[index] === word)
  );
}

function isHelp(positional: readonly string[], index: number): boolean {
  return positional[index] === "help" && positional.length === index + 1;
}

/** Reports whether `option` is `--generate-cli-skeleton`, which only prints an empty request. */
function printsSkeleton(option: string): boolean {
  const [name = ""] = option.split("=", 1);
  return name.startsWith("--generate-cli") && "--generate-cli-skeleton".startsWith(name);
}
