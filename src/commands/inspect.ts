import { loadProfiles } from "../aws/config/profiles.ts";
import type { CommandContext } from "../cli/context.ts";
import { type Command, declare, jsonFlag, optionalArgument, parameters } from "../cli/declare.ts";
import { printStyledAnswer, type Span, type StyledLine } from "../cli/styled_line.ts";
import { table } from "../cli/table_output.ts";
import { CHOSEN_VARIABLE } from "../credentials/environment_records.ts";
import { gatherFacts, type PlanFacts } from "../credentials/facts.ts";
import { makePlan, type Plan } from "../credentials/plan.ts";
import { plannedRegionText, regionText } from "../credentials/plan_lines.ts";
import { approveCommand } from "../credentials/item_variables.ts";
import { unapprovedVariables } from "../credentials/variable_lines.ts";
import { findSession } from "../credentials/sso/find_session.ts";
import { UserError } from "../errors.ts";
import { type Binding, isSso, type ScopedBinding, scopeName } from "../scope/binding.ts";
import type { Config } from "../scope/config.ts";
import {
  applicableBindings,
  FALLBACK_TOOL,
  isForeignScope,
  ownBindings,
} from "../scope/resolve.ts";
import { readScopeTree } from "../scope/scope_tree.ts";
import { hookState } from "../shell/hook_state.ts";
import { findTool, toolNames, unlistedTool } from "../tools/table.ts";
import { eachVault, isAboutFile } from "../unlock/each_vault.ts";
import { openCached } from "../unlock/open_cached.ts";
import { readVault, vaultNames } from "../vault/store/read.ts";
import { accountOf } from "./item/check_item.ts";
import { reportUnusable } from "./unusable_vaults.ts";

/** `opaws inspect`. */
export const command: Command = declare(
  {
    description:
      "Also shows whether the shell runs each tool through opaws, and which items profiles are mapped to. Unlocks nothing: the AWS account of an item is shown if its vault is already unlocked and opaws init or opaws item check recorded the account.",
    examples: ["opaws inspect", "opaws inspect aws --json"],
  },
  parameters({
    json: jsonFlag,
    tool: optionalArgument("TOOL", "One tool. All tools with bindings by default."),
  }),
  async (options, context) => {
    const config = context.config();
    const cwd = context.host.cwd();
    const tree = readScopeTree(context.paths, config, context.terminal, cwd);
    const names = options.tool === undefined
      ? toolNames(config.tools).filter((name) =>
        name === FALLBACK_TOOL || ownBindings(tree, name, cwd).length > 0
      )
      : [options.tool];
    const plans = planTools(context, config, names);
    const overriddenBy = plans.map(({ plan }) => overrider(plan)).find((each) => each !== null) ??
      null;
    const { found, unusable } = await eachVault(
      vaultNames(context.paths),
      false,
      (name) => openedItems(context, name),
    );
    const opened = new Map(found.flat());
    const problems = reportUnusable(unusable);
    const tools = plans.map(({ tool, plan, problem }) => ({
      tool,
      hook: hookState(context.host, tool),
      region: plan === null ? null : regionOf(plan),
      problem,
      bindings: applicableBindings(tree, tool, cwd).map((each, index) => ({
        ...each,
        inForce: index === 0 && isBound(plan),
        account: accountIn(opened, each.binding),
        foreign: isForeignScope(tree, each.scope),
        missing: missing(context, each.binding),
        unapproved: unapprovedIn(opened, each.binding),
      })),
    }));
    const profiles = Object.entries(config.profiles).map(([profile, binding]) => ({
      profile,
      binding,
      account: accountIn(opened, binding),
      missing: missing(context, binding),
      unapproved: unapprovedIn(opened, binding),
    }));
    const answer = { tools, profiles, overriddenBy, ...problems.json };
    await printStyledAnswer(options.json, answer, () => [
      ...(overriddenBy === null ? [] : [
        `${overriddenBy} is set and takes precedence over every binding: opaws which ${names[0]}`,
      ]),
      ...tools.flatMap(({ tool, hook, bindings, region, problem }): StyledLine[] => [
        `${tool}: ${hook === "in place" ? "shell function in place" : hook}`,
        ...(bindings.length === 0
          ? [`  no binding applies. Bind an item: opaws init ${tool}`]
          : table(
            ["", "SCOPE", ...BINDING_HEADERS],
            bindings.map((each) => [
              each.inForce ? { text: "  *", style: "good" } : "   ",
              scopeName(each.scope),
              ...bindingCells(each.binding, each.account, note(each, tool)),
            ]),
          )),
        ...(region === null ? [] : [`  region: ${region}`]),
        ...(problem === null ? [] : [`  opaws ${problem}`]),
      ]),
      ...(profiles.length === 0 ? [] : [
        "profiles:",
        ...table(
          ["", "PROFILE", ...BINDING_HEADERS],
          profiles.map((each) => [
            "   ",
            each.profile,
            ...bindingCells(each.binding, each.account, profileNote(each)),
          ]),
        ),
      ]),
      ...problems.lines,
    ]);
    return problems.status;
  },
);

interface ToolDecision {
  readonly tool: string;
  /** The plan for arguments that need credentials; null if none can be made. */
  readonly plan: Plan | null;
  /** Why no plan can be made; null if there is one. */
  readonly problem: string | null;
}

function planTools(
  { host, paths, terminal }: CommandContext,
  config: Config,
  names: readonly string[],
): ToolDecision[] {
  let facts: PlanFacts | undefined;
  const gather = () => facts ??= gatherFacts({ host, paths, config, terminal });
  return names.map((name) => {
    try {
      const tool = findTool(name, config.tools) ?? unlistedTool(name);
      const plan = makePlan({ tool, args: null, options: {} }, gather);
      return { tool: name, plan, problem: null };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { tool: name, plan: null, problem: error.message };
    }
  });
}

/** Returns the variable that takes precedence over every binding; null if none does. */
function overrider(plan: Plan | null): string | null {
  if (plan?.kind === "item" && plan.source.by === "token") return plan.source.variable;
  return plan?.kind === "tool" && plan.cause === "chosen-before" ? CHOSEN_VARIABLE : null;
}

function regionOf(plan: Plan): string | null {
  if (plan.kind === "sso") return plan.region === null ? null : regionText(plan.region);
  return plan.kind === "item" ? plannedRegionText(plan.region) : null;
}

/** Reports whether a binding decides `plan`. */
function isBound(plan: Plan | null): boolean {
  return plan?.kind === "item" && plan.source.by === "scope" ||
    plan?.kind === "sso" && plan.source.by === "sso-scope";
}

/** Returns the AWS account of what is bound; null if it is not known. */
function accountIn(opened: OpenedItems, binding: Binding): string | null {
  return isSso(binding) ? binding.account : opened.get(binding.item)?.account ?? null;
}

/** Returns the variables that the bound item sets without approval, as far as that is known. */
function unapprovedIn(opened: OpenedItems, binding: Binding): readonly string[] {
  return isSso(binding) ? [] : opened.get(binding.item)?.unapproved ?? [];
}

const BINDING_HEADERS = ["ITEM", "ACCOUNT", "VAULT", "WITH PROFILE", "WITH REGION", "NOTE"];

/** Returns the cells of a binding below {@linkcode BINDING_HEADERS}. */
function bindingCells(
  binding: Binding,
  account: string | null,
  note: string,
): (string | Span)[] {
  const about = { text: note, style: "note" } as const;
  if (isSso(binding)) {
    const { role, sso, accountName, vault, region } = binding;
    const place = accountName === "" ? account : `${accountName} ${account}`;
    return [`${role} (${sso})`, place ?? "", vault, "", region ?? "", about];
  }
  const { title, vault, profile, region } = binding;
  return [title, account ?? "", vault, profile ?? "", region ?? "", about];
}

/** What the note on a binding or a profile is made of. */
interface Noted {
  readonly binding: Binding;
  readonly missing: string | null;
  readonly unapproved: readonly string[];
}

function note(
  each: ScopedBinding & Noted & { readonly foreign: boolean },
  tool: string,
): string {
  return [
    each.tool === tool ? "" : `as for ${each.tool}`,
    each.foreign ? "the directory belongs to another user" : "",
    profileNote(each),
  ].filter(Boolean).join("; ");
}

function profileNote({ binding, missing, unapproved }: Noted): string {
  return [
    missing ?? "",
    unapproved.length === 0
      ? ""
      : `refused until you run: ${approveCommand(binding.vault, unapproved)}`,
  ].filter(Boolean).join("; ");
}

/** What an item of an unlocked vault says about itself. */
interface OpenedItem {
  /** The AWS account that was recorded in it; null without one. */
  readonly account: string | null;
  /** The variables that it sets without approval. */
  readonly unapproved: readonly string[];
}

type OpenedItems = ReadonlyMap<string, OpenedItem>;

/** Returns what the items in the vault `name` say, by id; nothing if it is locked. */
async function openedItems(
  context: CommandContext,
  name: string,
): Promise<readonly (readonly [string, OpenedItem])[]> {
  const stored = readVault(context.paths, name);
  const open = await openCached(context, stored, { report: true });
  if (open === null) return [];
  const items = await open.items();
  return items.map((item) => {
    const unapproved = unapprovedVariables(context.paths, stored.file, item);
    return [item.id, { account: accountOf(item), unapproved }] as const;
  });
}

/** Returns what no longer exists of what `binding` names; null if all of it does. */
function missing(context: CommandContext, binding: Binding): string | null {
  if (!vaultNames(context.paths).includes(binding.vault)) return "its vault is gone";
  if (isSso(binding)) {
    const { host, paths } = context;
    const sources = { profiles: loadProfiles(host, paths.home), config: context.config() };
    return findSession(sources, binding.sso) === null ? "its session is gone" : null;
  }
  try {
    const { file } = readVault(context.paths, binding.vault);
    return Object.hasOwn(file.items, binding.item) ? null : "its item is gone";
  } catch (error) {
    if (isAboutFile(error)) return "its vault cannot be used";
    throw error;
  }
}
