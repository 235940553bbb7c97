import { loadProfiles, type Profiles } from "../aws/config/profiles.ts";
import type { Paths } from "../fs/paths.ts";
import type { Host } from "../host.ts";
import type { Binding } from "../scope/binding.ts";
import type { Config } from "../scope/config.ts";
import { readScopeTree, type ScopeTree } from "../scope/scope_tree.ts";
import type { TerminalSession } from "../unlock/terminal_session.ts";
import { ownVariable, wasChosenBefore } from "./environment_records.ts";
import { tokenVariable } from "./token/token_variables.ts";

/** All that a plan depends on besides the request itself. It holds no secret. */
export interface PlanFacts {
  /** What the environment says. */
  readonly environment: EnvironmentFacts;
  /** What the AWS config files say. */
  readonly profiles: Profiles;
  /** Every binding. */
  readonly scopes: ScopeTree;
  /** The items that `opaws profile map` put behind profiles, by the profile's name. */
  readonly mappedProfiles: Readonly<Record<string, Binding>>;
  /** The real path of the working directory; null if it is gone. */
  readonly cwd: string | null;
}

/** What the environment says. */
export interface EnvironmentFacts {
  /** `AWS_PROFILE`. */
  readonly profile?: string | undefined;
  /** `AWS_DEFAULT_PROFILE`. */
  readonly defaultProfile?: string | undefined;
  /** The user's own `AWS_REGION`, or else `AWS_DEFAULT_REGION`; not one that opaws set. */
  readonly region?: string | undefined;
  /** The variable that brings a token. */
  readonly token: "OPAWS_TOKEN" | "OPAWS_TOKEN_FILE" | null;
  /** Whether it brings credentials of its own. */
  readonly hasCredentials: boolean;
  /** Whether those are the ones that the user chose for the `opaws run` this process comes from. */
  readonly chosenBefore: boolean;
}

/** What {@linkcode gatherFacts} reads. */
export interface FactSources {
  /** The environment and the working directory. */
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
 * @throws UserError (78) if an AWS config file or a file of opaws's own cannot be used.
 */
export function gatherFacts({ host, paths, config, terminal }: FactSources): PlanFacts {
  return {
    environment: environmentFacts(host),
    profiles: loadProfiles(host, paths.home),
    scopes: readScopeTree(paths, config, terminal),
    mappedProfiles: config.profiles,
    cwd: host.cwd(),
  };
}

/** Returns what the environment says. */
function environmentFacts(host: Pick<Host, "env">): EnvironmentFacts {
  return {
    profile: host.env("AWS_PROFILE"),
    defaultProfile: host.env("AWS_DEFAULT_PROFILE"),
    region: ownVariable(host, "AWS_REGION") || ownVariable(host, "AWS_DEFAULT_REGION"),
    token: tokenVariable(host),
    hasCredentials: CREDENTIAL_SETS.some((names) => names.every((name) => host.env(name))),
    chosenBefore: wasChosenBefore(host),
  };
}

/** Sets of variables that bring credentials, each complete by itself. */
const CREDENTIAL_SETS: readonly (readonly string[])[] = [
  ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"],
  ["AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN"],
  ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"],
  ["AWS_CONTAINER_CREDENTIALS_FULL_URI"],
];
