import type { Credentials, TemporaryCredentials } from "../aws/credentials.ts";
import { UserError } from "../errors.ts";
import type { Host } from "../host.ts";
import type { CredentialsContext, ProvidedCredentials } from "./context.ts";
import { SERVED_MARGIN } from "./obtain_session.ts";

/** The input of {@linkcode ServedSession}. */
interface ServedSessionParts {
  /** The clock. */
  readonly host: Pick<Host, "now" | "uptime">;
  /** The credentials at the start. */
  readonly first: ProvidedCredentials;
  /** Renews them; its `ask` and `report` are not used. */
  readonly context: CredentialsContext;
  /** Reports whether nothing has ended the server since. */
  readonly isCurrent: () => boolean;
  /** How long it may hand out sessions; milliseconds. */
  readonly lifetime: number;
}

/**
 * The session that a server hands out. It is renewed when it has 15 minutes left, without a question: the terminal belongs
 * to the tool. It ends when a vault is locked or after its lifetime, whatever is requested, and holds nothing afterwards.
 */
export class ServedSession {
  readonly #host: Pick<Host, "now" | "uptime">;
  readonly #context: CredentialsContext;
  readonly #isCurrent: () => boolean;
  readonly #end: number;
  #source: ProvidedCredentials | null;
  #session: TemporaryCredentials;
  /** When {@linkcode #session} came, by both clocks: setting the first back does not prolong it. */
  #since: { readonly time: number; readonly uptime: number };
  #renewal: Promise<TemporaryCredentials> | null = null;

  /** Starts with the credentials of `first`. Throws UserError (78, refused) if the credentials are no session that lasts long enough. */
  constructor({ host, first, context, isCurrent, lifetime }: ServedSessionParts) {
    this.#host = host;
    this.#context = { ...context, ask: NOBODY, report: () => {} };
    this.#isCurrent = isCurrent;
    this.#end = host.uptime() + lifetime;
    this.#source = first;
    this.#since = this.#moment();
    this.#session = this.#check(first.credentials);
  }

  /** Reports whether it has ended. If so, drops what it held. */
  hasEnded(): boolean {
    if (this.#source !== null && (!this.#isCurrent() || this.#host.uptime() >= this.#end)) {
      this.#source.wipe();
      this.#source = null;
    }
    return this.#source === null;
  }

  /**
   * Returns a session with more than 15 minutes left.
   *
   * @throws UserError (79, locked) if it has ended, or a one-time code would be needed; and as getting credentials does.
   */
  async get(): Promise<TemporaryCredentials> {
    if (this.hasEnded()) throw ended(this.#host.uptime() >= this.#end);
    if (this.#timeLeft(this.#session) > SERVED_MARGIN) return this.#session;
    this.#renewal ??= this.#renew(this.#source!);
    try {
      const session = await this.#renewal;
      if (!this.hasEnded()) return session;
    } catch (error) {
      if (!this.hasEnded()) throw error; // else it may have failed because its key was wiped meanwhile
    } finally {
      this.#renewal = null;
    }
    throw ended(this.#host.uptime() >= this.#end);
  }

  async #renew(source: ProvidedCredentials): Promise<TemporaryCredentials> {
    const credentials = await source.renew(this.#context);
    this.#since = this.#moment();
    return this.#session = this.#check(credentials);
  }

  #check(credentials: Credentials): TemporaryCredentials {
    const { sessionToken, expiresAt } = credentials;
    if (sessionToken === undefined || expiresAt === undefined) {
      throw new Error("a server got credentials that are no session");
    }
    const session = { ...credentials, sessionToken, expiresAt };
    if (this.#timeLeft(session) > SERVED_MARGIN) return session;
    throw new UserError({
      exit: "refused",
      code: "short-session",
      cannot: "serve the session",
      because: `it lasts ${
        Math.max(0, Math.floor(this.#timeLeft(session) / 60_000))
      } min, and SDKs need more than 15. Set a longer --duration, or duration_seconds of the profile`,
    });
  }

  #timeLeft({ expiresAt }: TemporaryCredentials): number {
    const { time, uptime } = this.#moment();
    const elapsed = Math.max(time - this.#since.time, uptime - this.#since.uptime);
    return expiresAt - this.#since.time - elapsed;
  }

  #moment(): { readonly time: number; readonly uptime: number } {
    return { time: this.#host.now(), uptime: this.#host.uptime() };
  }
}

const NOBODY: CredentialsContext["ask"] = {
  vaultKey: (name) => noQuestion(`unlock vault ${JSON.stringify(name)}`),
  item: (reference) => noQuestion(`open item ${JSON.stringify(reference)}`),
  oneTimeCode: (device) => noQuestion(`get a one-time code of ${device}`),
  binding: (tool) => noQuestion(`choose an item for ${tool}`),
  signIn: (label) => noQuestion(`sign in to ${label}`),
  defaultVault: () => noQuestion("choose a vault"),
};

function noQuestion(cannot: string): Promise<never> {
  return Promise.reject(
    new UserError({
      exit: "locked",
      code: "no-question",
      cannot,
      because: "the terminal belongs to the program that is served, so the server does not ask",
    }),
  );
}

function ended(byTime: boolean): UserError {
  return new UserError({
    exit: "locked",
    code: "server-ended",
    cannot: "serve credentials",
    because: byTime
      ? "the server has reached its time limit"
      : "the vault was locked since the server started",
  });
}
