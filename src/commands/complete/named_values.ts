import { loadProfiles } from "../../aws/config/profiles.ts";
import { sessionLabel } from "../../aws/sso/session.ts";
import type { Candidate, NamedKind, ValueSource } from "../../cli/complete.ts";
import type { CommandContext } from "../../cli/context.ts";
import { allSessions } from "../../credentials/sso/find_session.ts";
import { UserError } from "../../errors.ts";
import { type Binding, isSso, type ItemBinding } from "../../scope/binding.ts";
import { vaultsWithRemote } from "../../scope/remotes.ts";
import { readScopeTree } from "../../scope/scope_tree.ts";
import { listSettings } from "../../scope/settings.ts";
import { findTool, toolNames } from "../../tools/table.ts";
import { usableVaults } from "../../unlock/own_vault.ts";
import { openCached } from "../../unlock/open_cached.ts";
import { eachVault } from "../../unlock/each_vault.ts";
import { readIndex } from "../../vault/store/item_index.ts";
import { readUnparsed, vaultNames } from "../../vault/store/read.ts";

/**
 * Returns what completion offers by name. It unlocks nothing and opens no item, so the titles of items are those that
 * bindings and profiles name, and those in the index of a vault that is unlocked in this terminal. A file that cannot be
 * used offers nothing, because a shell shows no message at the Tab key.
 */
export function namedValues(context: CommandContext): ValueSource {
  return async (kind, given) => {
    try {
      const all = new Map((await valuesOf(context, kind, given)).map((each) => [each.value, each]));
      return [...all.values()].sort((a, b) => a.value < b.value ? -1 : 1);
    } catch (error) {
      if (error instanceof UserError) return [];
      throw error;
    }
  };
}

async function valuesOf(
  context: CommandContext,
  kind: NamedKind,
  given: readonly string[],
): Promise<Candidate[]> {
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
    case "sharedVault":
      return usableVaults(context).filter(({ file }) => file.shared !== undefined)
        .map(({ name }) => ({ value: name, description: "shared vault" }));
    case "vaultWithRemote":
      return vaultsWithRemote(context.config())
        .map((value) => ({ value, description: "vault with a remote" }));
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
    case "member": // the vault comes first on the command line
      return usableVaults(context).filter(({ name }) => name === given[0]).flatMap((
        { name, file },
      ) =>
        Object.values(file.shared?.members ?? {}).map((member) => ({
          value: member.name,
          description: `${member.role} of vault ${name}`,
        }))
      );
    case "choice":
      return [
        ...await valuesOf(context, "profile", given),
        ...await valuesOf(context, "item", given),
      ];
    case "setting":
      return listSettings(context.config())
        .map(({ name, meaning }) => ({ value: name, description: meaning }));
    case "item":
      return [
        ...bindings(context).filter((each): each is ItemBinding => !isSso(each)),
        ...await indexedItems(context),
      ]
        .map(({ title, vault }) => ({ value: title, description: `vault ${vault}` }));
  }
}

/** Returns the titles in the indexes of the vaults that are unlocked in this terminal. Their idle time goes on. */
async function indexedItems(
  context: CommandContext,
): Promise<{ readonly title: string; readonly vault: string }[]> {
  const { paths } = context;
  const { found } = await eachVault(vaultNames(paths), false, async (vault) => {
    const open = await openCached(context, readUnparsed(paths, vault), { report: true });
    if (open === null) return [];
    const { sealer, file } = open;
    const summaries = await readIndex(paths, sealer, file) ?? [];
    return summaries.map(({ title }) => ({ title, vault }));
  });
  return found.flat();
}

function bindings(context: CommandContext): Binding[] {
  const config = context.config();
  const tree = readScopeTree(context.paths, config, context.terminal, null);
  const scopes = [tree.terminal, tree.global, ...Object.values(tree.directories)];
  return [...scopes.flatMap((scope) => Object.values(scope)), ...Object.values(config.profiles)];
}
