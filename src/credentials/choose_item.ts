import type { OpawsProcess } from "../aws/config/opaws_process.ts";
import type { Provider } from "../aws/config/provider.ts";
import { UserError } from "../errors.ts";
import type { Host } from "../host.ts";
import { type Binding, type Scope, scopeName } from "../scope/binding.ts";
import { resolve } from "../scope/resolve.ts";
import type { ScopeTree } from "../scope/scope_tree.ts";
import type { Sealer } from "../vault/crypto/seal.ts";
import type { Item } from "../vault/item.ts";

/** An item, open. */
export interface OpenItem {
  /** The item. */
  readonly item: Item;
  /** Seals what is kept beside its vault. */
  readonly sealer: Sealer;
}

/** Which item `opaws run` uses, before anything is unlocked, and who said so. */
export type Choice =
  | { readonly by: "option"; readonly reference: string; readonly vault: string | undefined }
  /** What the token of the environment opens; of several items the one that is named. */
  | {
    readonly by: "token";
    readonly variable: string;
    readonly reference: string | undefined;
    readonly vault: string | undefined;
  }
  /** With the item open when it was chosen just now. */
  | {
    readonly by: "scope";
    readonly scope: Scope;
    readonly binding: Binding;
    readonly open?: OpenItem;
  }
  | { readonly by: "profile"; readonly profile: string; readonly binding: Binding };

/** What {@linkcode chooseItem} decides from. */
export interface ChoiceSources {
  /** The variable that brings a token; null when none does. */
  readonly token: string | null;
  /** `--item` of `opaws run`. */
  readonly item: string | undefined;
  /** `--vault` of `opaws run`. */
  readonly vault: string | undefined;
  /** The name of the tool. */
  readonly tool: string;
  /** All bindings that there are. */
  readonly tree: ScopeTree;
  /** The working directory. */
  readonly cwd: string | null;
}

/** The choice of a token, else of `--item`, else the scopes'; null when none says anything. Faults as `resolve`. */
export function chooseItem(sources: ChoiceSources): Choice | null {
  const { token, item, vault, tool, tree, cwd } = sources;
  if (token !== null) return { by: "token", variable: token, reference: item, vault };
  if (item !== undefined) return { by: "option", reference: item, vault };
  const found = resolve(tree, tool, cwd);
  return found && { by: "scope", scope: found.scope, binding: found.binding };
}

/** `choice`, unless an item is mapped to the profile at the end of the chain: then that one. */
export function mappedChoice(
  choice: Choice | null,
  provider: Provider,
  profiles: Readonly<Record<string, Binding>>,
): Choice | null {
  if (choice?.by === "option" || choice?.by === "token") return choice;
  if (!Object.hasOwn(profiles, provider.profile)) return choice;
  return { by: "profile", profile: provider.profile, binding: profiles[provider.profile]! };
}

/** The item that the profile's own line for opaws names; null when it names none, or a token or `--item` goes before it. */
export function ownChoice(choice: Choice | null, own: OpawsProcess | null): Choice | null {
  if (own?.item === undefined || choice?.by === "option" || choice?.by === "token") return null;
  return { by: "option", reference: own.item, vault: own.vault };
}

/** Who made `choice`, in words. */
export function chosenBy(choice: Choice): string {
  switch (choice.by) {
    case "option":
      return "--item";
    case "token":
      return choice.variable;
    case "scope":
      return scopeName(choice.scope);
    case "profile":
      return `profile ${choice.profile}`;
  }
}

/** Reports whether the environment brings credentials of its own, which are then left alone when nothing is bound. */
export function environmentHasCredentials(host: Pick<Host, "env">): boolean {
  return [
    ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"],
    ["AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN"],
    ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"],
    ["AWS_CONTAINER_CREDENTIALS_FULL_URI"],
  ].some((names) => names.every((name) => host.env(name)));
}

/** The fault (66) of a tool for which nothing is bound. */
export function nothingBound(tool: string): UserError {
  return new UserError({
    exit: "notFound",
    code: "no-binding",
    cannot: `choose an item for ${tool}`,
    because: "nothing is bound in this terminal, in this directory or above it, or globally",
    try: `opaws init ${tool}`,
  });
}

/** The fault (79) of a tool for which nothing is bound where `variable` says that nobody is to be asked. */
export function nothingNamed(tool: string, variable: string): UserError {
  return new UserError({
    exit: "locked",
    code: "no-binding",
    cannot: `choose an item for ${tool}`,
    because:
      `nothing is bound here, and ${variable} is set, so opaws does not ask: OPAWS_TOKEN or --item says which`,
    try: `opaws run --item ITEM -- ${tool}`,
  });
}
