import { withLock } from "../fs/lock.ts";
import { UserError } from "../errors.ts";
import { announceWait } from "../report_wait.ts";
import type { Host } from "../host.ts";
import type { Credentials, TemporaryCredentials } from "../aws/credentials.ts";
import type { CachedSession, SessionCache } from "./session_cache.ts";
import type { StsCall } from "../aws/sts/call.ts";

/** What {@linkcode obtainSession} works with. */
export interface ObtainSessionInput {
  /** The clock. */
  readonly host: Pick<Host, "now">;
  /** The calls of the plan, at least one. */
  readonly calls: readonly StsCall[];
  /** The shape of each; see `sessionShapes`. */
  readonly shapes: readonly string[];
  /** The item's access key, with which the first call is made. */
  readonly accessKey: Credentials;
  /** What is kept. */
  readonly cache: SessionCache;
  /** Makes one call of STS. Faults 69, 77, 79. */
  readonly requestSession: (call: StsCall, source: Credentials) => Promise<TemporaryCredentials>;
  /** Tells a line on standard error. */
  readonly report: (line: string) => void;
  /** Make the last session of the plan anew though one is kept, so that it has all its time before it. */
  readonly fresh?: boolean;
}

/** A session is made anew when it ends within this time; milliseconds. */
const REFRESH_MARGIN = 5 * 60_000;
/** How long one waits for another that makes the same session: its calls, and a person who types a code; milliseconds. */
const PATIENCE = 180_000;

/**
 * Answers the session at the end of the plan: the kept one, else a new one, which is then kept. Whoever needs the same
 * session at the same time waits for the first to make it, so that it is made once (a lock per session). When a
 * session that is about to end cannot be made anew, it is used for the rest of its time, with a warning.
 * Faults as `requestSession`: never does the access key take the place of a session.
 */
export async function obtainSession(input: ObtainSessionInput): Promise<TemporaryCredentials> {
  return (await sessionAt(input, input.calls.length - 1)).credentials;
}

async function sessionAt(input: ObtainSessionInput, index: number): Promise<CachedSession> {
  const { cache } = input;
  const path = await cache.pathOf(input.shapes[index]!);
  const fresh = input.fresh === true && index === input.calls.length - 1;
  const kept = fresh ? null : await cache.read(path);
  if (kept !== null && left(input, kept) > REFRESH_MARGIN) return kept;
  const stopNotice = announceWait("another opaws, which makes the same session", input.report);
  try {
    return await withLock(path, async () => {
      stopNotice();
      const meanwhile = fresh ? null : await cache.read(path);
      if (meanwhile !== null && left(input, meanwhile) > REFRESH_MARGIN) return meanwhile;
      const made = await make(input, index);
      await keep(input, path, made);
      return made;
    }, PATIENCE);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    if (kept !== null && left(input, kept) > 0) {
      const minutes = Math.ceil(left(input, kept) / 60_000);
      input.report(`opaws: ${error.message}; using the session that ends in ${minutes} min`);
      return kept;
    }
    if (error.code !== "no-lock" && error.code !== "no-folder") throw error;
    input.report(`opaws: ${error.message}; the session is not kept`);
    return await make(input, index);
  } finally {
    stopNotice();
  }
}

async function make(input: ObtainSessionInput, index: number): Promise<CachedSession> {
  const call = input.calls[index]!;
  const source = index === 0 ? null : await sessionAt(input, index - 1);
  const credentials = await input.requestSession(call, source?.credentials ?? input.accessKey);
  return {
    credentials,
    call: call.call,
    role: call.call === "AssumeRole" ? call.step.role : null,
    profile: call.call === "AssumeRole" ? call.step.profile : null,
    mfa: call.mfa !== null || (source?.mfa ?? false),
    made: input.host.now(),
  };
}

async function keep(
  input: ObtainSessionInput,
  path: string,
  session: CachedSession,
): Promise<void> {
  try {
    await input.cache.write(path, session);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    input.report(`opaws: ${error.message}; the session is not kept`);
  }
}

/** Milliseconds until `session` ends. */
function left({ host }: ObtainSessionInput, session: CachedSession): number {
  return session.credentials.expiresAt - host.now();
}
