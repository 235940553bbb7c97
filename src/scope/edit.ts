import {
  type Binding,
  type Bindings,
  type ItemBinding,
  type Scope,
  type ScopedBinding,
  scopeName,
} from "./binding.ts";
import { bindingKeys, type Config, type Document, parseDocument } from "./config.ts";
import { withMember } from "./config_text.ts";
import { ownBindings } from "./resolve.ts";
import type { ScopeTree } from "./scope_tree.ts";
import { normalizeDirectory } from "../fs/path.ts";

/** A scope whose bindings are in `config.json`. */
type ConfigScope = Exclude<Scope, { readonly kind: "session" }>;

/** Returns `config` with `binding` for `tool` in `scope`. Unknown members of the previous binding stay. */
export function bind(config: Config, scope: ConfigScope, tool: string, binding: Binding): Config {
  const before = bindingsIn(config, scope)[tool];
  return changed(config, pathOf(config, scope, tool), merged(before, binding));
}

/** Returns `config` without the binding for `tool` in `scope`. */
export function unbind(config: Config, scope: ConfigScope, tool: string): Config {
  return changed(config, pathOf(config, scope, tool), undefined);
}

/** Returns `config` with the item of `binding` for `profile`; without an item for it if `binding` is null. */
export function mapProfile(
  config: Config,
  profile: string,
  binding: ItemBinding | null,
): Config {
  const value = binding === null ? undefined : merged(config.profiles[profile], binding);
  return changed(config, ["profiles", profile], value);
}

/** A binding of `config.json` and where it is. */
export interface PlacedBinding {
  /** What it binds: a tool in a scope, or a profile. */
  readonly place: BindingPlace;
  /** The same for people: `aws, directory /work`. */
  readonly where: string;
  /** The binding. */
  readonly binding: Binding;
}

/** What a binding binds: a tool in a scope, or a profile of the AWS config files. */
export type BindingPlace = { readonly tool: string; readonly scope: ConfigScope } | {
  readonly profile: string;
};

/** Returns all bindings of `config`, those of profiles too. */
export function allBindings(config: Config): PlacedBinding[] {
  const { global, directories } = config.scopes;
  const ofScope = (scope: ConfigScope, bindings: Bindings): PlacedBinding[] =>
    Object.entries(bindings).map(([tool, binding]) => ({
      place: { tool, scope },
      where: `${tool}, ${scopeName(scope)}`,
      binding,
    }));
  return [
    ...ofScope({ kind: "global" }, global),
    ...Object.entries(directories).flatMap(([path, bindings]) =>
      ofScope({ kind: "directory", path }, bindings)
    ),
    ...Object.entries(config.profiles).map(([profile, binding]): PlacedBinding => ({
      place: { profile },
      where: `profile ${profile}`,
      binding,
    })),
  ];
}

/**
 * Returns the binding that `opaws clear TOOL` removes: the terminal session's, else the nearest directory's, else the
 * global one; null if there is none.
 */
export function bindingToClear(
  tree: ScopeTree,
  tool: string,
  cwd: string | null,
): ScopedBinding | null {
  return ownBindings(tree, tool, cwd)[0] ?? null;
}

/** Returns the bindings that `opaws clear TOOL --all` removes: the terminal session's, that of `cwd` itself, the global. */
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
  const known = before === undefined ? [] : bindingKeys(before);
  const unknown = Object.entries(before ?? {}).filter(([key]) => !known.includes(key));
  return { ...after, ...Object.fromEntries(unknown) };
}

function bindingsIn(config: Config, scope: ConfigScope): Bindings {
  const { global, directories } = config.scopes;
  return scope.kind === "global" ? global : directories[scope.path] ?? Object.create(null);
}

/** Returns the path of the binding in the document. The file may name the directory with a trailing slash. */
function pathOf(config: Config, scope: ConfigScope, tool: string): [string, ...string[]] {
  if (scope.kind === "global") return ["scopes", "global", tool];
  const inFile = (config.document.scopes as Document | undefined)?.directories as object ?? {};
  const key = Object.keys(inFile).find((each) => normalizeDirectory(each) === scope.path) ??
    scope.path;
  return ["scopes", "directories", key, tool];
}
