/** What a scope selects for a tool: an item, or a role of IAM Identity Center. It contains no secret. */
export type Binding = ItemBinding | SsoBinding;

/** A role of IAM Identity Center that a scope selects for a tool. */
export interface SsoBinding {
  /** The name of the vault that seals the tokens and the credentials. */
  readonly vault: string;
  /** The session: the name of an `[sso-session]`, one that opaws keeps, or a start URL. */
  readonly sso: string;
  /** The account's 12 digits. */
  readonly account: string;
  /** The account's name when it was bound, for people; empty if it was not known. */
  readonly accountName: string;
  /** The name of the role. */
  readonly role: string;
  /** The region to use. */
  readonly region?: string;
}

/** The item that a scope selects for a tool. */
export interface ItemBinding {
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

/** Reports whether `binding` selects a role of IAM Identity Center. */
export function isSso(binding: Binding): binding is SsoBinding {
  return "sso" in binding;
}

/** Returns what `binding` selects, in a word or two: `"AWS dev"`, or `role Dev in Acme (111122223333)`. */
export function bindingName(binding: Binding): string {
  if (!isSso(binding)) return `"${binding.title}"`;
  const { account, accountName, role } = binding;
  return `role ${role} in ${accountName === "" ? account : `${accountName} (${account})`}`;
}

/** Returns what `binding` selects, and where that is: `"AWS dev" of vault "personal"`. */
export function bindingText(binding: Binding): string {
  const from = isSso(binding) ? `through ${binding.sso}` : `of vault "${binding.vault}"`;
  return `${bindingName(binding)} ${from}`;
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
