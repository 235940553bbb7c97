import { loadProfiles } from "../../aws/config/profiles.ts";
import { sessionLabel } from "../../aws/sso/session.ts";
import type { Candidate, NamedKind, ValueSource } from "../../cli/complete.ts";
import type { CommandContext } from "../../cli/context.ts";
import { allSessions } from "../../credentials/sso/find_session.ts";
import { UserError } from "../../errors.ts";
import type { Binding } from "../../scope/binding.ts";
import { readScopeTree } from "../../scope/scope_tree.ts";
import { listSettings } from "../../scope/settings.ts";
import { findTool, toolNames } from "../../tools/table.ts";
import { vaultNames } from "../../vault/store/read.ts";

/**
 * Returns what completion offers by name. It unlocks nothing, so the titles of items are those that bindings and
 * profiles name. A file that cannot be used offers nothing, because a shell shows no message at the Tab key.
 */
export function namedValues(context: CommandContext): ValueSource {
  return (kind) => {
    try {
      const all = new Map(valuesOf(context, kind).map((each) => [each.value, each]));
      return [...all.values()].sort((a, b) => a.value < b.value ? -1 : 1);
    } catch (error) {
      if (error instanceof UserError) return [];
      throw error;
    }
  };
}

function valuesOf(context: CommandContext, kind: NamedKind): Candidate[] {
  switch (kind) {
    case "tool": {
      const { tools } = context.config();
      return toolNames(tools).map((name) => ({
        value: name,
        description: findTool(name, tools)?.title ?? "",
      }));
    }
    case "vault":
      return vaultNames(context.paths).map((value) => ({ value, description: "vault" }));
    case "profile":
      return [
        ...[...loadProfiles(context.host, context.paths.home).all.keys()]
          .map((value) => ({ value, description: "profile" })),
        ...Object.entries(context.config().profiles)
          .map(([value, { title }]) => ({ value, description: `profile of "${title}"` })),
      ];
    case "session": {
      const profiles = loadProfiles(context.host, context.paths.home);
      return allSessions({ profiles, config: context.config() })
        .map((session) => ({ value: sessionLabel(session), description: session.startUrl }));
    }
    case "choice":
      return [...valuesOf(context, "profile"), ...valuesOf(context, "item")];
    case "setting":
      return listSettings(context.config())
        .map(({ name, meaning }) => ({ value: name, description: meaning }));
    case "item":
      return bindings(context)
        .map(({ title, vault }) => ({ value: title, description: `vault ${vault}` }));
  }
}

function bindings(context: CommandContext): Binding[] {
  const config = context.config();
  const tree = readScopeTree(context.paths, config, context.terminal, null);
  const scopes = [tree.terminal, tree.global, ...Object.values(tree.directories)];
  return [...scopes.flatMap((scope) => Object.values(scope)), ...Object.values(config.profiles)];
}
