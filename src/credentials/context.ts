import type { Credentials } from "../aws/credentials.ts";
import type { Ask, OpenItem } from "./ask.ts";
import type { Region } from "./choose_region.ts";
import type { FactSources, PlanFacts } from "./facts.ts";
import type { Provision } from "./provision.ts";
import type { PlanRequest } from "./request.ts";
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
}

/** The input of carrying out a plan. */
export interface Work {
  readonly request: PlanRequest;
  readonly context: CredentialsContext;
  readonly facts: () => PlanFacts;
  /** The item, if the user opened it while binding it. */
  readonly open?: OpenItem;
}
