import type { CommandContext } from "../../cli/context.ts";
import { gatherFacts, type PlanFacts } from "../../credentials/facts.ts";
import { makePlan, type Plan } from "../../credentials/plan.ts";
import { UserError } from "../../errors.ts";
import { setVariableCommand } from "../../fix_commands.ts";
import { shellWord } from "../../quote.ts";
import type { SsoPlan } from "../../credentials/sso/sso_plan.ts";
import { type Binding, bindingName } from "../../scope/binding.ts";
import { findTool, unlistedTool } from "../../tools/table.ts";
import { findItem } from "../../unlock/find_item.ts";
import { listItems } from "../../unlock/list_items.ts";
import type { UnlockPurpose } from "../../unlock/unlock_context.ts";
import { shortKeyId } from "../item/short_key_id.ts";
import { reportUnusable } from "../unusable_vaults.ts";
import { roleEntries } from "./role_entries.ts";

/** Something that a terminal can be switched to. */
export interface UseEntry {
  /** What counts as the same choice, in this terminal and others. */
  readonly key: string;
  /** Its name. */
  readonly label: string;
  /** What it is. */
  readonly hint: string;
  /** The binding. */
  readonly binding: Binding;
}

/** What decides about profiles. */
interface ProfilePlans {
  readonly names: readonly string[];
  readonly plan: (profile: string) => Plan;
  /** Returns the sign-in to a session of IAM Identity Center; null if there is none. */
  readonly signIn: PlanFacts["signIn"];
}

/** Returns an entry for each profile that `tool` would use with an item, or with a role of IAM Identity Center. Unlocks nothing. */
export function profileEntries(context: CommandContext, tool: string): UseEntry[] {
  const plans = profilePlans(context, tool);
  return plans.names.flatMap((name) => {
    try {
      return profileEntry(name, plans) ?? [];
    } catch (error) {
      if (error instanceof UserError) return []; // `opaws use NAME` says what is wrong with it
      throw error;
    }
  });
}

/**
 * Returns an entry for each item of the vaults that can be used. Their titles are a hint, so the one that is chosen has to
 * go through {@linkcode itemEntry}. Throws UserError as `listItems` does.
 */
export async function itemEntries(
  context: CommandContext,
  vault: string | undefined,
  purpose: UnlockPurpose,
): Promise<UseEntry[]> {
  const { items, unusable } = await listItems(context, vault, purpose);
  reportUnusable(unusable);
  return items.map((each) => ({
    ...entryOfItem(each),
    hint: `${each.vault} ${shortKeyId(each)}`.trim(),
  }));
}

/**
 * Returns the entry that `name` names: the profile or else the known role with exactly this name, else an item, by its title, its id, or a unique
 * beginning of either.
 *
 * @throws UserError 78 if `tool` would not use the profile with an item; 66 or 64 if no item matches, or several; and as
 * unlocking a vault does.
 */
export async function namedEntry(
  context: CommandContext,
  tool: string,
  name: string,
  vault: string | undefined,
  purpose: UnlockPurpose,
): Promise<UseEntry> {
  const plans = profilePlans(context, tool);
  const role = vault === undefined
    ? roleEntries(context).find(({ label }) => label === name)
    : undefined;
  if (role !== undefined && !plans.names.includes(name)) return role;
  if (vault !== undefined || !plans.names.includes(name)) {
    return await itemEntry(context, name, vault, purpose);
  }
  const entry = profileEntry(name, plans);
  if (entry !== null) return entry;
  const decided = plans.plan(name);
  const isLeft = decided.kind === "tool" || decided.kind === "sso";
  throw new UserError({
    exit: "refused",
    code: "profile-without-item",
    cannot: `use profile ${JSON.stringify(name)} in this terminal`,
    because: decided.kind === "tool"
      ? decided.reason
      : isLeft
      ? "its role is assumed with a role of IAM Identity Center"
      : "no item applies to it",
    try: isLeft
      ? setVariableCommand("AWS_PROFILE", name)
      : `opaws profile map ${shellWord(name)} --item ITEM`,
    details: { profile: name },
  });
}

/** Opens the item that `reference` names and returns its entry. Throws UserError as `findItem` does. */
export async function itemEntry(
  context: CommandContext,
  reference: string,
  vault: string | undefined,
  purpose: UnlockPurpose,
): Promise<UseEntry> {
  const { item, vault: holder } = await findItem(context, reference, vault, purpose);
  return entryOfItem({ id: item.id, title: item.title, vault: holder });
}

/** Returns the profiles of the AWS config files and of `opaws profile map`, and what plans one of them. */
function profilePlans(
  { host, paths, terminal, ...context }: CommandContext,
  tool: string,
): ProfilePlans {
  const config = context.config();
  const facts = gatherFacts({ host, paths, config, terminal });
  // What this terminal was switched to must not become the source of a role that it is switched to next.
  const elsewhere = { ...facts, scopes: { ...facts.scopes, terminal: {} } };
  const request = { tool: findTool(tool, config.tools) ?? unlistedTool(tool), args: null };
  const names = new Set([...facts.profiles.all.keys(), ...Object.keys(facts.mappedProfiles)]);
  return {
    names: [...names].sort(),
    signIn: facts.signIn,
    plan: (profile) => {
      const planned = makePlan({ ...request, options: { profile } }, () => elsewhere);
      return planned.kind === "unbound"
        ? makePlan({ ...request, options: { profile } }, () => facts)
        : planned;
    },
  };
}

function profileEntry(name: string, plans: ProfilePlans): UseEntry | null {
  const decided = plans.plan(name);
  const { kind } = decided;
  if (kind === "sso") return ssoEntry(name, decided, plans);
  if (kind !== "item" || !("source" in decided) || !("binding" in decided.source)) return null;
  const { vault, item, title } = decided.source.binding;
  return {
    key: `profile ${name}`,
    label: name,
    hint: `profile, with "${title}"`,
    binding: { vault, item, title, profile: name },
  };
}

/** Returns the entry of a profile with a role of IAM Identity Center; null if it assumes other roles with it. */
function ssoEntry(
  name: string,
  { role, roles, region }: SsoPlan,
  { signIn }: ProfilePlans,
): UseEntry | null {
  const vault = signIn(role.session)?.vault;
  if (vault === undefined || roles.length > 0) return null;
  const { session: sso, ...named } = role;
  const binding = { vault, sso, ...named, ...(region !== null && { region: region.name }) };
  return { key: `profile ${name}`, label: name, hint: `profile, ${bindingName(binding)}`, binding };
}

function entryOfItem(
  { id, title, vault }: { readonly id: string; readonly title: string; readonly vault: string },
): UseEntry {
  return { key: `item ${id}`, label: title, hint: vault, binding: { vault, item: id, title } };
}
