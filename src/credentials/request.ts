import type { Credentials } from "../aws/credentials.ts";
import type { Paths } from "../fs/paths.ts";
import type { Host } from "../host.ts";
import type { Config } from "../scope/config.ts";
import type { TerminalSession } from "../unlock/terminal_session.ts";

/** What decides which credentials hold here. */
export interface CredentialsInput {
  /** The outside world. */
  readonly host: Host;
  /** Where the files are. */
  readonly paths: Paths;
  /** Settings and scopes. */
  readonly config: Config;
  /** The terminal session; null where there is none. */
  readonly terminal: TerminalSession | null;
  /** The name of the tool. */
  readonly tool: string;
  /** The profile that the tool's own arguments name. */
  readonly profileFlag: string | undefined;
  /** What the user asked of opaws. */
  readonly wanted: RequestOptions;
  /** Tells a line on standard error. */
  readonly report: (line: string) => void;
}

/** What a user can ask of opaws for one command. */
export interface RequestOptions {
  /** The item to use instead of a binding's: title, id or unique prefix. */
  readonly item?: string;
  /** The vault that holds it. */
  readonly vault?: string;
  /** The profile to use. */
  readonly profile?: string;
  /** How long the session lasts; seconds. */
  readonly durationSeconds?: number;
  /** The name of the role session. */
  readonly sessionName?: string;
  /** No GetSessionToken. */
  readonly noSession: boolean;
  /** The session is made anew though one is kept. */
  readonly fresh?: boolean;
  /** The role to assume by web identity. */
  readonly role?: string;
  /** A role by the job's web identity, without any item. */
  readonly webIdentity?: boolean;
}

/** Which credentials hold here. */
export type CredentialsResult =
  /** The tool's own affair; `why` is what it has them from. */
  | {
    readonly kind: "left";
    readonly profile: string | null;
    readonly why: string;
    /** A profile holds whose credentials those in the environment are not, though SDKs would take them first. */
    readonly overEnvironment: boolean;
  }
  /** These. */
  | {
    readonly kind: "given";
    readonly profile: string | null;
    readonly region: string | null;
    readonly credentials: Credentials;
    /** The user chose them for this command line, by item, profile or token: they hold for all that it starts. */
    readonly chosen: boolean;
    /** Whose they are, as short as a prompt has it: the item's title and the profile that is named, or the role. */
    readonly uses: string;
    /** Whose they are and how they came, in words. */
    readonly told: string;
  };
