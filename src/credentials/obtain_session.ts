import type { Credentials, TemporaryCredentials } from "../aws/credentials.ts";
import type { RoleCredentialsCall } from "../aws/sso/call.ts";
import type { StsCall } from "../aws/sts/call.ts";
import { Cancelled, UserError } from "../errors.ts";
import { withLock } from "../fs/lock.ts";
import { announceWait } from "../report_wait.ts";
import type { SessionCache } from "./session_cache.ts";
import { type Moment, REFRESH_MARGIN, timeLeft } from "./session_clock.ts";
import type { CachedSession } from "./session_text.ts";

/** The input of {@linkcode obtainSession}. */
export interface ObtainSessionInput<T extends SessionCall = SessionCall> {
  /** Reads the clocks; see `bothClocks`. */
  readonly clocks: () => Moment;
  /** The calls of the plan, at least one. */
  readonly calls: readonly T[];
  /** The cache key of each call's session; see `sessionCacheKeys`. */
  readonly cacheKeys: readonly string[];
  /** The item's access key, which signs the first call; null if nothing signs it. */
  readonly accessKey: Credentials | null;
  /** The cached sessions of the item, or of the SSO session. */
  readonly cache: SessionCache;
  /** Makes one call. Throws UserError 69, 77 or 79. */
  readonly requestSession: (call: T, source: Credentials | null) => Promise<TemporaryCredentials>;
  /** Prints a line on standard error. */
  readonly report: (line: string) => void;
  /** Whether to request the last session even if it is cached, so that its whole lifetime is left. */
  readonly fresh?: boolean;
  /** How much longer the last session has to last to be taken from the cache, in milliseconds; 5 minutes by default. */
  readonly margin?: number;
  /** How long to wait for another process that requests the same session; 3 minutes by default. Milliseconds. */
  readonly lockTimeout?: number;
}

/** A call that gives a session. */
type SessionCall = StsCall | RoleCredentialsCall;

/**
 * The same for a session that a server hands out. SDKs request the next one when less than 15 minutes are left, so one
 * that lasts less would be requested again and again (`botocore.credentials.RefreshableCredentials`); milliseconds.
 */
export const SERVED_MARGIN: number = 15 * 60_000;
/** How long to wait for another process that requests the same session; a person may have to type a code; milliseconds. */
const LOCK_TIMEOUT = 180_000;

/**
 * Returns the last session of the plan, from the cache or newly requested. A lock per session makes concurrent
 * processes share one request. If a session that ends soon cannot be renewed, it is used until it ends, with a
 * warning, unless the user cancelled. The access key never takes the place of a session.
 *
 * @throws UserError as `requestSession` does.
 */
export async function obtainSession<T extends SessionCall>(
  input: ObtainSessionInput<T>,
): Promise<TemporaryCredentials> {
  return (await sessionAt(input, input.calls.length - 1)).credentials;
}

async function sessionAt<T extends SessionCall>(
  input: ObtainSessionInput<T>,
  index: number,
): Promise<CachedSession> {
  const { cache, report } = input;
  const path = await cache.path(input.cacheKeys[index]!);
  const isLast = index === input.calls.length - 1;
  const fresh = input.fresh === true && isLast;
  const margin = (isLast ? input.margin : undefined) ?? REFRESH_MARGIN;
  const cached = fresh ? null : await cache.read(path);
  if (cached !== null && timeLeft(cached, input.clocks()) > margin) return cached;
  const stopNotice = announceWait("another opaws to request the same session", report);
  try {
    return await withLock(path, async () => {
      stopNotice();
      // The process that held the lock may have requested this session.
      const shared = fresh ? null : await cache.read(path);
      if (shared !== null && timeLeft(shared, input.clocks()) > margin) return shared;
      const session = await requestAt(input, index);
      await writeToCache(input, path, session);
      return session;
    }, input.lockTimeout ?? LOCK_TIMEOUT);
  } catch (error) {
    if (!(error instanceof UserError) || error instanceof Cancelled) throw error;
    if (cached !== null && timeLeft(cached, input.clocks()) > (input.margin ?? 0)) {
      const minutes = Math.ceil(timeLeft(cached, input.clocks()) / 60_000);
      report(`opaws: ${error.message}; using the cached session, which ends in ${minutes} min`);
      return cached;
    }
    if (error.code !== "no-lock" && error.code !== "no-folder") throw error;
    report(`opaws: ${error.message}; the session is not cached`);
    return await requestAt(input, index);
  } finally {
    stopNotice();
  }
}

async function requestAt<T extends SessionCall>(
  input: ObtainSessionInput<T>,
  index: number,
): Promise<CachedSession> {
  const call = input.calls[index]!;
  const source = index === 0 ? null : await sessionAt(input, index - 1);
  const credentials = await input.requestSession(call, source?.credentials ?? input.accessKey);
  return {
    credentials,
    call: call.call,
    role: roleOf(call),
    profile: call.call === "AssumeRole" ? call.step.profile : null,
    mfa: call.mfa !== null || (source?.mfa ?? false),
    created: input.clocks(),
  };
}

function roleOf(call: SessionCall): string | null {
  switch (call.call) {
    case "AssumeRole":
      return call.step.role;
    case "GetRoleCredentials":
      return `${call.role} in ${call.account}`;
    default:
      return null;
  }
}

async function writeToCache<T extends SessionCall>(
  input: ObtainSessionInput<T>,
  path: string,
  session: CachedSession,
): Promise<void> {
  try {
    await input.cache.write(path, session);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    input.report(`opaws: ${error.message}; the session is not cached`);
  }
}
