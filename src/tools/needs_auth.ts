import { awsNeedsAuth } from "./aws_needs_auth.ts";
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
