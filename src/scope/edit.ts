import type { Binding, Scope, ScopedBinding } from "./binding.ts";
import { type Config, viewOf } from "./config.ts";
import { withMember } from "./document.ts";
import { ownCandidates, type ScopeTree } from "./resolve.ts";

/** A scope whose bindings stand in `config.json`. */
export type ConfigScope = Exclude<Scope, { readonly kind: "session" }>;

/** `config` with `binding` for `tool` in `scope`. Members of an old binding that opaws does not know are dropped with it. */
export function bind(config: Config, scope: ConfigScope, tool: string, binding: Binding): Config {
  return viewOf(withMember(config.document, pathOf(scope, tool), { ...binding }));
}

/** `config` without the binding for `tool` in `scope`. */
export function unbind(config: Config, scope: ConfigScope, tool: string): Config {
  return viewOf(withMember(config.document, pathOf(scope, tool), undefined));
}

/** `config` with the item that `binding` names behind `profile`; without one, with none. */
export function mapProfile(config: Config, profile: string, binding: Binding | null): Config {
  return viewOf(
    withMember(config.document, ["profiles", profile], binding && { ...binding } || undefined),
  );
}

/** All bindings of `config`, profiles' included, for finding those that point to something gone. */
export function bindingsOf(
  config: Config,
): { readonly where: string; readonly binding: Binding }[] {
  const { global, directories } = config.scopes;
  return [
    ...Object.entries(global).map(([tool, binding]) => ({ where: `${tool}, global`, binding })),
    ...Object.entries(directories).flatMap(([path, its]) =>
      Object.entries(its).map(([tool, binding]) => ({
        where: `${tool}, directory ${path}`,
        binding,
      }))
    ),
    ...Object.entries(config.profiles).map(([name, binding]) => ({
      where: `profile ${name}`,
      binding,
    })),
  ];
}

/** What `opaws clear TOOL` takes away: the terminal session's, else the nearest directory's, else the global binding. */
export function clearOne(tree: ScopeTree, tool: string, cwd: string | null): ScopedBinding | null {
  return ownCandidates(tree, tool, cwd)[0] ?? null;
}

/** What `opaws clear TOOL --all` takes away: the terminal session's, the working directory's own, and the global one. */
export function clearAll(tree: ScopeTree, tool: string, cwd: string | null): ScopedBinding[] {
  return ownCandidates(tree, tool, cwd).filter(({ scope }) =>
    scope.kind !== "directory" || scope.path === cwd
  );
}

function pathOf(scope: ConfigScope, tool: string): [string, ...string[]] {
  return scope.kind === "global"
    ? ["scopes", "global", tool]
    : ["scopes", "directories", scope.path, tool];
}
