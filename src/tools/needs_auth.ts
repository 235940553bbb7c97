import { globalOption, isArgument } from "./aws_options.ts";
import type { NeedsAuthRule, OfflineCommand, Tool } from "./table.ts";

/** Reports whether `tool` needs credentials if it is called with `args`. */
export function needsAuth(tool: Tool, args: readonly string[]): boolean {
  return tool.needsAuth === "aws" ? awsNeedsAuth(args) : byRule(tool.needsAuth, args);
}

function byRule(rule: NeedsAuthRule, args: readonly string[]): boolean {
  const { before, options, command } = splitAtCommand(rule, args);
  if (before.some((arg) => rule.noAuthFlags.includes(arg))) return false;
  if (options.some((arg) => rule.noAuthFirst.includes(arg))) return false;
  if (command.length === 0) return !rule.noAuthAlone || before.length < args.length;
  return !rule.noAuthCommands.some((each) => isOffline(each, command));
}

/** Reports whether `args` of `tool` call `command`, which may have several words. */
export function callsCommand(tool: Tool, args: readonly string[], command: string): boolean {
  return tool.needsAuth !== "aws" &&
    isOffline(command, splitAtCommand(tool.needsAuth, args).command);
}

interface SplitArguments {
  /** The arguments before `--`. */
  readonly before: readonly string[];
  /** The options before the command, without their values. */
  readonly options: readonly string[];
  /** The command and what follows it; empty if there is none. */
  readonly command: readonly string[];
}

function splitAtCommand({ valueFlags }: NeedsAuthRule, args: readonly string[]): SplitArguments {
  const end = args.indexOf("--");
  const before = end < 0 ? args : args.slice(0, end);
  const options: string[] = [];
  let at = 0;
  for (; before[at]?.startsWith("-"); at++) {
    options.push(before[at]!);
    if (valueFlags.includes(before[at]!)) at++;
  }
  return { before, options, command: before.slice(at) };
}

/** Reports whether `args`, from the command on, call `offline`. No option may separate the words of the command. */
function isOffline(offline: string | OfflineCommand, args: readonly string[]): boolean {
  const { command, onlyWith, unless } = typeof offline === "string"
    ? { command: offline }
    : offline;
  const words = command.split(" ");
  if (words.some((word, index) => args[index] !== word)) return false;
  const has = (options: readonly string[]) => args.some((arg) => isSet(arg, options));
  return onlyWith !== undefined ? has(onlyWith) : unless === undefined || !has(unless);
}

/** Reports whether `arg` switches on one of `options`: `-x`, `-x=true`, but not `-x=false`. */
function isSet(arg: string, options: readonly string[]): boolean {
  const [name = "", value = "true"] = arg.split("=", 2);
  return options.includes(name) && !/^(0|f|false)$/i.test(value);
}

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
