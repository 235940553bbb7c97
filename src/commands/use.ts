import type { CommandContext } from "../cli/context.ts";
import {
  type Command,
  declare,
  flag,
  jsonFlag,
  option,
  optionalArgument,
  parameters,
  passwordStdinFlag,
  vaultOption,
} from "../cli/declare.ts";
import { printAnswer } from "../cli/output.ts";
import { BACK, type Choice, choose } from "../cli/prompts.ts";
import { UserError } from "../errors.ts";
import { shellWord } from "../quote.ts";
import { type Binding, bindingText, isSso } from "../scope/binding.ts";
import { choiceCounts, countChoice, mostChosenFirst } from "../scope/choice_counts.ts";
import { FALLBACK_TOOL } from "../scope/resolve.ts";
import { noTerminalSession } from "../scope/write_binding.ts";
import { previousBindings, switchTerminalBinding } from "../scope/write_terminal_bindings.ts";
import {
  itemEntries,
  itemEntry,
  namedEntry,
  profileEntries,
  type UseEntry,
} from "./use/entries.ts";
import { hasSessions, pickRoleEntry, roleEntries } from "./use/role_entries.ts";
import { reportEffect } from "./use/report_effect.ts";

/** `opaws use`. */
export const command: Command = declare(
  {
    description:
      "Without NAME, lists profiles, roles of IAM Identity Center and items, those that you use most first, and typing filters them: prdadm finds prod-admin. NAME is a profile of ~/.aws/config, or else a role that you chose before, as in Acme/Admin, or else an item: its title, its id, or a unique beginning of either. - goes back to what this terminal used before. Other terminals and directories do not change: opaws init does that.",
    examples: ["opaws use", "opaws use prod-admin", "opaws use -", "opaws use --none"],
  },
  parameters({
    json: jsonFlag,
    vault: vaultOption,
    passwordStdin: passwordStdinFlag,
    none: flag("--none", "Remove this terminal's choice."),
    tool: option("--tool", "TOOL", "Switch only this tool; aws and all others by default."),
    name: optionalArgument("NAME", "A profile or an item, or - for the one before.", "choice"),
  }),
  async (options, context) => {
    const { terminal, host, paths } = context;
    const tool = options.tool ?? FALLBACK_TOOL;
    if (options.none && options.name !== undefined) throw noneWithName();
    if (terminal === null) throw noTerminalSession();
    const entry = options.none || options.name === "-"
      ? null
      : await chosenEntry(context, tool, options);
    const binding = entry !== null
      ? entry.binding
      : options.none
      ? null
      : previous(context, terminal.id, tool);
    await switchTerminalBinding(host, paths, terminal.id, tool, binding);
    if (entry !== null) {
      await countChoice(host, paths, entry.key, isSso(entry.binding) ? entry.binding : null);
    }
    printAnswer(options.json, { tool, binding }, () => [text(tool, binding)]);
    reportEffect(context, tool, binding);
  },
);

interface ChooseOptions {
  readonly name?: string | undefined;
  readonly vault?: string | undefined;
  readonly passwordStdin: boolean;
}

async function chosenEntry(
  context: CommandContext,
  tool: string,
  { name, vault, passwordStdin }: ChooseOptions,
): Promise<UseEntry> {
  const purpose = { reason: `to choose what ${tool} uses in this terminal`, passwordStdin };
  if (name !== undefined) return await namedEntry(context, tool, name, vault, purpose);
  const error = { cannot: "choose what this terminal uses", try: "opaws use NAME" };
  const profiles = vault === undefined
    ? [...profileEntries(context, tool), ...roleEntries(context)]
    : [];
  const hasRoles = vault === undefined && hasSessions(context);
  const all = [...profiles, ...await itemEntries(context, vault, purpose)];
  if (all.length === 0 && !hasRoles) throw nothingToUse();
  const choices = mostChosenFirst(all, choiceCounts(context.paths))
    .map((value): Choice<UseEntry | null> => ({ value, label: value.label, hint: value.hint }));
  if (hasRoles) {
    choices.push({ value: null, label: "Another role of IAM Identity Center", stays: true });
  }
  let chosen: UseEntry | null | typeof BACK;
  do {
    chosen = await choose("What does this terminal use?", choices, error, true) ??
      await pickRoleEntry(context, error, passwordStdin);
  } while (chosen === BACK);
  const { binding } = chosen;
  return profiles.includes(chosen) || isSso(binding)
    ? chosen
    : await itemEntry(context, binding.item, binding.vault, purpose);
}

function previous(
  { paths }: CommandContext,
  terminal: string,
  tool: string,
): Binding | null {
  const all = previousBindings(paths, terminal);
  if (Object.hasOwn(all, tool)) return all[tool]!;
  throw new UserError({
    exit: "notFound",
    code: "no-previous-choice",
    cannot: `go back to what ${tool} used before`,
    because: "opaws use has not changed it in this terminal",
    try: `opaws which ${shellWord(tool)}`,
  });
}

function text(tool: string, binding: Binding | null): string {
  if (binding === null) return `${tool} has no choice of its own in this terminal.`;
  const named = isSso(binding) ? undefined : binding.profile;
  const profile = named === undefined ? "" : `profile "${named}" with `;
  return `${tool} uses ${profile}${bindingText(binding)} in this terminal.`;
}

function noneWithName(): UserError {
  return new UserError({
    exit: "usage",
    code: "usage",
    cannot: "switch this terminal",
    because: "--none does not go with NAME",
    try: "opaws use --none",
  });
}

function nothingToUse(): UserError {
  return new UserError({
    exit: "notFound",
    code: "no-item",
    cannot: "choose what this terminal uses",
    because: "there is no item yet",
    try: "opaws item import",
  });
}
