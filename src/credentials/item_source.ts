import { opawsProcess } from "../aws/config/opaws_process.ts";
import type { Provider } from "../aws/config/provider.ts";
import { isSso, type ItemBinding, type Scope } from "../scope/binding.ts";
import { resolve } from "../scope/resolve.ts";
import type { PlanFacts } from "./facts.ts";
import type { PlanRequest } from "./request.ts";
import type { SsoSource } from "./sso/sso_plan.ts";

/** Which item is used, and what selects it. */
export type ItemSource =
  | {
    readonly by: "token";
    readonly variable: string;
    /** `--item`; undefined if it is not given. */
    readonly reference: string | undefined;
    readonly vault: string | undefined;
  }
  | { readonly by: "option"; readonly reference: string; readonly vault: string | undefined }
  /** The `credential_process` of the profile is opaws with an item. */
  | {
    readonly by: "process";
    readonly profile: string;
    readonly reference: string;
    readonly vault: string | undefined;
  }
  | {
    readonly by: "scope";
    readonly scope: Scope;
    /** The tool that the binding was made for. */
    readonly tool: string;
    readonly binding: ItemBinding;
  }
  /** `opaws profile map`. */
  | { readonly by: "profile"; readonly profile: string; readonly binding: ItemBinding };

/** What the credentials start from: an item, or a role of IAM Identity Center. */
export type Source = ItemSource | SsoSource;

/**
 * Returns the role of `--sso`, or else the item of the token, or else of `--item`, or else what the nearest scope selects;
 * null if there is none.
 *
 * @throws UserError (66) if the working directory is gone and its bindings would be searched.
 */
export function firstSource({ tool, options }: PlanRequest, facts: PlanFacts): Source | null {
  const { item: reference, vault, sso } = options;
  if (sso !== undefined) return { by: "sso-option", ...sso, vault };
  const { token } = facts.environment;
  if (token !== null) return { by: "token", variable: token, reference, vault };
  if (reference !== undefined) return { by: "option", reference, vault };
  const found = resolve(facts.scopes, tool.name, facts.cwd);
  if (found === null) return null;
  const { binding } = found;
  return isSso(binding)
    ? { ...found, by: "sso-scope", binding }
    : { ...found, by: "scope", binding };
}

/** Returns `first`, unless the profile at the end of the chain has an item of its own. */
export function profileSource(
  first: Source | null,
  { profile }: Provider,
  { profiles, mappedProfiles }: PlanFacts,
): Source | null {
  if (first?.by === "option" || first?.by === "token" || first?.by === "sso-option") return first;
  const own = opawsProcess(profiles.all.get(profile));
  if (own?.sso !== undefined && own.account !== undefined && own.role !== undefined) {
    const { sso: session, account, role, vault } = own;
    return { by: "sso-option", session, account, role, vault, profile };
  }
  if (own?.item !== undefined) {
    return { by: "process", profile, reference: own.item, vault: own.vault };
  }
  return Object.hasOwn(mappedProfiles, profile)
    ? { by: "profile", profile, binding: mappedProfiles[profile]! }
    : first;
}
