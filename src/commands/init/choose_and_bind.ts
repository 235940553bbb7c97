import { UserError } from "../../errors.ts";
import { denoHost } from "../../host.ts";
import type { Binding, Scope } from "../../scope/binding.ts";
import { bindTool, realFolder, scopeFrom } from "./bind_tool.ts";
import { findItem, type FoundItem } from "../../unlock/find_item.ts";
import { chooseItem } from "./init_item.ts";
import { canAsk, choose, type PromptErrorParts } from "../../cli/prompts.ts";
import { whyNotAsked } from "../../unlock/prompts/noninteractive.ts";
import type { CommandContext } from "../../cli/context.ts";

/** What is known beforehand of a choice; what is not is asked. */
export interface BindOptions {
  /** The item: title, id, or a unique beginning. */
  readonly item?: string | undefined;
  /** The vault that holds it, or is to hold it. */
  readonly vault?: string | undefined;
  /** `session`, `directory` or `global`. */
  readonly scope?: string | undefined;
  /** The directory, when not the working one. */
  readonly directory?: string | undefined;
  /** The profile to use with it. */
  readonly profile?: string | undefined;
  /** The region to use with it. */
  readonly region?: string | undefined;
  /** Take the password from standard input. */
  readonly passwordStdin?: boolean;
}

/**
 * Chooses an item and a scope for `tool`, asking for what `options` leave open, and writes the binding down.
 * Faults: 64 bad options, 66 no such item, 77 cancelled, 79 something to ask and no terminal; and as the vault's.
 */
export async function chooseAndBind(
  context: CommandContext,
  tool: string,
  options: BindOptions,
): Promise<{ readonly scope: Scope; readonly binding: Binding; readonly found: FoundItem }> {
  const given = options.scope === undefined
    ? null
    : scopeFrom(context, options.scope, options.directory);
  if (given === null && options.directory !== undefined) scopeFrom(context, "", options.directory);
  if (given === null && !canAsk()) throw needed(tool, "--scope");
  if (options.item === undefined && !canAsk()) throw needed(tool, "--item");
  const talk = guidedInit(tool);
  const chosen = options.item === undefined
    ? await chooseItem(context, options.vault, talk, options.passwordStdin ?? false)
    : await findItem(context, options.item, options.vault, {
      reason: `to choose an item for ${tool}`,
      passwordStdin: options.passwordStdin ?? false,
    });
  const scope = given ?? await askScope(context, talk);
  const binding: Binding = {
    vault: chosen.vault,
    item: chosen.item.id,
    title: chosen.item.title,
    ...(options.profile === undefined ? {} : { profile: options.profile }),
    ...(options.region === undefined ? {} : { region: options.region }),
  };
  await bindTool(context, scope, tool, binding);
  return { scope, binding, found: chosen };
}

/** What to say when `opaws init` cannot go on. */
export function guidedInit(tool: string): PromptErrorParts {
  return {
    cannot: `set up ${tool}`,
    try: `opaws init ${tool} --item ITEM --scope global --yes`,
  };
}

/** Asks where a choice is to hold. */
async function askScope(context: CommandContext, talk: PromptErrorParts): Promise<Scope> {
  const here = context.host.cwd();
  return await choose<Scope>("When should it be used?", [
    ...(context.terminal === null ? [] : [{
      value: { kind: "session" } as const,
      label: "Prompt me for each new terminal session",
      hint: "for this terminal only",
    }]),
    ...(here === null ? [] : [{
      value: { kind: "directory", path: realFolder(context) } as const,
      label: "Use automatically when in this directory or subdirectories",
      hint: here,
    }]),
    {
      value: { kind: "global" } as const,
      label: "Use as global default on my system",
    },
  ], talk);
}

function needed(tool: string, option: string): UserError {
  return new UserError({
    exit: "locked",
    code: "no-terminal",
    cannot: `set up ${tool}`,
    because: `${whyNotAsked(denoHost)}, and ${option} is not given`,
    try: guidedInit(tool).try!,
  });
}
