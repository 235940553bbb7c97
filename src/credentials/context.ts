import type { Profiles } from "../aws/config/profiles.ts";
import type { Credentials } from "../aws/credentials.ts";
import type { Sealer } from "../vault/crypto/sealer.ts";
import type { VaultFile } from "../vault/format/vault_file.ts";
import type { Ask, OpenItem } from "./ask.ts";
import type { Region } from "./choose_region.ts";
import type { FactSources, PlanFacts } from "./facts.ts";
import type { Provision } from "./provision.ts";
import type { PlanRequest } from "./request.ts";
import type { Renewal } from "./shortcut/shortcut.ts";
import type { SsoPlan } from "./sso/sso_plan.ts";
import type { ItemPlan, NoCredentialsPlan, ToolPlan, WebIdentityPlan } from "./plan.ts";

/** The input of getting credentials, besides the request. */
export interface CredentialsContext extends FactSources {
  /** The questions for a person. */
  readonly ask: Ask;
  /** Prints a line on standard error. */
  readonly report: (line: string) => void;
}

/** The credentials for one invocation. */
export type CredentialsResult =
  /** The tool needs none, or gets them by itself. */
  | { readonly kind: "unchanged"; readonly plan: NoCredentialsPlan | ToolPlan }
  | ProvidedCredentials;

/** Credentials from opaws, and what else the tool gets. */
export interface ProvidedCredentials {
  readonly kind: "provided";
  readonly plan: ItemPlan | WebIdentityPlan | SsoPlan;
  readonly credentials: Credentials;
  /** Returns the credentials for a later time, with what is already open. Asks through the `context` that it gets. */
  readonly renew: (context: CredentialsContext) => Promise<Credentials>;
  /** Overwrites the vault key that renewing needs, or the token. Nothing can be renewed afterwards. */
  readonly wipe: () => void;
  /** The id of the vault that the item is in; null without an item. */
  readonly vault: string | null;
  /** The region that applies; null if nothing names one. */
  readonly region: Region | null;
  /** A name for the credentials that is short enough for a prompt: the item's title and the profile, or the role. */
  readonly uses: string;
  /** What they are and where they come from, as a clause. */
  readonly summary: string;
  /** The variables of the item's own fields; null or missing without any. */
  readonly variables?: Provision | null;
  /** Where the session is cached, and what led to it; missing if no shortcut may lead to it. */
  readonly cached?: CachedResult;
}

/** A session in the cache, and what else the decision for it came from. */
export interface CachedResult {
  /** The path of the session. */
  readonly path: string;
  /** Seals what is stored next to the vault. */
  readonly sealer: Sealer;
  /** The name of the vault. */
  readonly vault: string;
  /** The id of the item; null for a role of IAM Identity Center. */
  readonly item: string | null;
  /** The vault file that the item was read from; null for a role of IAM Identity Center, which no vault file decides about. */
  readonly file: Pick<VaultFile, "generation" | "mac"> | null;
  /** The AWS config files as they were read. */
  readonly profiles: Profiles;
  /** How the session is requested again; null if that needs more than the item's access key. */
  readonly renewal: Renewal | null;
}

/** The input of carrying out a plan. */
export interface Work {
  readonly request: PlanRequest;
  readonly context: CredentialsContext;
  readonly facts: () => PlanFacts;
  /** The item, if the user opened it while binding it. */
  readonly open?: OpenItem;
}
