/** The item that a scope selects for a tool. It contains no secret. */
export interface Binding {
  /** The name of the vault. */
  readonly vault: string;
  /** The id of the item in it. */
  readonly item: string;
  /** The item's title when it was bound, for people. */
  readonly title: string;
  /** The profile of the AWS config file to use. */
  readonly profile?: string;
  /** The region to use. */
  readonly region?: string;
}

/** Bindings by the name of their tool. */
export type Bindings = Readonly<Record<string, Binding>>;

/** Where a choice applies. */
export type Scope =
  | { readonly kind: "session" }
  | { readonly kind: "directory"; readonly path: string }
  | { readonly kind: "global" };

/** A binding with its scope and tool. */
export interface ScopedBinding {
  /** Where it applies. */
  readonly scope: Scope;
  /** The tool that it was made for. */
  readonly tool: string;
  /** The binding. */
  readonly binding: Binding;
}

/** Returns the end of a sentence about where a choice applies. */
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

/** Returns the scope for a column: `session`, `directory /path` or `global`. */
export function scopeName(scope: Scope): string {
  return scope.kind === "directory" ? `directory ${scope.path}` : scope.kind;
}
