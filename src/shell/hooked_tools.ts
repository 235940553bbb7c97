import { FALLBACK_TOOL } from "../scope/resolve.ts";
import type { ScopeTree } from "../scope/scope_tree.ts";

/** Keywords that no function can have as a name, and builtins that the hook and other scripts rely on. */
const RESERVED: ReadonlySet<string> = new Set(
  ("opaws if then else elif fi case esac for foreach select while until do done in function time coproc repeat " +
    "end begin switch and or not nocorrect noglob return break continue exit exec eval command builtin source " +
    "set unset export local declare typeset readonly trap test cd alias unalias emulate param process filter " +
    "class enum try catch finally throw using trap data dynamicparam clean true false").split(" "),
);

/**
 * Returns the tools that get a shell function, sorted: `aws`, and every tool with a binding of its own in any scope. Leaves
 * out names that are not a valid function in every shell, or would break a shell. `opaws run -- NAME` works for those.
 */
export function hookedTools(tree: ScopeTree): string[] {
  const bound = [tree.terminal, tree.global, ...Object.values(tree.directories)];
  const names = new Set([FALLBACK_TOOL, ...bound.flatMap((bindings) => Object.keys(bindings))]);
  return [...names].filter(isHookable).sort();
}

/** Reports whether a shell function can be called `name`. */
export function isHookable(name: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9_.+-]{0,99}$/.test(name) && /[A-Za-z]/.test(name) &&
    !RESERVED.has(name.toLowerCase()) && !name.startsWith("__opaws");
}
