import { chooseProfile } from "../credentials/choose_profile.ts";
import { replaceWithItem } from "../aws/config/provider.ts";
import { findProvider } from "../aws/config/provider.ts";
import { opawsProcess, withoutOpawsProcesses } from "../aws/config/opaws_process.ts";
import { loadProfiles } from "../aws/config/profiles.ts";
import { UserError } from "../errors.ts";
import { lookupSteps } from "../scope/resolve.ts";
import { findTool, unlistedTool } from "../tools/table.ts";
import { chainLines } from "../credentials/chain_text.ts";
import {
  argument,
  declareLight,
  jsonFlag,
  type LightCommand,
  option,
  parameters,
} from "../cli/declare.ts";
import { choosesItself, CHOSEN_BEFORE, chosenBefore } from "../credentials/chosen_before.ts";
import { printAnswer } from "../cli/output.ts";
import {
  chooseItem,
  chosenBy,
  environmentHasCredentials,
  mappedChoice,
  ownChoice,
} from "../credentials/choose_item.ts";
import { scopeName } from "../scope/binding.ts";
import { readScopeTree } from "../scope/scope_tree.ts";
import { realProgram } from "../exec/shims.ts";
import { tokenVariable } from "../credentials/token/token_variable.ts";
import type { BaseContext } from "../cli/base_context.ts";

/** `opaws which`. */
export const which: LightCommand = declareLight(
  "which",
  {
    brief: "Tells which item a tool would get here, and why.",
    description: "Tells which item a tool would get here and why, step by step, unlocking nothing.",
    examples: ["opaws which aws", "opaws which terraform --json"],
  },
  parameters({
    json: jsonFlag,
    profile: option("--profile", "PROFILE", "As if the tool were called with that profile."),
    tool: argument("TOOL", "Which tool, or any command."),
  }),
  (options, context) => {
    const config = context.config();
    const tool = findTool(options.tool, config.tools) ?? unlistedTool(options.tool);
    const tree = readScopeTree(context.paths, config, context.terminal);
    const cwd = context.host.cwd();
    const steps = lookupSteps(tree, tool.name, cwd);
    const scoped = chooseItem({
      token: tokenVariable(context.host),
      item: undefined,
      vault: undefined,
      tool: tool.name,
      tree,
      cwd,
    });
    const named = chooseProfile({
      flag: options.profile,
      awsProfile: context.host.env("AWS_PROFILE"),
      awsDefaultProfile: context.host.env("AWS_DEFAULT_PROFILE"),
    });
    const before = !choosesItself(context.host, { noSession: false }, named) &&
      chosenBefore(context.host);
    const bound = scoped?.by === "scope" && !before ? scoped.binding.profile : undefined;
    const profile = named ?? bound ?? null;
    const written = loadProfiles(context.host, context.paths.home);
    const profiles = withoutOpawsProcesses(written);
    const found = findProvider(profiles, profile ?? "default", named !== null);
    const choice = ownChoice(scoped, opawsProcess(written.all.get(found.profile))) ??
      mappedChoice(scoped, found, config.profiles);
    const isNamed = choice?.by === "option" || choice?.by === "profile";
    const left = found.kind === "tool" && !isNamed && !before;
    const provider = found.kind === "tool" && isNamed
      ? replaceWithItem(profiles, profile ?? "default", found)
      : found;
    const environment = before || choice === null && environmentHasCredentials(context.host);
    const program = programOf(context, tool.name);
    const binding = choice !== null && "binding" in choice ? choice.binding : null;
    const token = choice?.by === "token" ? choice.variable : null;
    const outcome = left || environment
      ? "left to the tool"
      : token !== null
      ? "token"
      : choice?.by === "option"
      ? "item"
      : binding === null
      ? "nothing bound"
      : provider.kind === "role"
      ? "role"
      : "item";
    printAnswer(options.json, {
      tool: tool.name,
      program,
      directory: cwd,
      steps,
      profile,
      provider,
      outcome,
      chosenBy: binding === null || left || environment ? null : chosenBy(choice!),
      binding: left || environment ? null : binding,
    }, () => [
      `${tool.name} is ${program ?? "not on your PATH"}`,
      ...steps.map((step) =>
        `  ${scopeName(step.scope)}${step.tool === tool.name ? "" : ` (as for ${step.tool})`}: ${
          step.binding === null
            ? "nothing"
            : `"${step.binding.title}" of vault "${step.binding.vault}"`
        }`
      ),
      profile === null ? "  profile: none named" : `  profile: ${profile}`,
      ...(left ? [`  its credentials come from ${found.provider}, which is left to the tool`] : []),
      ...(before
        ? [`  ${CHOSEN_BEFORE}`]
        : environment
        ? ["  the environment brings credentials, which are left to the tool"]
        : []),
      ...(choice?.by === "profile" && !before
        ? [`  profile ${choice.profile} has an item of its own: "${choice.binding.title}"`]
        : []),
      ...(provider.kind === "role" && !environment ? chainLines(provider.steps) : []),
      left || environment
        ? `So ${tool.name} starts as it is.`
        : choice?.by === "option"
        ? `So ${tool.name} gets the item "${choice.reference}", which profile ${provider.profile} names for opaws.`
        : token !== null
        ? `So ${tool.name} gets what ${token} opens, whatever is bound here.`
        : binding === null
        ? `So there is nothing to give. Bind an item: opaws init ${tool.name}`
        : provider.kind === "role"
        ? `So ${tool.name} gets a session of ${
          provider.steps.at(-1)!.role
        }, made with "${binding.title}" of vault "${binding.vault}".`
        : `So ${tool.name} gets the keys of "${binding.title}" of vault "${binding.vault}".`,
    ]);
  },
);

function programOf(context: BaseContext, command: string): string | null {
  try {
    return realProgram(context.host, context.paths, command);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
