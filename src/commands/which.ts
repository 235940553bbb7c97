import {
  argument,
  type Command,
  declareLight,
  jsonFlag,
  option,
  parameters,
} from "../cli/declare.ts";
import { printAnswer } from "../cli/output.ts";
import { gatherFacts } from "../credentials/facts.ts";
import { makePlan, type Plan } from "../credentials/plan.ts";
import { planLines } from "../credentials/plan_lines.ts";
import { sourceText } from "../credentials/plan_text.ts";
import { ssoSourceText } from "../credentials/sso/sso_plan.ts";
import { sharedVaultOf, variableLines } from "../credentials/variable_lines.ts";
import { installedProgram } from "../exec/shims.ts";
import { trustedFolders } from "../scope/settings.ts";
import { hookState } from "../shell/hook_state.ts";
import { findTool, unlistedTool } from "../tools/table.ts";
import { programLine, shellNotes } from "./which/which_lines.ts";

/** `opaws which`. */
export const command: Command = declareLight(
  {
    description:
      "Shows step by step which item, profile, roles and region a tool would get in this terminal and directory, and whether the shell runs it through opaws. Unlocks nothing.",
    examples: ["opaws which aws", "opaws which terraform --json", "opaws which aws --profile prod"],
  },
  parameters({
    json: jsonFlag,
    profile: option("--profile", "PROFILE", "Assume that the tool is called with this profile."),
    role: option("--role", "ARN", "Assume that opaws run is called with this role."),
    tool: argument("TOOL", "The tool, or any other command."),
  }),
  (options, context) => {
    const config = context.config();
    const tool = findTool(options.tool, config.tools) ?? unlistedTool(options.tool);
    const request = { tool, args: null, options: { profile: options.profile, role: options.role } };
    const plan = makePlan(request, () =>
      gatherFacts({
        host: context.host,
        paths: context.paths,
        config,
        terminal: context.terminal,
      }));
    const { file, problem } = installedProgram(
      context.host,
      context.paths,
      tool.name,
      trustedFolders(config),
    );
    const isProvided = ["item", "sso", "web-identity"].includes(plan.kind);
    const hook = hookState(context.host, tool.name);
    const shared = plan.kind === "item" ? sharedVaultOf(context.paths, plan.source) : null;
    printAnswer(options.json, {
      tool: tool.name,
      program: file,
      programProblem: problem?.message ?? null,
      shell: hook,
      directory: context.host.cwd(),
      ...planJson(plan),
      ...(shared === null ? {} : { sharedVault: shared.name, variables: shared.approved }),
    }, () => [
      problem === null ? programLine(tool.name, file) : `opaws ${problem.message}`,
      ...planLines(plan, tool.name, variableLines(shared)),
      ...(isProvided ? shellNotes(tool.name, hook) : []),
    ]);
  },
);

/** Returns `plan` as `opaws which --json` prints it. */
export function planJson(plan: Plan): Record<string, unknown> {
  if (plan.kind === "none") return { outcome: "none" };
  const common = { steps: plan.searched, profile: plan.profile?.name ?? null, plan: plan.kind };
  switch (plan.kind) {
    case "tool":
      return { ...common, outcome: "left to the tool", reason: plan.reason };
    case "unbound":
      return { ...common, outcome: "nothing bound" };
    case "web-identity":
      return { ...common, outcome: "web identity", region: plan.region };
    case "sso": {
      const { source } = plan;
      return {
        ...common,
        outcome: "identity center",
        chosenBy: ssoSourceText(source),
        binding: source.by === "sso-scope" ? source.binding : null,
        ssoRole: plan.role,
        roles: plan.roles,
        region: plan.region,
        mfaProcesses: plan.mfaProcesses,
        notes: plan.notes,
      };
    }
    case "item": {
      const { source } = plan;
      return {
        ...common,
        outcome: source.by === "token" ? "token" : plan.roles.length > 0 ? "role" : "item",
        chosenBy: sourceText(source),
        binding: "binding" in source ? source.binding : null,
        item: "binding" in source ? source.binding.title : source.reference ?? null,
        roles: plan.roles,
        region: plan.region,
        mfaSerial: plan.mfaSerial ?? null,
        mfaProcess: plan.mfaProcess ?? null,
        mfaProcesses: plan.mfaProcesses,
        notes: plan.notes,
      };
    }
  }
}
