import { awsNeedsAuth } from "./aws_needs_auth.ts";
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
