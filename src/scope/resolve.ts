import { UserError } from "../errors.ts";
import type { Binding, Scope, ScopedBinding } from "./binding.ts";
import { selfAndParents } from "./directory.ts";
import type { ScopeTree } from "./scope_tree.ts";

/** One place where a binding was looked for. */
export interface LookupStep {
  /** Where. */
  readonly scope: Scope;
  /** For which tool. */
  readonly tool: string;
  /** What was found. */
  readonly binding: Binding | null;
}

/** The tool whose bindings hold for every tool without one of its own. */
export const FALLBACK_TOOL = "aws";

/**
 * The binding that holds for `tool` in `cwd`, a real path: the terminal session's, else that of the nearest directory
 * going up to the root, else the global one. A tool for which no binding of its own counts here uses those of `aws`.
 * Null when there is none. Faults (66) when `cwd` is gone and a directory might have had the say.
 */
export function resolve(tree: ScopeTree, tool: string, cwd: string | null): ScopedBinding | null {
  return applicableBindings(tree, tool, cwd)[0] ?? null;
}

/** All bindings that count for `tool` in `cwd`, the one that holds first. Faults as {@linkcode resolve}. */
export function applicableBindings(
  tree: ScopeTree,
  tool: string,
  cwd: string | null,
): ScopedBinding[] {
  const own = ownBindings(tree, tool, cwd);
  return own.length > 0 || tool === FALLBACK_TOOL ? own : ownBindings(tree, FALLBACK_TOOL, cwd);
}

/** The bindings made for `tool` itself that count in `cwd`. Faults as {@linkcode resolve}. */
export function ownBindings(
  tree: ScopeTree,
  tool: string,
  cwd: string | null,
): ScopedBinding[] {
  return steps(tree, tool, cwd).filter((step): step is ScopedBinding => step.binding !== null);
}

/** Where was looked, in order, up to and with what holds. Faults as {@linkcode resolve}. */
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
  const unsure = cwd === null && !has(tree.terminal, tool);
  if (unsure && Object.values(tree.directories).some((its) => has(its, tool))) {
    throw new UserError({
      exit: "notFound",
      code: "no-directory",
      cannot: `choose an item for ${tool}`,
      because:
        "the working directory is gone, or its path is too long or no UTF-8, so its binding cannot be told",
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
