import type { CommandContext } from "../../cli/context.ts";
import { type Choice, choose, type PromptErrorParts } from "../../cli/prompts.ts";
import { UserError } from "../../errors.ts";
import { shellWord } from "../../quote.ts";
import type { Scope } from "../../scope/binding.ts";
import { isForeign } from "../../scope/foreign_directories.ts";

/**
 * Returns the scope of `--scope` and `--directory` for `tool`; null if neither is given.
 *
 * @throws UserError (64) on another value or on `--directory` without `--scope directory`; (66) if there is no such
 * directory; (78) if it belongs to another user.
 */
export function scopeFromOptions(
  context: CommandContext,
  tool: string,
  { scope, directory }: {
    readonly scope?: string | undefined;
    readonly directory?: string | undefined;
  },
): Scope | null {
  if (directory !== undefined && scope !== "directory") {
    const instead = scope === undefined ? "" : `, not --scope ${scope}`;
    throw usageError("use --directory", `it needs --scope directory${instead}`);
  }
  switch (scope) {
    case undefined:
      return null;
    case "session":
    case "global":
      return { kind: scope };
    case "directory":
      return { kind: "directory", path: directoryToBind(context, tool, directory) };
    default:
      throw usageError(`use --scope ${scope}`, "a scope is session, directory or global");
  }
}

/**
 * Asks where a binding applies. `more` are further choices.
 *
 * @throws UserError as {@linkcode choose} does.
 */
export async function askScope<T>(
  context: CommandContext,
  error: PromptErrorParts,
  more: readonly Choice<T>[],
): Promise<Scope | T> {
  const cwd = context.host.cwd();
  return await choose<Scope | T>("When should it be used?", [
    ...(context.terminal === null ? [] : [{
      value: { kind: "session" } as const,
      label: "Prompt me for each new terminal session",
      hint: "for this terminal only",
    }]),
    ...(cwd === null || isForeign(cwd) ? [] : [{
      value: { kind: "directory", path: cwd } as const,
      label: "Use automatically when in this directory or subdirectories",
      hint: cwd,
    }]),
    {
      value: { kind: "global" } as const,
      label: "Use as global default on my system",
    },
    ...more,
  ], error);
}

/** Returns the real path of `directory`, or else of the working directory. */
function directoryToBind(
  context: CommandContext,
  tool: string,
  directory: string | undefined,
): string {
  const path = directory === undefined ? context.host.cwd() : realDirectory(directory);
  if (path !== null && isForeign(path)) throw foreignDirectory(path, tool);
  if (path !== null) return path;
  throw new UserError({
    exit: "notFound",
    code: "no-directory",
    cannot: `bind in ${
      directory === undefined ? "the working directory" : JSON.stringify(directory)
    }`,
    because: "there is no such directory",
    ...(directory === undefined ? {} : { details: { path: directory } }),
  });
}

function foreignDirectory(path: string, tool: string): UserError {
  return new UserError({
    exit: "refused",
    code: "foreign-directory",
    cannot: `bind in ${path}`,
    because: "it belongs to another user",
    try: `opaws init ${shellWord(tool)} --scope session`,
    details: { path },
  });
}

function realDirectory(path: string): string | null {
  try {
    const real = Deno.realPathSync(path);
    return Deno.statSync(real).isDirectory ? real : null;
  } catch {
    return null;
  }
}

function usageError(cannot: string, because: string): UserError {
  return new UserError({ exit: "usage", code: "usage", cannot, because, try: "opaws init --help" });
}
