import { Cancelled, UserError } from "../../errors.ts";
import { TLS_VARIABLES } from "../../exec/withheld_variables.ts";
import { shellWord } from "../../quote.ts";
import { remoteOf } from "../../scope/remotes.ts";
import type { Sharing, UnlockContext } from "../../unlock/unlock_context.ts";
import { historyCommand } from "../../vault/sync/sync_errors.ts";
import { syncLines } from "../../vault/sync/sync_lines.ts";
import type { SyncReport } from "../../vault/sync/sync_report.ts";
import type { Ask } from "../ask.ts";
import type { CredentialsContext } from "../context.ts";
import { type NamedSync, syncNamed } from "./sync_named.ts";

/** How long a command waits for a remote before it changes a vault; milliseconds. */
const PULL_LIMIT = 4_000;
/** How long a command waits for a remote after it has changed a vault; milliseconds. */
const PUSH_LIMIT = 15_000;
/**
 * The error that a change on this machine must not follow, because nobody would ever get it. Others only report: anyone who can
 * write to the remote could otherwise stop all changes, a removed writer for example.
 */
const STOPPING = "removed-member";
/** Errors about the copy on this machine. The change itself refuses it and says so, or it is a restore, which repairs it. */
const OWN_COPY = ["not-a-member", "older-generation"];

/**
 * Syncs shared vaults around the commands that change them. It never asks anything, and a remote that cannot be reached
 * stops nothing: one line says so.
 */
export class AutomaticSync implements Sharing {
  readonly #context: UnlockContext;
  readonly #credentials: () => Omit<CredentialsContext, "ask">;
  readonly #age: (time: string) => string;
  /** Whether the remote of a vault was reached before a change, by the name of the vault. */
  readonly #reached = new Map<string, boolean>();
  readonly #changed = new Set<string>();
  #isUnlocked = false;

  /** `credentials` returns what requests to S3 get their credentials from. `age` says how long ago a time is. */
  constructor(
    context: UnlockContext,
    credentials: () => Omit<CredentialsContext, "ask">,
    age: (time: string) => string,
  ) {
    this.#context = context;
    this.#age = age;
    this.#credentials = credentials;
  }

  /** See `Sharing`. Throws UserError if the remote says that the vault must not be changed here. */
  async beforeChange(name: string): Promise<void> {
    if (this.#reached.has(name) || !this.#hasRemote(name)) return;
    try {
      const report = await this.#sync(name, false, PULL_LIMIT);
      this.#reached.set(name, true);
      this.#tell(report);
    } catch (error) {
      if (!(error instanceof UserError) || error instanceof Cancelled) throw error;
      if (error.code === STOPPING) throw error;
      if (OWN_COPY.includes(error.code)) return;
      this.#reached.set(name, false);
      this.#context.report(
        `opaws: vault ${
          JSON.stringify(name)
        } is changed on this machine only for now: ${error.message}`,
      );
      this.#context.report(`  try: ${fixOf(error, name)}`);
    }
  }

  /** See `Sharing`. */
  afterChange(name: string): void {
    if (this.#hasRemote(name)) this.#changed.add(name);
  }

  /** See `Sharing`. */
  afterUnlock(): void {
    this.#isUnlocked = true;
  }

  /** Publishes what was changed, and starts a sync in the background if a vault was unlocked. Throws nothing for people. */
  async finish(): Promise<void> {
    for (const name of this.#changed) await this.#publish(name);
    this.#changed.clear();
    if (!this.#isUnlocked) return;
    this.#isUnlocked = false;
    const { syncInBackground } = await import("./background_sync.ts");
    await syncInBackground(this.#context);
  }

  async #publish(name: string): Promise<void> {
    const { report } = this.#context;
    if (this.#reached.get(name) === false) return; // that was said before the change
    try {
      this.#tell(await this.#sync(name, true, PUSH_LIMIT));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      report(`opaws: vault ${JSON.stringify(name)} is not synced yet: ${error.message}`);
      report(`  try: ${fixOf(error, name)}`);
    }
  }

  /** Reports what a person has to know: what others changed is no news of this command. */
  #tell(report: SyncReport): void {
    const { conflicts, kept, dropped, lostSlots, events, older } = report;
    const isQuiet = [conflicts, kept, dropped, lostSlots, events].every((each) =>
      each.length === 0
    );
    if (isQuiet && older !== "kept") return;
    for (const line of syncLines(report, this.#age)) this.#context.report(`opaws: ${line}`);
  }

  async #sync(name: string, push: boolean, limit: number): Promise<SyncReport> {
    const { host } = this.#context;
    const isRequest = remoteOf(this.#context.config(), name)?.url.startsWith("s3://");
    const variable = isRequest && TLS_VARIABLES.find((each) => host.env(each) !== undefined);
    if (variable) throw unreachable(name, `${variable} is set`);
    const abort = new AbortController();
    const options: NamedSync = {
      push,
      acceptRollback: false,
      lockTimeout: limit,
      signal: abort.signal,
    };
    const late = unreachable(name, `the remote did not respond within ${limit / 1000} seconds`);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        abort.abort(late);
        reject(late);
      }, limit);
    });
    const credentials = { ...this.#credentials(), ask: askNobody(this.#context) };
    const sync = syncNamed(this.#context, credentials, name, options);
    sync.catch(() => {}); // after the time limit nobody waits for it
    try {
      return await Promise.race([sync, timeout]);
    } finally {
      clearTimeout(timer);
    }
  }

  #hasRemote(name: string): boolean {
    return remoteOf(this.#context.config(), name) !== null;
  }
}

/** Returns functions that use what is unlocked in this process, and ask nobody. */
export function askNobody(context: UnlockContext): Ask {
  const refuse = (what: string): Promise<never> =>
    Promise.reject(
      new UserError({
        exit: "locked",
        code: "locked",
        cannot: "get credentials for the remote without a question",
        because: what,
        try: "opaws sync",
      }),
    );
  return {
    async vaultKey(name) {
      const { vaultId } = await import("../../vault/store/canonical_file.ts");
      const { readUnparsed } = await import("../../vault/store/read.ts");
      const key = await context.cachedKey(vaultId(readUnparsed(context.paths, name)));
      // The caller wipes the key, and the context needs its own.
      return key?.copy() ?? await refuse(`vault ${JSON.stringify(name)} is locked`);
    },
    item: () => refuse("the vault of their item is locked"),
    oneTimeCode: (device) => refuse(`${device} needs a one-time code`),
    binding: () => refuse("nothing is bound for aws"),
    signIn: (label) => refuse(`nobody is signed in to ${label}`),
    defaultVault: () => Promise.resolve(context.vaultName()),
  };
}

/** Returns the command after which the vault is synced, or the one that shows what is wrong with the remote's history. */
function fixOf(error: UserError, name: string): string {
  return error.try === historyCommand(name) ? error.try : `opaws sync ${shellWord(name)}`;
}

function unreachable(name: string, because: string): UserError {
  return new UserError({
    exit: "unavailable",
    code: "remote-unavailable",
    cannot: `sync vault ${JSON.stringify(name)}`,
    because,
    try: `opaws sync ${shellWord(name)}`,
  });
}
