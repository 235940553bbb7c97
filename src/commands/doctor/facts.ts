import type { Profiles } from "../../aws/config/profiles.ts";
import type { UserError } from "../../errors.ts";
import type { HookState } from "../../shell/hooked_tools.ts";

/** A tool as the machine has it. */
export interface ToolFacts {
  /** Its name. */
  readonly name: string;
  /** The program that opaws would become; null when there is none. */
  readonly program: string | null;
  /** The first line of what it answers to `--version`; null when it does not. */
  readonly version: string | null;
  /** Whether this shell runs it through opaws. */
  readonly hook: HookState;
  /** Where PATH finds it first, a shim included; null nowhere. */
  readonly first: string | null;
}

/** A file or folder of opaws's own. */
export interface OwnFile {
  /** Its path. */
  readonly path: string;
  /** Whether it is a folder. */
  readonly folder: boolean;
  /** Its permission bits; null where the system has none. */
  readonly mode: number | null;
  /** Its owner; null where the system has none. */
  readonly uid: number | null;
}

/** A vault, as far as it can be looked into now. */
export interface VaultFacts {
  /** Its name. */
  readonly name: string;
  /** Why it cannot be used; null when it can. */
  readonly fault: UserError | null;
  /** Whether it is unlocked here, and so was verified with its key. */
  readonly verified: boolean;
  /** How many older generations there are. */
  readonly backups: number;
  /** Why older generations cannot be used. */
  readonly badBackups: readonly UserError[];
  /** The ids of its items; null when it cannot be read. */
  readonly ids: readonly string[] | null;
  /** Title and age of the items, when it is unlocked; `created` in epoch milliseconds. */
  readonly items: readonly { readonly title: string; readonly created: number }[];
}

/** A binding and where it stands. */
export interface BoundFacts {
  /** Where, for people: `aws, directory /work`. */
  readonly where: string;
  /** The directory whose binding it is; null for any other. */
  readonly directory: string | null;
  /** Whether that directory is there. */
  readonly directoryStands: boolean;
  /** The vault it names. */
  readonly vault: string;
  /** The item it names. */
  readonly item: string;
  /** The title it had. */
  readonly title: string;
  /** The command that takes it away or replaces it. */
  readonly mend: string;
}

/** All that the checks judge, gathered before; the checks themselves look at nothing else. */
export interface Facts {
  /** Epoch milliseconds. */
  readonly now: number;
  /** The version of opaws. */
  readonly version: string;
  /** The program that runs now. */
  readonly executable: string;
  /** The opaws that PATH finds; null when it finds none. */
  readonly onPath: string | null;
  /** The entries of PATH. */
  readonly path: readonly string[];
  /** The tools looked at. */
  readonly tools: readonly ToolFacts[];
  /** The startup file of the user's shell; null when the shell is none that opaws knows. */
  readonly startup: {
    readonly shell: string;
    readonly path: string;
    readonly hasHook: boolean;
    readonly install: () => void;
  } | null;
  /** The shims. */
  readonly shims: { readonly folder: string; readonly tools: readonly string[] };
  /** The files and folders of opaws's own that are there. */
  readonly files: readonly OwnFile[];
  /** The user. */
  readonly uid: number | null;
  /** Why `config.json` cannot be used; null when it can. */
  readonly configFault: UserError | null;
  /** Members of `config.json` that opaws does not know. */
  readonly unknownMembers: readonly string[];
  /** The file itself. */
  readonly configFile: string;
  /** The vaults. */
  readonly vaults: readonly VaultFacts[];
  /** What keeps keys for this terminal; null when nothing does. */
  readonly unlockCache: string | null;
  /** The bindings. */
  readonly bindings: readonly BoundFacts[];
  /** The AWS config files; null when they cannot be read. */
  readonly profiles: Profiles | null;
  /** Why they cannot be read. */
  readonly profilesFault: UserError | null;
  /** Whether the environment holds an access key in plaintext. */
  readonly keyInEnvironment: boolean;
}
