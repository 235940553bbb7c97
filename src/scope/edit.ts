import type { Binding, Bindings, Scope, ScopedBinding } from "./binding.ts";
import { type Config, type Document, parseDocument, withMember } from "./config.ts";
import { normalizeDirectory } from "./directory.ts";
import { ownBindings } from "./resolve.ts";
import type { ScopeTree } from "./scope_tree.ts";

/** A scope whose bindings stand in `config.json`. */
export type ConfigScope = Exclude<Scope, { readonly kind: "session" }>;

/** `config` with `binding` for `tool` in `scope`. Members of the one before that opaws does not know stay. */
export function bind(config: Config, scope: ConfigScope, tool: string, binding: Binding): Config {
  const before = bindingsIn(config, scope)[tool];
  return changed(config, pathOf(config, scope, tool), merged(before, binding));
}

/** `config` without the binding for `tool` in `scope`. */
export function unbind(config: Config, scope: ConfigScope, tool: string): Config {
  return changed(config, pathOf(config, scope, tool), undefined);
}

/** `config` with the item that `binding` names behind `profile`; without one, with none. */
export function mapProfile(config: Config, profile: string, binding: Binding | null): Config {
  const value = binding === null ? undefined : merged(config.profiles[profile], binding);
  return changed(config, ["profiles", profile], value);
}

/** All bindings of `config`, profiles' included, for finding those that point to something gone. */
export function allBindings(
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
export function bindingToClear(
  tree: ScopeTree,
  tool: string,
  cwd: string | null,
): ScopedBinding | null {
  return ownBindings(tree, tool, cwd)[0] ?? null;
}

/** What `opaws clear TOOL --all` takes away: the terminal session's, the working directory's own, and the global one. */
export function bindingsToClear(
  tree: ScopeTree,
  tool: string,
  cwd: string | null,
): ScopedBinding[] {
  return ownBindings(tree, tool, cwd).filter(({ scope }) =>
    scope.kind !== "directory" || scope.path === cwd
  );
}

function changed(config: Config, path: [string, ...string[]], value: unknown): Config {
  return parseDocument(withMember(config.document, path, value));
}

function merged(before: Binding | undefined, after: Binding): Document {
  const { vault: _, item: _i, title: _t, profile: _p, region: _r, ...unknown } = before ?? after;
  return { ...after, ...unknown };
}

function bindingsIn(config: Config, scope: ConfigScope): Bindings {
  const { global, directories } = config.scopes;
  return scope.kind === "global" ? global : directories[scope.path] ?? Object.create(null);
}

/** Where the binding stands in the file, whose writer may have ended a directory with a slash. */
function pathOf(config: Config, scope: ConfigScope, tool: string): [string, ...string[]] {
  if (scope.kind === "global") return ["scopes", "global", tool];
  const written = (config.document.scopes as Document | undefined)?.directories as object ?? {};
  const key = Object.keys(written).find((each) => normalizeDirectory(each) === scope.path) ??
    scope.path;
  return ["scopes", "directories", key, tool];
}
