import { globalOption, isArgument } from "./aws_options.ts";
import type { NeedsAuthRule, Tool } from "./table.ts";

/** Reports whether `tool` called with `args` needs credentials at all. */
export function needsAuth(tool: Tool, args: readonly string[]): boolean {
  return tool.needsAuth === "aws" ? awsNeedsAuth(args) : byRule(tool.needsAuth, args);
}

function byRule(rule: NeedsAuthRule, args: readonly string[]): boolean {
  const end = args.indexOf("--");
  const before = end < 0 ? args : args.slice(0, end);
  if (before.some((word) => rule.noAuthFlags.includes(word))) return false;
  for (let at = 0; at < before.length; at++) {
    const word = before[at]!;
    if (rule.noAuthFirst.includes(word)) return false;
    if (rule.valueFlags.includes(word)) at++;
    else if (!word.startsWith("-")) return !rule.noAuthCommands.includes(word);
  }
  return !rule.noAuthAlone || end >= 0;
}

/** Commands that deal with settings, sign-in and what was called before, not with signed requests. */
const WITHOUT_KEYS: readonly string[] = ["configure", "sso", "login", "logout", "history", "help"];

/** Operations that are followed by one more command word (`aws ec2 wait instance-running`). */
const NESTING: readonly string[] = ["wait", "wizard", "generate"];

/** What is left of the arguments of `aws` when the global options are taken out. */
interface Words {
  /** Command words and arguments, in their order. */
  readonly positional: string[];
  /** Options of the command. */
  readonly options: string[];
  /** Whether `--cli-auto-prompt` asks for whatever is missing. */
  prompts: boolean;
}

/**
 * Reports whether these arguments of `aws` need credentials. Decided by parsing as the AWS CLI does: global options
 * anywhere before `--` are set aside (`argparse.parse_known_args`), and the first two words that are no option are the
 * service and the operation. `help` counts in the place of either, or as all that follows the command words
 * (`awscli.argparser.ArgTableArgParser`); elsewhere it is an argument, as in `--name help`.
 */
export function awsNeedsAuth(args: readonly string[]): boolean {
  const words = commandWords(args);
  if (words === null) return false;
  const [service, operation] = words.positional;
  if (service === undefined) return words.prompts;
  const afterOperation = operation !== undefined && NESTING.includes(operation) ? 3 : 2;
  const asksForHelp = operation === "help" ||
    words.options.length === 0 &&
      (isHelp(words.positional, 2) || isHelp(words.positional, afterOperation));
  if (asksForHelp) return false;
  if (service === "configure" && operation === "export-credentials") return true;
  if (WITHOUT_KEYS.includes(service)) return false;
  return !words.options.some(printsSkeleton);
}

/** The words without the global options; null when one of these says that nothing is to be signed. */
function commandWords(args: readonly string[]): Words | null {
  const words: Words = { positional: [], options: [], prompts: false };
  for (let at = 0; at < args.length; at++) {
    const word = args[at]!;
    if (word === "--") {
      words.positional.push(...args.slice(at + 1));
      break;
    }
    const option = globalOption(word);
    if (option?.name === "--version" || option?.name === "--no-sign-request") return null;
    if (option?.name === "--cli-auto-prompt") words.prompts = true;
    if (option?.takesNext && args[at + 1] !== undefined && isArgument(args[at + 1]!)) at++;
    if (option === null) (isArgument(word) ? words.positional : words.options).push(word);
  }
  return words;
}

function isHelp(positional: readonly string[], place: number): boolean {
  return positional[place] === "help" && positional.length === place + 1;
}

/** `--generate-cli-skeleton`, which prints an empty request; argparse never takes it for the value of an option. */
function printsSkeleton(option: string): boolean {
  const [name = ""] = option.split("=", 1);
  return name.startsWith("--generate-cli") && "--generate-cli-skeleton".startsWith(name);
}
