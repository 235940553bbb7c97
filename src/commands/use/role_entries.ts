import { loadProfiles } from "../../aws/config/profiles.ts";
import type { CommandContext } from "../../cli/context.ts";
import { BACK, type PromptErrorParts } from "../../cli/prompts.ts";
import { allSessions } from "../../credentials/sso/find_session.ts";
import { type Binding, isSso, type SsoBinding } from "../../scope/binding.ts";
import { choiceCounts } from "../../scope/choice_counts.ts";
import { readScopeTree } from "../../scope/scope_tree.ts";
import type { UseEntry } from "./entries.ts";

/**
 * Returns an entry for each role of IAM Identity Center that is bound in any scope, or that was chosen with `opaws use`
 * before. Unlocks nothing and asks no service.
 */
export function roleEntries({ paths, terminal, ...context }: CommandContext): UseEntry[] {
  const tree = readScopeTree(paths, context.config(), terminal, null);
  const scopes = [tree.terminal, tree.global, ...Object.values(tree.directories)];
  const bound = scopes.flatMap((bindings): Binding[] => Object.values(bindings)).filter(isSso);
  const chosen = [...choiceCounts(paths).values()].flatMap(({ role }) => role ?? []);
  const entries = new Map([...chosen, ...bound].map((role) => {
    const entry = roleEntry(role);
    return [entry.key, entry];
  }));
  return [...entries.values()].sort((a, b) => a.label < b.label ? -1 : 1);
}

/** Reports whether there is a session of IAM Identity Center that could have more roles. */
export function hasSessions({ host, paths, ...context }: CommandContext): boolean {
  return allSessions({ profiles: loadProfiles(host, paths.home), config: context.config() })
    .length >
    0;
}

/**
 * Asks for a session, an account and a role, and returns the entry of that role; {@linkcode BACK} if the user goes back.
 *
 * @throws UserError as `pickRole` does.
 */
export async function pickRoleEntry(
  context: CommandContext,
  error: PromptErrorParts,
  passwordStdin: boolean,
): Promise<UseEntry | typeof BACK> {
  const { pickRole } = await import("../init/pick_role.ts");
  const picked = await pickRole({ context, error, passwordStdin, noCheck: false, done: [] });
  return picked === BACK ? BACK : roleEntry(picked);
}

function roleEntry(binding: SsoBinding): UseEntry {
  const { sso, account, accountName, role } = binding;
  return {
    key: `sso ${sso} ${account} ${role}`,
    label: `${accountName === "" ? account : accountName}/${role}`,
    hint: `role of ${account}, through ${sso}`,
    binding,
  };
}
