import type { CommandContext } from "../../cli/context.ts";
import { report } from "../../cli/output.ts";
import { gatherFacts } from "../../credentials/facts.ts";
import { makePlan, type Plan } from "../../credentials/plan.ts";
import { sourceText } from "../../credentials/plan_text.ts";
import { UserError } from "../../errors.ts";
import { shellWord } from "../../quote.ts";
import { ssoSourceText } from "../../credentials/sso/sso_plan.ts";
import { type Binding, bindingName, isSso } from "../../scope/binding.ts";
import { ownBindings } from "../../scope/resolve.ts";
import { readScopeTree } from "../../scope/scope_tree.ts";
import { hookState } from "../../shell/hook_state.ts";
import { findTool, toolNames, unlistedTool } from "../../tools/table.ts";

/**
 * Reports, on standard error, what keeps this terminal's choice for `tool` from applying: a variable that takes precedence,
 * other tools with bindings of their own, and a shell without the hook. With `binding` null, reports what applies instead.
 */
export function reportEffect(context: CommandContext, tool: string, binding: Binding | null): void {
  const { host, paths, terminal } = context;
  const config = context.config();
  const found = findTool(tool, config.tools) ?? unlistedTool(tool);
  try {
    const facts = gatherFacts({ host, paths, config, terminal });
    const plan = makePlan({ tool: found, args: null, options: {} }, () => facts);
    const line = binding === null ? whatApplies(tool, plan) : whatOverrides(tool, binding, plan);
    if (line !== null) report(`opaws: ${line}`, `  try: opaws which ${shellWord(tool)}`);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    report(`opaws: ${error.message}`, ...(error.try === undefined ? [] : [`  try: ${error.try}`]));
    return;
  }
  if (binding === null) return;
  const cwd = host.cwd();
  const tree = readScopeTree(paths, config, terminal, cwd);
  const others = tool !== "aws"
    ? []
    : toolNames(config.tools).filter((each) =>
      each !== tool && ownBindings(tree, each, cwd).length > 0
    );
  if (others.length > 0) {
    const own = others.length === 1 ? "has a binding of its own" : "have bindings of their own";
    report(
      `opaws: ${others.join(", ")} ${own} and ${others.length === 1 ? "keeps it" : "keep them"}`,
      `  try: opaws use --tool ${shellWord(others[0]!)}`,
    );
  }
  if (hookState(host, tool) !== "in place") {
    report(`opaws: plain ${tool} in this shell bypasses opaws`, "  try: opaws hook --install");
  }
}

function whatApplies(tool: string, plan: Plan): string | null {
  if (plan.kind === "sso" && plan.source.by === "sso-scope") {
    return `${tool} now uses ${bindingName(plan.source.binding)} (${ssoSourceText(plan.source)})`;
  }
  return plan.kind === "item" && "binding" in plan.source
    ? `${tool} now uses "${plan.source.binding.title}" (${sourceText(plan.source)})`
    : null;
}

/** Returns why `plan` is not about this terminal's choice; null if it is. */
function whatOverrides(tool: string, binding: Binding, plan: Plan): string | null {
  if (plan.kind === "none") return null;
  const profile = plan.kind === "unbound" ? null : plan.profile;
  const own = isSso(binding) ? undefined : binding.profile;
  if (profile !== null && profile.source !== "binding" && profile.name !== own) {
    return `${profile.source} names profile "${profile.name}", which ${tool} uses`;
  }
  if (plan.kind === "tool") return `${tool} does not use it: ${plan.reason}`;
  if (isSso(binding)) return plan.kind === "sso" ? null : `${tool} does not use it`;
  const isChoice = plan.kind === "item" && "binding" in plan.source &&
    plan.source.binding.item === binding.item;
  return isChoice || plan.kind !== "item"
    ? null
    : `${tool} does not use it: ${sourceText(plan.source)} takes precedence`;
}
