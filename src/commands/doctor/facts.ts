import type { Profiles } from "../../aws/config/profiles.ts";
import type { PlaintextCopy } from "../../aws/sso/cli_caches.ts";
import type { UserError } from "../../errors.ts";
import type { Platform } from "../../platform.ts";
import type { Shell } from "../../quote.ts";
import type { ItemBinding, Scope } from "../../scope/binding.ts";
import type { BindingPlace, PlacedBinding } from "../../scope/edit.ts";
import type { SignInState } from "../../credentials/sso/sign_in_file.ts";
import type { HookLineKind } from "../../shell/hook_lines.ts";
import type { HookState } from "../../shell/hook_state.ts";

/** Everything that the checks judge. They look at nothing else. */
export interface Facts {
  /** Epoch milliseconds. */
  readonly now: number;
  /** The operating system. */
  readonly platform: Platform;
  /** The user id; null where the system has none. */
  readonly uid: number | null;
  /** The version of opaws. */
  readonly version: string;
  /** The program that runs now. */
  readonly executable: string;
  /** The `opaws` on PATH; null if there is none. */
  readonly onPath: string | null;
  /** The entries of PATH. */
  readonly path: readonly PathFacts[];
  /** The tools to check. */
  readonly tools: readonly ToolFacts[];
  /** The startup file of the user's shell; null if opaws has no hook for that shell. */
  readonly startup: StartupFacts | null;
  /** The shims. */
  readonly shims: { readonly folder: string; readonly tools: readonly string[] };
  /** The files and folders of opaws. */
  readonly files: readonly FileFacts[];
  /** A folder of opaws on Windows whose file system keeps no access lists as NTFS does; null if there is none. */
  readonly withoutAccessLists?: string | null;
  /** The folders of opaws that cannot be written to, and why. */
  readonly unwritable?: readonly { readonly folder: string; readonly error: UserError }[];
  /** The temporary folder, and the text of `/proc/mounts`; null on Windows. */
  readonly temporary?: { readonly folder: string; readonly mounts: string } | null;
  /** The path of `config.json`. */
  readonly configFile: string;
  /** Why `config.json` cannot be used; null if it can. */
  readonly configError: UserError | null;
  /** The members of `config.json` that opaws does not know. */
  readonly unknownMembers: readonly string[];
  /** The vaults. */
  readonly vaults: readonly VaultFacts[];
  /** The name of this terminal's unlock cache; null if it has none. */
  readonly unlockCache: string | null;
  /** The bindings of `config.json` and of this terminal session. */
  readonly bindings: readonly BindingFacts[];
  /** Why the bindings of this terminal session cannot be read; null if they can. */
  readonly terminalError: UserError | null;
  /** The AWS config files; null if they cannot be read. */
  readonly profiles: Profiles | null;
  /** Why the AWS config files cannot be read; null if they can. */
  readonly profilesError: UserError | null;
  /** Whether the environment has a secret access key. */
  readonly keyInEnvironment: boolean;
  /** The system's keychain. */
  readonly keychain: KeychainFacts;
  /** This machine's clock. */
  readonly clock: ClockFacts;
  /** The sessions that the tools get. */
  readonly sessions: readonly SessionFacts[];
  /** The sessions of IAM Identity Center that are bound, or were signed in to. */
  readonly ssoSessions: readonly SsoSessionFacts[];
  /** What the AWS CLI left in plaintext of the sessions that opaws is signed in to. */
  readonly ssoCopies: readonly PlaintextCopy[];
}

/** An entry of PATH. */
export interface PathFacts {
  /** The entry. */
  readonly entry: string;
  /** Why another user could put programs there, and the command that fixes it; null if only root and this user can. */
  readonly untrusted: { readonly because: string; readonly try: string | null } | null;
  /** Whether a group of administrators can put programs there. */
  readonly administrators: boolean;
}

/** A tool as this machine has it. */
export interface ToolFacts {
  /** Its name. */
  readonly name: string;
  /** The program that opaws would become; null if there is none. */
  readonly program: string | null;
  /** Why the program cannot be run, if it is installed; null if it can. */
  readonly problem: UserError | null;
  /** The first line that the program prints for `--version`; null if it fails. */
  readonly version: string | null;
  /** Whether this shell runs it through opaws. */
  readonly hook: HookState;
  /** The first match on PATH, which may be a shim; null if there is none. */
  readonly first: string | null;
}

/** The startup file of a shell. */
export interface StartupFacts {
  /** The shell. */
  readonly shell: Shell;
  /** The path of the file. */
  readonly path: string;
  /** How it brings the hook. */
  readonly hook: HookLineKind;
  /** Whether the hook is saved in its file as this version writes it; null if the settings cannot be read. */
  readonly isSavedHookCurrent: boolean | null;
}

/** A file or folder of opaws. */
export interface FileFacts {
  /** Its path. */
  readonly path: string;
  /** Whether it is a folder. */
  readonly folder: boolean;
  /** Its permission bits; null where the system has none. */
  readonly mode: number | null;
  /** Another user or group that has access to it by an access list; null if there is none, or no such list. */
  readonly other?: string | null;
  /** Its owner; null where the system has none. */
  readonly uid: number | null;
}

/** A vault, as far as it can be read now. */
export interface VaultFacts {
  /** Its name. */
  readonly name: string;
  /** Why it cannot be used; null if it can. */
  readonly error: UserError | null;
  /** Whether it is unlocked in this terminal, and so was verified with its key. */
  readonly verified: boolean;
  /** How many older generations it has. */
  readonly backups: number;
  /** Why older generations cannot be used. */
  readonly backupErrors: readonly UserError[];
  /** The ids of its items; null if it cannot be read. */
  readonly ids: readonly string[] | null;
  /** Its items, and when they got their access keys (epoch milliseconds); empty if it is locked. */
  readonly items: readonly {
    readonly id: string;
    readonly title: string;
    readonly created: number;
    /** When its key was last used on this machine, epoch milliseconds; null if it was not, missing if nobody looked. */
    readonly lastUsed?: number | null;
    /** When its temporary credentials end, epoch milliseconds; null or missing for a permanent key. */
    readonly expires?: number | null;
    /** The variables that it sets although nobody has approved them here; missing or empty for most items. */
    readonly unapproved?: readonly string[];
  }[];
  /** Whether the vault is shared with this person; missing if it is not shared. */
  readonly isMember?: boolean;
}

type SessionScope = Extract<Scope, { readonly kind: "session" }>;

/** A binding, and the state of its directory. */
export interface BindingFacts extends Omit<PlacedBinding, "place"> {
  /** What it binds: a tool in any scope, or a profile. */
  readonly place: BindingPlace | { readonly tool: string; readonly scope: SessionScope };
  /** False only for the binding of a directory that is gone. */
  readonly directoryExists: boolean;
  /** True only for the binding of a directory that belongs to another user. */
  readonly isDirectoryForeign: boolean;
  /** False only for a role of IAM Identity Center whose session is described nowhere any more. */
  readonly sessionExists: boolean;
}

/** The system's keychain. */
export interface KeychainFacts {
  /** How many vaults of this machine it unlocks. */
  readonly vaults: number;
  /** Why it cannot be used; null if it can, and if it unlocks no vault. */
  readonly error: UserError | null;
}

/** This machine's clock. */
export interface ClockFacts {
  /** How far it is ahead of AWS's, in milliseconds; null if AWS did not answer. */
  readonly skew: number | null;
  /** Why AWS could not be asked; null if it could. */
  readonly error: UserError | null;
}

/** A session of IAM Identity Center. */
export interface SsoSessionFacts {
  /** Its name. */
  readonly label: string;
  /** Whether a person is signed in. */
  readonly state: SignInState;
  /** Whether a role of it is bound. */
  readonly isBound: boolean;
}

/** The session that a tool gets. */
export interface SessionFacts {
  /** The tool. */
  readonly tool: string;
  /**
   * `environment`: it gets that of `AWS_SESSION_TOKEN`. `locked`: its item has one that cannot be read now. The others
   * are about the cached sessions of its item.
   */
  readonly state: "environment" | "none" | "locked" | "with MFA" | "without MFA";
  /** The item that is bound; null if there is none. */
  readonly item: Pick<ItemBinding, "title" | "vault"> | null;
}
