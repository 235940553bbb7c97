import { loadProfiles, type Profiles } from "../aws/config/profiles.ts";
import type { Paths } from "../fs/paths.ts";
import type { Host } from "../host.ts";
import type { ItemBinding } from "../scope/binding.ts";
import type { Config } from "../scope/config.ts";
import { readScopeTree, type ScopeTree } from "../scope/scope_tree.ts";
import type { TerminalSession } from "../unlock/terminal_session.ts";
import { ownVariable, wasChosenBefore } from "./environment_records.ts";
import { type MfaProcessFacts, mfaProcessFacts } from "./mfa_process_rule.ts";
import { readSignIn, type SignInRecord } from "./sso/sign_in_file.ts";

/** Everything that a plan depends on besides the request. It contains no secret. */
export interface PlanFacts {
  /** What the environment says. */
  readonly environment: EnvironmentFacts;
  /** What the AWS config files say. */
  readonly profiles: Profiles;
  /** Every binding. */
  readonly scopes: ScopeTree;
  /** The items that `opaws profile map` assigned to profiles, by the name of the profile. */
  readonly mappedProfiles: Readonly<Record<string, ItemBinding>>;
  /** Whether opaws may run an `mfa_process`. */
  readonly mfaProcess: MfaProcessFacts;
  /** Returns the sign-in to a session of IAM Identity Center; null if there is none. Read only if a profile uses one. */
  readonly signIn: (label: string) => SignInRecord | null;
  /** The real path of the working directory; null if it is gone. */
  readonly cwd: string | null;
}

/** What the environment says about credentials. */
export interface EnvironmentFacts {
  /** `AWS_PROFILE`. */
  readonly profile?: string | undefined;
  /** `AWS_DEFAULT_PROFILE`. */
  readonly defaultProfile?: string | undefined;
  /** `AWS_REGION`, or else `AWS_DEFAULT_REGION`, if the user set it and not opaws. */
  readonly region?: string | undefined;
  /** The variable that has the token; null if there is none. */
  readonly token: "OPAWS_TOKEN" | "OPAWS_TOKEN_FILE" | null;
  /** Whether it contains credentials. */
  readonly hasCredentials: boolean;
  /** Whether it contains an access key, which SDKs prefer to `AWS_PROFILE`. */
  readonly hasAccessKey: boolean;
  /** Whether the user chose these credentials for an outer `opaws run`. */
  readonly chosenBefore: boolean;
}

/** The input of {@linkcode gatherFacts}. */
export interface FactSources {
  /** Its environment and working directory are facts. */
  readonly host: Host;
  /** Where the files are. */
  readonly paths: Paths;
  /** Settings and bindings. */
  readonly config: Config;
  /** The terminal session; null if there is none. */
  readonly terminal: TerminalSession | null;
}

/**
 * Gathers what a plan depends on.
 *
 * @throws UserError (78) if an AWS config file or one of opaws's own files cannot be used.
 */
export function gatherFacts({ host, paths, config, terminal }: FactSources): PlanFacts {
  const cwd = host.cwd();
  const profiles = loadProfiles(host, paths.home);
  return {
    environment: environmentFacts(host),
    profiles,
    scopes: readScopeTree(paths, config, terminal, cwd),
    mappedProfiles: config.profiles,
    mfaProcess: mfaProcessFacts(config, profiles),
    signIn: (label) => readSignIn(paths, label),
    cwd,
  };
}

/** Reads {@linkcode EnvironmentFacts}. */
function environmentFacts(host: Pick<Host, "env">): EnvironmentFacts {
  return {
    profile: host.env("AWS_PROFILE"),
    defaultProfile: host.env("AWS_DEFAULT_PROFILE"),
    region: ownVariable(host, "AWS_REGION") || ownVariable(host, "AWS_DEFAULT_REGION"),
    token: tokenVariable(host),
    hasAccessKey: Boolean(host.env("AWS_ACCESS_KEY_ID")),
    hasCredentials: CREDENTIAL_SETS.some((names) => names.every((name) => host.env(name))),
    chosenBefore: wasChosenBefore(host),
  };
}

/** Sets of variables that supply credentials. Each set is complete by itself. */
const CREDENTIAL_SETS: readonly (readonly string[])[] = [
  ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"],
  ["AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN"],
  ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"],
  ["AWS_CONTAINER_CREDENTIALS_FULL_URI"],
];

/**
 * Returns the name of the variable that has the token; null if there is none. An empty variable doesn't count: CI sets a
 * secret to the empty string in jobs that may not see it.
 */
export function tokenVariable(
  host: Pick<Host, "env">,
): "OPAWS_TOKEN" | "OPAWS_TOKEN_FILE" | null {
  if (host.env("OPAWS_TOKEN")) return "OPAWS_TOKEN";
  return host.env("OPAWS_TOKEN_FILE") ? "OPAWS_TOKEN_FILE" : null;
}
