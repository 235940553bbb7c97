import { loadProfiles } from "../aws/config/profiles.ts";
import { UserError } from "../errors.ts";
import type { Binding } from "../scope/binding.ts";
import { toolNames } from "../tools/table.ts";
import { vaultNames } from "../vault/store/read.ts";
import type { ValueKind } from "../cli/declare.ts";
import type { CompletionValues } from "../cli/parsers.ts";
import { readScopeTree } from "../scope/scope_tree.ts";
import type { CommandContext } from "../cli/context.ts";

/**
 * What completion offers, from what is there without unlocking anything: the titles of items are those that bindings
 * name. Where a file is not to be used it offers nothing, for a shell that completes shows no message.
 */
export function completionValues(context: CommandContext): CompletionValues {
  return (meaning) => {
    if (typeof meaning !== "string") return meaning;
    if (meaning === "file") return "files";
    try {
      return [...new Set(namesOf(context, meaning))].sort();
    } catch (error) {
      if (error instanceof UserError) return [];
      throw error;
    }
  };
}

function namesOf(context: CommandContext, meaning: ValueKind): readonly string[] {
  switch (meaning) {
    case "tool":
      return toolNames(context.config().tools);
    case "vault":
      return vaultNames(context.paths);
    case "profile":
      return [
        ...loadProfiles(context.host, context.paths.home).all.keys(),
        ...Object.keys(context.config().profiles),
      ];
    default:
      return titles(context);
  }
}

function titles(context: CommandContext): string[] {
  const config = context.config();
  const tree = readScopeTree(context.paths, config, context.terminal);
  const bindings: Binding[] = [tree.terminal, tree.global, ...Object.values(tree.directories)]
    .flatMap((bound) => Object.values(bound));
  return [...bindings, ...Object.values(config.profiles)].map(({ title }) => title);
}
