import type { Tool } from "../tools/table.ts";

/** What the user asks of opaws for one command: the options of `opaws run`, `export` and `credential-process`. */
export interface RequestOptions {
  /** `--item`: the item to use instead of a binding's, by title, id or unique prefix. */
  readonly item?: string | undefined;
  /** `--vault`: the vault that holds it. */
  readonly vault?: string | undefined;
  /** `--profile`: the profile to use. */
  readonly profile?: string | undefined;
  /** `--duration`: how long the session lasts; seconds. */
  readonly durationSeconds?: number | undefined;
  /** `--session-name`: the name of the role session. */
  readonly sessionName?: string | undefined;
  /** `--no-session`: the access key itself, without GetSessionToken. */
  readonly noSession?: boolean | undefined;
  /** `--fresh`: a new session even if one is cached. */
  readonly fresh?: boolean | undefined;
  /** `--role`: the ARN of a role to assume, last of all. */
  readonly role?: string | undefined;
  /** `--external-id`: the external id of `role`. */
  readonly externalId?: string | undefined;
  /** Whether they go to a server, which hands out sessions that last a while, and never the access key itself. */
  readonly served?: boolean | undefined;
  /** Whether a user without a role gets the access key itself, even with MFA. */
  readonly accessKey?: boolean | undefined;
  /** `--sso`, `--account` and `--role`: a role of IAM Identity Center. Then `role` is not set. */
  readonly sso?: RequestedSsoRole | undefined;
  /** `--web-identity`: assume a role with the job's own identity, without any item. */
  readonly webIdentity?: boolean | undefined;
}

/** A role of IAM Identity Center that the command line names. */
interface RequestedSsoRole {
  /** `--sso`: the name of the session. */
  readonly session: string;
  /** `--account`: the account's 12 digits. */
  readonly account: string;
  /** `--role`: the name of the role. */
  readonly role: string;
}

/** One invocation to decide about. */
export interface PlanRequest {
  /** The tool that gets the credentials. */
  readonly tool: Tool;
  /** The tool's own arguments; null stands for any arguments that need credentials. */
  readonly args: readonly string[] | null;
  /** What the user asked of opaws. */
  readonly options: RequestOptions;
}

/** Reports whether `options` ask for particular credentials, so that even a command that needs none gets them. */
export function asksForCredentials(options: RequestOptions): boolean {
  return options.noSession === true || options.fresh === true || options.webIdentity === true ||
    [
      options.item,
      options.sso,
      options.profile,
      options.durationSeconds,
      options.sessionName,
      options.role,
    ]
      .some((each) => each !== undefined);
}
