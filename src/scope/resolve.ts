import { UserError } from "../errors.ts";
import { shellWord } from "../quote.ts";
import { type Binding, bindingName, type Scope, type ScopedBinding } from "./binding.ts";
import { selfAndParents } from "../fs/path.ts";
import type { ScopeTree } from "./scope_tree.ts";

/** A place where `resolve` looks for a binding. */
export interface LookupStep {
  /** The scope. */
  readonly scope: Scope;
  /** The tool. */
  readonly tool: string;
  /** The binding that was found. */
  readonly binding: Binding | null;
}

/** The tool whose bindings apply to every tool without one of its own. */
export const FALLBACK_TOOL = "aws";

/**
 * Returns the binding that applies to `tool` in `cwd`, a real path: the terminal session's, else that of the nearest
 * directory going up to the root, else the global one. If no binding of its own applies to a tool, it uses those of
 * `aws`. Returns null if there is none.
 *
 * @throws UserError (66, not found) if `cwd` is null and a directory's binding might apply; (78, refused) if the binding
 * is that of a directory that belongs to another user. It never uses the next one, which could be another account.
 */
export function resolve(tree: ScopeTree, tool: string, cwd: string | null): ScopedBinding | null {
  const found = applicableBindings(tree, tool, cwd)[0] ?? null;
  if (found !== null && isForeignScope(tree, found.scope)) throw foreignDirectory(tool, found);
  return found;
}

/** Reports whether `scope` is a directory that belongs to another user. */
export function isForeignScope({ foreign }: ScopeTree, scope: Scope): boolean {
  return scope.kind === "directory" && foreign.includes(scope.path);
}

function foreignDirectory(tool: string, found: ScopedBinding): UserError {
  const path = "path" in found.scope ? found.scope.path : "";
  return new UserError({
    exit: "refused",
    code: "foreign-directory",
    cannot: `choose an item for ${tool}`,
    because: `${path} is bound to ${bindingName(found.binding)}, but belongs to another user`,
    try: `opaws clear ${shellWord(found.tool)}`,
    details: { path, tool },
  });
}

/**
 * Returns all bindings that could apply to `tool` in `cwd`, in order of precedence; the first one applies. Includes those
 * of directories that belong to another user.
 *
 * @throws UserError (66, not found) if `cwd` is null and a directory's binding might apply.
 */
export function applicableBindings(
  tree: ScopeTree,
  tool: string,
  cwd: string | null,
): ScopedBinding[] {
  const own = ownBindings(tree, tool, cwd);
  return own.length > 0 || tool === FALLBACK_TOOL ? own : ownBindings(tree, FALLBACK_TOOL, cwd);
}

/**
 * Returns the bindings of {@linkcode applicableBindings} that were made for `tool` itself.
 *
 * @throws UserError as {@linkcode applicableBindings} does.
 */
export function ownBindings(
  tree: ScopeTree,
  tool: string,
  cwd: string | null,
): ScopedBinding[] {
  return steps(tree, tool, cwd).filter((step): step is ScopedBinding => step.binding !== null);
}

/**
 * Returns the binding that applies to `tool` in `cwd` although one of `scope` would too, because its own scope comes first;
 * null if there is none, or if that of `scope` does not apply there anyway.
 */
export function bindingBefore(
  tree: ScopeTree,
  tool: string,
  cwd: string | null,
  scope: Scope,
): ScopedBinding | null {
  if (cwd === null) return null;
  const all = ownBindings(tree, tool, cwd);
  const place = all.findIndex((each) =>
    each.scope.kind === scope.kind && pathOf(each.scope) === pathOf(scope)
  );
  return place > 0 ? all[0]! : null;
}

function pathOf(scope: Scope): string | null {
  return scope.kind === "directory" ? scope.path : null;
}

/**
 * Returns where `resolve` looks, in order, up to the binding that applies; directories without a binding are left out.
 *
 * @throws UserError as {@linkcode applicableBindings} does.
 */
export function lookupSteps(tree: ScopeTree, tool: string, cwd: string | null): LookupStep[] {
  const own = steps(tree, tool, cwd);
  const all = own.some((step) => step.binding) || tool === FALLBACK_TOOL
    ? own
    : [...own, ...steps(tree, FALLBACK_TOOL, cwd)];
  const end = all.findIndex((step) => step.binding);
  return (end < 0 ? all : all.slice(0, end + 1)).filter((step) =>
    step.scope.kind !== "directory" || step.binding !== null
  );
}

function steps(tree: ScopeTree, tool: string, cwd: string | null): LookupStep[] {
  const isUnsure = cwd === null && !has(tree.terminal, tool);
  if (isUnsure && Object.values(tree.directories).some((bindings) => has(bindings, tool))) {
    throw new UserError({
      exit: "notFound",
      code: "no-directory",
      cannot: `choose an item for ${tool}`,
      because:
        "the working directory is gone, or its path is too long or not UTF-8, so its binding is unknown",
      try: "cd",
      details: { tool },
    });
  }
  return [
    { scope: { kind: "session" }, tool, binding: at(tree.terminal, tool) },
    ...(cwd === null ? [] : selfAndParents(cwd)).map((path): LookupStep => ({
      scope: { kind: "directory", path },
      tool,
      binding: at(at(tree.directories, path) ?? {}, tool),
    })),
    { scope: { kind: "global" }, tool, binding: at(tree.global, tool) },
  ];
}

function at<T>(record: Readonly<Record<string, T>>, key: string): T | null {
  return has(record, key) ? record[key]! : null;
}

function has(record: object, key: string): boolean {
  return Object.hasOwn(record, key);
}
