import type { CommandContext } from "../../cli/context.ts";
import { canAsk, type PromptErrorParts } from "../../cli/prompts.ts";
import { UserError } from "../../errors.ts";
import { shellWord } from "../../quote.ts";
import type { Binding, Scope } from "../../scope/binding.ts";
import { writeBinding } from "../../scope/write_binding.ts";
import { findItem, type FoundItem } from "../../unlock/find_item.ts";
import { whyNotAsked } from "../../unlock/prompts/noninteractive.ts";
import { askScope, scopeFromOptions } from "./choose_scope.ts";
import { pickItem } from "./pick_item.ts";

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
  /** Whether the password comes from standard input. */
  readonly passwordStdin?: boolean;
}

/**
 * Chooses an item and a scope for `tool`, asks for what `options` leave open, and writes the binding.
 *
 * @throws UserError (64) on bad options, (66) if there is no such item, (77) if the user cancels, (79) if there is
 * something to ask and no terminal; and as unlocking the vault does.
 */
export async function chooseAndBind(
  context: CommandContext,
  tool: string,
  options: BindOptions,
): Promise<{ readonly scope: Scope; readonly binding: Binding; readonly found: FoundItem }> {
  const given = scopeFromOptions(context, options.scope, options.directory);
  if (given === null && !canAsk()) throw needed(context, tool, "--scope");
  if (options.item === undefined && !canAsk()) throw needed(context, tool, "--item");
  const error = setupError(tool);
  const passwordStdin = options.passwordStdin ?? false;
  const found = options.item === undefined
    ? await pickItem(context, options.vault, error, passwordStdin)
    : await findItem(context, options.item, options.vault, {
      reason: `to choose an item for ${tool}`,
      passwordStdin,
    });
  const scope = given ?? await askScope(context, error);
  const binding: Binding = {
    vault: found.vault,
    item: found.item.id,
    title: found.item.title,
    ...(options.profile === undefined ? {} : { profile: options.profile }),
    ...(options.region === undefined ? {} : { region: options.region }),
  };
  await writeBinding(context, scope, tool, binding);
  return { scope, binding, found };
}

/** Returns the error's parts for when the setup cannot go on. */
function setupError(tool: string): PromptErrorParts & { readonly try: string } {
  return {
    cannot: `set up ${tool}`,
    try: `opaws init ${shellWord(tool)} --item ITEM --scope global --yes`,
  };
}

function needed({ host }: CommandContext, tool: string, option: string): UserError {
  return new UserError({
    exit: "locked",
    code: "no-terminal",
    because: `${whyNotAsked(host)}, and ${option} is not given`,
    ...setupError(tool),
  });
}
