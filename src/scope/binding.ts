/** What a scope says for a tool. It holds no secret. */
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

/** Where a choice holds. */
export type Scope =
  | { readonly kind: "session" }
  | { readonly kind: "directory"; readonly path: string }
  | { readonly kind: "global" };

/** A binding with the scope it holds in and the tool it was made for. */
export interface ScopedBinding {
  /** Where it holds. */
  readonly scope: Scope;
  /** The tool it was made for. */
  readonly tool: string;
  /** What it says. */
  readonly binding: Binding;
}

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
