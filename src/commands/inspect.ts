import { chooseProfile } from "../credentials/choose_profile.ts";
import type { Host } from "../host.ts";
import { CHOSEN_VARIABLE, chosenBefore } from "../credentials/chosen_before.ts";
import { tokenVariable } from "../credentials/token/token_variable.ts";
import { type Binding, type ScopedBinding, scopeName } from "../scope/binding.ts";
import { applicableBindings, FALLBACK_TOOL, ownBindings } from "../scope/resolve.ts";
import { toolNames } from "../tools/table.ts";
import { openVault } from "../vault/store/open.ts";
import { readVault, vaultNames } from "../vault/store/read.ts";
import { accountOf } from "./item/check_item.ts";
import { type Command, declare, jsonFlag, optionalArgument, parameters } from "../cli/declare.ts";
import { hookState } from "../shell/hooked_tools.ts";
import { columns, printAnswer } from "../cli/output.ts";
import { readScopeTree } from "../scope/scope_tree.ts";
import type { CommandContext } from "../cli/context.ts";

/** `opaws inspect`. */
export const inspect: Command = declare(
  "inspect",
  {
    brief: "Shows the bindings that count here, and which is in force.",
    description:
      "Also whether the shell function is in place, and which items stand behind profiles. Unlocks nothing; the accounts of items, which init and opaws item check write down, show where the vault is unlocked already.",
    examples: ["opaws inspect", "opaws inspect aws --json"],
  },
  parameters({
    json: jsonFlag,
    tool: optionalArgument("TOOL", "One tool; all that have bindings when left out."),
  }),
  async (options, context) => {
    const config = context.config();
    const tree = readScopeTree(context.paths, config, context.terminal);
    const cwd = context.host.cwd();
    const names = options.tool === undefined
      ? toolNames(config.tools).filter((name) =>
        name === FALLBACK_TOOL || ownBindings(tree, name, cwd).length > 0
      )
      : [options.tool];
    const overriddenBy = variableBefore(context.host);
    const accounts = await accountsOf(context);
    const tools = names.map((tool) => ({
      tool,
      hook: hookState(context.host, tool),
      bindings: applicableBindings(tree, tool, cwd).map((each, index) => ({
        ...each,
        inForce: index === 0 && overriddenBy === null,
        account: accounts.get(each.binding.item) ?? null,
        missing: missing(context, each.binding),
      })),
    }));
    const profiles = Object.entries(config.profiles).map(([profile, binding]) => ({
      profile,
      binding,
      account: accounts.get(binding.item) ?? null,
      missing: missing(context, binding),
    }));
    printAnswer(options.json, { tools, profiles, overriddenBy }, () => [
      ...(overriddenBy === null
        ? []
        : [`${overriddenBy} is set, and goes before all that is bound: opaws which ${names[0]}`]),
      ...tools.flatMap(({ tool, hook, bindings }) => [
        `${tool}: ${hook === "in place" ? "shell function in place" : hook}`,
        ...(bindings.length === 0
          ? [`  nothing bound here. Bind an item: opaws init ${tool}`]
          : columns(bindings.map((each) => [
            each.inForce ? "  *" : "   ",
            scopeName(each.scope),
            ...bindingColumns(each.binding, each.account),
            note(each, tool),
          ]))),
      ]),
      ...(profiles.length === 0 ? [] : [
        "profiles:",
        ...columns(profiles.map(({ profile, binding, account, missing }) => [
          `    ${profile}`,
          ...bindingColumns(binding, account),
          missing ?? "",
        ])),
      ]),
    ]);
  },
);

/** The variable that goes before every binding here; null when there is none. */
function variableBefore(host: Host): string | null {
  const named = chooseProfile({
    flag: undefined,
    awsProfile: host.env("AWS_PROFILE"),
    awsDefaultProfile: host.env("AWS_DEFAULT_PROFILE"),
  });
  const token = tokenVariable(host);
  if (token !== null || named !== null) return token;
  return chosenBefore(host) ? CHOSEN_VARIABLE : null;
}

function bindingColumns(binding: Binding, account: string | null): string[] {
  return [
    `"${binding.title}"`,
    account === null ? "" : `account ${account}`,
    `vault ${binding.vault}`,
    [
      binding.profile === undefined ? "" : `profile ${binding.profile}`,
      binding.region === undefined ? "" : `region ${binding.region}`,
    ].filter(Boolean).join(", "),
  ];
}

function note(each: ScopedBinding & { readonly missing: string | null }, tool: string): string {
  return [each.tool === tool ? "" : `as for ${each.tool}`, each.missing ?? ""]
    .filter(Boolean).join("; ");
}

/** The accounts that items are tagged with, by the item's id, of the vaults that are unlocked in this terminal. */
async function accountsOf(context: CommandContext): Promise<Map<string, string>> {
  const accounts = new Map<string, string>();
  for (const name of vaultNames(context.paths)) {
    const stored = readVault(context.paths, name);
    const key = await context.unlockCache()?.get(stored.file.id);
    if (!key) continue;
    for (const item of await (await openVault(context.host, context.paths, stored, key)).items()) {
      const account = accountOf(item);
      if (account !== null) accounts.set(item.id, account);
    }
    key.wipe();
  }
  return accounts;
}

/** What is wrong with where a binding points, as far as that shows without unlocking. */
function missing(context: CommandContext, binding: Binding): string | null {
  if (!vaultNames(context.paths).includes(binding.vault)) return "its vault is gone";
  const { file } = readVault(context.paths, binding.vault);
  return Object.hasOwn(file.items, binding.item) ? null : "its item is gone";
}
