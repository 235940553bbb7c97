import type { Scope } from "./binding.ts";

/** A scope as the end of a sentence: where a choice holds. */
export function scopePhrase(scope: Scope): string {
  switch (scope.kind) {
    case "session":
      return "in this terminal session";
    case "directory":
      return `in ${scope.path} and below`;
    case "global":
      return "as the global default";
  }
}

/** A scope as a column: `session`, `directory /path` or `global`. */
export function scopeName(scope: Scope): string {
  return scope.kind === "directory" ? `directory ${scope.path}` : scope.kind;
}
