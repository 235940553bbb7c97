import type { Profiles } from "../../aws/config/profiles.ts";
import type { Provider } from "../../aws/config/provider.ts";
import type { RoleConfig } from "../../aws/config/role_config.ts";
import { sessionLabel, type SsoProfile, ssoProfile } from "../../aws/sso/session.ts";
import { type Scope, scopeName, type SsoBinding } from "../../scope/binding.ts";
import { completeRegion, type Region } from "../choose_region.ts";
import type { PlanFacts } from "../facts.ts";
import { type PlannedMfaProcess, plannedMfaProcesses } from "../mfa_process_rule.ts";
import type { CommonPlan } from "../plan.ts";
import { sessionNameWithoutRole } from "../plan_errors.ts";
import { planNotes } from "../plan_notes.ts";
import { handOver, type ProfileHandover } from "../profile_handover.ts";
import { regionOfPlan } from "../region_of_plan.ts";
import type { PlanRequest } from "../request.ts";
import { isSignInTo } from "./sign_in_file.ts";
import { ssoOptionUnused } from "./sso_plan_errors.ts";

/** What selects a role of IAM Identity Center. */
export type SsoSource =
  /** `--sso`, `--account` and `--role` on the command line, or in the `credential_process` of a profile. */
  | {
    readonly by: "sso-option";
    readonly session: string;
    readonly account: string;
    readonly role: string;
    readonly vault: string | undefined;
    readonly profile?: string;
  }
  | {
    readonly by: "sso-scope";
    readonly scope: Scope;
    /** The tool that the binding was made for. */
    readonly tool: string;
    readonly binding: SsoBinding;
  }
  /** A profile of the AWS config files, whose session is signed in to through opaws. */
  | { readonly by: "sso-profile"; readonly profile: string; readonly sso: SsoProfile };

/** The tool gets credentials of a role of IAM Identity Center, or a session made with them. */
export interface SsoPlan extends CommonPlan {
  readonly kind: "sso";
  readonly source: SsoSource;
  /** Whether the user chose these credentials for this command line, so that they apply to everything it starts. */
  readonly isChosen: boolean;
  /** The role of IAM Identity Center. */
  readonly role: SsoRole;
  /** The roles to assume with it, in order; empty if there are none. */
  readonly roles: readonly RoleConfig[];
  readonly region: Region | null;
  /** Every `mfa_process` of the chain, and whether opaws runs it. */
  readonly mfaProcesses: readonly PlannedMfaProcess[];
  /** What may surprise users of aws-vault, one sentence each. */
  readonly notes: readonly string[];
  readonly handover: ProfileHandover;
}

/** A role of IAM Identity Center, as a plan names it. */
export interface SsoRole {
  /** The session: the name of an `[sso-session]`, one that opaws keeps, or a start URL. */
  readonly session: string;
  /** The account's 12 digits. */
  readonly account: string;
  /** The account's name; empty if it is not known. */
  readonly accountName: string;
  /** The name of the role. */
  readonly role: string;
}

/**
 * Returns the role of the profile at the end of a chain, if that uses a session which is signed in to through opaws; null
 * if it is left to the tool.
 */
export function servedProfile(
  profiles: Profiles,
  { profile, provider }: Provider & { readonly kind: "tool" },
  { signIn }: Pick<PlanFacts, "signIn">,
): SsoSource | null {
  const sso = provider === "SSO" ? ssoProfile(profiles, profile) : null;
  if (sso === null) return null;
  const record = signIn(sessionLabel(sso.session));
  return record !== null && isSignInTo(record, sso.session)
    ? { by: "sso-profile", profile, sso }
    : null;
}

/** Returns the plan. Refuses options about a session, because opaws would silently ignore them. */
export function ssoPlan(
  request: PlanRequest,
  decided: CommonPlan,
  { source, isChosen, provider, namedRole, facts }: {
    readonly source: SsoSource;
    readonly isChosen: boolean;
    readonly provider: Provider;
    /** The role that the command line names, as an array. */
    readonly namedRole: readonly RoleConfig[];
    readonly facts: PlanFacts;
  },
): SsoPlan {
  const { options } = request;
  const { profile } = decided;
  const configured = provider.kind === "role" ? provider.steps : [];
  const roles = [...configured, ...(source.by === "sso-option" ? [] : namedRole)];
  if (roles.length === 0) {
    if (options.sessionName !== undefined) throw sessionNameWithoutRole(profile);
    if (options.durationSeconds !== undefined) throw ssoOptionUnused("--duration");
  }
  if (options.noSession) throw ssoOptionUnused("--no-session");
  const name = profile?.name ?? "default";
  const bound = source.by === "sso-scope" ? source.binding.region : undefined;
  return {
    ...decided,
    kind: "sso",
    source,
    isChosen,
    role: roleOf(source),
    roles,
    region: completeRegion(regionOfPlan(facts, profile, bound), undefined),
    mfaProcesses: plannedMfaProcesses(
      configured.map((role) => role.profile!),
      facts.profiles,
      facts.mfaProcess,
    ),
    notes: planNotes(facts.profiles, name),
    handover: handOver(request, profile, facts),
  };
}

function roleOf(source: SsoSource): SsoRole {
  switch (source.by) {
    case "sso-option": {
      const { session, account, role } = source;
      return { session, account, accountName: "", role };
    }
    case "sso-scope": {
      const { sso: session, account, accountName, role } = source.binding;
      return { session, account, accountName, role };
    }
    case "sso-profile": {
      const { session, account, role } = source.sso;
      return { session: sessionLabel(session), account, accountName: "", role };
    }
  }
}

/** Returns what selects the role: `--sso`, `directory ~/work` or `profile prod`. */
export function ssoSourceText(source: SsoSource): string {
  switch (source.by) {
    case "sso-option":
      return source.profile === undefined ? "--sso" : `profile ${source.profile}`;
    case "sso-scope":
      return scopeName(source.scope);
    case "sso-profile":
      return `profile ${source.profile}`;
  }
}
