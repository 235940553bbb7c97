import type { CommandContext } from "../../cli/context.ts";
import { report } from "../../cli/output.ts";
import { BACK, canAsk, GO_BACK, type PromptErrorParts } from "../../cli/prompts.ts";
import { checkRegion } from "../../credentials/field_checks.ts";
import { checkLine } from "../../credentials/text_checks.ts";
import { afterDoing, Cancelled, UserError } from "../../errors.ts";
import { optionWords, shellWord } from "../../quote.ts";
import type { Binding, Scope, SsoBinding } from "../../scope/binding.ts";
import { writeBinding } from "../../scope/write_binding.ts";
import { findItem, type FoundItem } from "../../unlock/find_item.ts";
import { whyNotAsked } from "../../unlock/prompts/noninteractive.ts";
import { askScope, scopeFromOptions } from "./choose_scope.ts";
import { offerRename, reportMissing } from "./offer_rename.ts";
import { checkAccountAndRole } from "../../credentials/sso/session_rules.ts";
import { pickItem, SSO } from "./pick_item.ts";

/** The parts of a binding that are given as options. The rest is asked for. */
interface BindOptions {
  /** The item: title, id, or a unique beginning. */
  readonly item?: string | undefined;
  /** The vault of the item, or for a new item. */
  readonly vault?: string | undefined;
  /** `session`, `directory` or `global`. */
  readonly scope?: string | undefined;
  /** The directory to bind, if it is not the working directory. */
  readonly directory?: string | undefined;
  /** The profile to use with the item. */
  readonly profile?: string | undefined;
  /** The region to use with the item. */
  readonly region?: string | undefined;
  /** The session of IAM Identity Center, instead of an item. */
  readonly sso?: string | undefined;
  /** The account there. */
  readonly account?: string | undefined;
  /** The role there. */
  readonly role?: string | undefined;
  /** Whether the password comes from standard input. */
  readonly passwordStdin?: boolean;
  /** Whether to ask AWS nothing about the role. */
  readonly noCheck?: boolean;
}

/** What was bound, and where. */
interface Bound {
  readonly scope: Scope;
  readonly binding: Binding;
  /** The item; null if a role of IAM Identity Center was bound. */
  readonly found: FoundItem | null;
}

/**
 * Chooses an item or a role, and a scope for `tool`, asks for what `options` leave open, and writes the binding.
 *
 * @throws UserError (64) on bad options, (66) if there is no such item, (77) if the user cancels, (79) if there is
 * something to ask and no terminal; and as unlocking the vault does.
 */
export async function chooseAndBind(
  context: CommandContext,
  tool: string,
  options: BindOptions,
): Promise<Bound> {
  const given = scopeFromOptions(context, tool, options);
  if (given === null && !canAsk()) throw needed(context, tool, "--scope", options);
  const isNamed = options.item !== undefined || options.sso !== undefined;
  if (!isNamed && !canAsk()) throw needed(context, tool, "--item", options);
  checkOptions(options);
  const done: string[] = [];
  const { vault, directory, profile, region, sso } = options;
  const kept = { "--vault": vault, "--profile": profile, "--region": region, "--sso": sso };
  const again = { ...kept, "--scope": options.scope, "--directory": directory };
  const progress = {
    done,
    left: `${tool} is not set up`,
    try: `opaws init ${shellWord(tool)}${optionWords(again)}`,
  };
  return await afterDoing(progress, async () => {
    const { found, scope } = options.item === undefined
      ? await pickBoth(context, tool, options, given, done)
      : await named(context, tool, { ...options, item: options.item }, given, done);
    if ("sso" in found) {
      await writeBinding(context, scope, tool, found);
      return { scope, binding: found, found: null };
    }
    const binding: Binding = {
      vault: found.vault,
      item: found.item.id,
      title: found.item.title,
      ...(options.profile === undefined ? {} : { profile: options.profile }),
      ...(options.region === undefined ? {} : { region: options.region }),
    };
    await writeBinding(context, scope, tool, binding);
    return { scope, binding, found };
  });
}

interface Chosen {
  readonly found: FoundItem | SsoBinding;
  readonly scope: Scope;
}

/**
 * Asks for the item or the role, and for the scope unless it is given. From the scope the user can go back to what was
 * chosen.
 */
async function pickBoth(
  context: CommandContext,
  tool: string,
  options: BindOptions,
  given: Scope | null,
  done: string[],
): Promise<Chosen> {
  const { vault, passwordStdin = false, noCheck = false } = options;
  const error = setupError(tool, options);
  for (;;) {
    const item = options.sso === undefined
      ? await pickItem({ context, vault, error, passwordStdin, done })
      : SSO;
    const found = item === SSO
      ? await (await import("./pick_role.ts")).pickRole({
        ...options,
        context,
        error,
        passwordStdin,
        noCheck,
        done,
      })
      : item;
    if (found === BACK) {
      if (options.sso !== undefined) throw new Cancelled(error.cannot);
      continue;
    }
    const scope = given ?? await askScope(context, error, [GO_BACK]);
    if (scope !== BACK) return { found, scope };
  }
}

/** Finds the item that is named. If the scope is given too, nothing is asked. */
async function named(
  context: CommandContext,
  tool: string,
  options: BindOptions & { readonly item: string },
  given: Scope | null,
  done: string[],
): Promise<Chosen> {
  const { item, vault, passwordStdin = false } = options;
  const error = setupError(tool, options);
  const purpose = { reason: `to choose an item for ${tool}`, passwordStdin };
  const found = await findItem(context, item, vault, purpose);
  if (given !== null) {
    reportMissing(found.item);
    return { found, scope: given };
  }
  const usable = await offerRename(context, found, error, done);
  if (usable === BACK) throw new Cancelled(error.cannot);
  return { found: usable, scope: await askScope(context, error, []) };
}

/** Throws UserError (64) on a profile or region that cannot be one, before anything is asked. */
function checkOptions({ profile, region, item, sso, account, role }: BindOptions): void {
  const other = item !== undefined ? "--item" : profile !== undefined ? "--profile" : null;
  if (sso !== undefined && other !== null) throw usageError(other, "--sso takes its place");
  const alone = account !== undefined ? "--account" : role !== undefined ? "--role" : null;
  if (sso === undefined && alone !== null) throw usageError(alone, "it belongs to --sso");
  if (alone !== null) checkAccountAndRole(account, role);
  checkLine("bind an item", "a profile's name", profile);
  const { problem, doubt } = region === undefined ? {} : checkRegion(region);
  if (problem !== undefined) {
    const cannot = `use ${JSON.stringify(region)} as a region`;
    throw new UserError({ exit: "usage", code: "bad-region", cannot, because: problem });
  }
  if (doubt !== undefined) report(`opaws: ${doubt}`);
}

/** Returns the error's parts for when the setup cannot go on, with the command that needs no answers. */
function setupError(
  tool: string,
  { item = "ITEM", sso, account = "ID", role = "NAME", ...others }: BindOptions,
): PromptErrorParts & { readonly try: string } {
  const { scope = "global", vault, directory, profile, region } = others;
  const options = {
    ...(sso === undefined
      ? { "--item": item }
      : { "--sso": sso, "--account": account, "--role": role }),
    "--vault": vault,
    "--scope": scope,
    "--directory": directory,
    "--profile": profile,
    "--region": region,
    "--yes": true,
  };
  return {
    cannot: `set up ${tool}`,
    try: `opaws init ${shellWord(tool)}${optionWords(options)}`,
  };
}

function usageError(option: string, because: string): UserError {
  const cannot = `use ${option}`;
  return new UserError({ exit: "usage", code: "usage", cannot, because, try: "opaws init --help" });
}

function needed(
  { host }: CommandContext,
  tool: string,
  option: string,
  options: BindOptions,
): UserError {
  return new UserError({
    exit: "locked",
    code: "no-terminal",
    because: `${whyNotAsked(host)}, and ${option} is not given`,
    ...setupError(tool, options),
  });
}
