import type { Credentials } from "../aws/credentials.ts";
import type { ServiceEndpoint } from "../aws/endpoint.ts";
import type { OpenConnections } from "../aws/connection.ts";
import type { StsCall } from "../aws/sts/call.ts";
import { connectToSts } from "../aws/sts/early_connection.ts";
import { UserError } from "../errors.ts";
import { restartWithoutTlsVariables } from "../exec/clean_restart.ts";
import type { Paths } from "../fs/paths.ts";
import type { Host } from "../host.ts";
import type { Sealer } from "../vault/crypto/sealer.ts";
import type { Item } from "../vault/item.ts";
import type { Ask } from "./ask.ts";
import type { PlannedMfaProcess } from "./mfa_process_rule.ts";
import { obtainSession } from "./obtain_session.ts";
import { SessionCache } from "./session_cache.ts";
import { sessionCacheKeys } from "./session_cache_keys.ts";
import { bothClocks } from "./session_clock.ts";

/** A session. */
export interface ObtainedSession {
  readonly credentials: Credentials;
  /** Where it is cached, unless that failed. */
  readonly path: string;
}

/** The input of {@linkcode itemSession}. */
export interface ItemSessionInput {
  readonly host: Host;
  readonly paths: Paths;
  /** Seals the session. */
  readonly sealer: Sealer;
  /** The id of the item. */
  readonly id: string;
  /** The item; null if no call needs a one-time code. */
  readonly item: Item | null;
  /** Its access key. */
  readonly key: Credentials;
  /** The calls, at least one. */
  readonly calls: readonly StsCall[];
  readonly endpoint: ServiceEndpoint;
  /** The commands of the plan that print one-time codes. */
  readonly mfaProcesses: readonly PlannedMfaProcess[];
  /** What may be the reason if AWS refuses the session. */
  readonly notes: readonly string[];
  /** Asks for a one-time code. */
  readonly ask: Pick<Ask, "oneTimeCode">;
  /** Prints a line on standard error. */
  readonly report: (line: string) => void;
  /** Whether to request the last session even if it is cached. */
  readonly fresh?: boolean;
  /** How much longer the last session has to last to be taken from the cache; see `obtainSession`. */
  readonly margin?: number;
  /** The cached sessions of the item; opened by default. */
  readonly cache?: SessionCache;
}

/**
 * Returns the session at the end of `calls`, from the cache or newly requested.
 *
 * @throws UserError as `obtainSession`. If AWS refuses the session, what may be the reason is reported first.
 */
export async function itemSession(input: ItemSessionInput): Promise<ObtainedSession> {
  const { host, paths, sealer, id, key, calls, endpoint, report, fresh, margin } = input;
  const connections: OpenConnections = new Map();
  const cacheKeys = sessionCacheKeys(calls, key, endpoint);
  const cache = input.cache ?? new SessionCache(host, paths, sealer, id);
  const session = obtainSession({
    clocks: bothClocks(host),
    calls,
    cacheKeys,
    accessKey: key,
    cache,
    requestSession: async (call, source) => {
      await restartWithoutTlsVariables(host);
      await connectToSts(endpoint, connections);
      // Meanwhile the system connects.
      const { requestSession } = await import("./request_session.ts");
      return await requestSession(call, source!, { ...input, connections });
    },
    report,
    ...(fresh !== undefined && { fresh }),
    ...(margin !== undefined && { margin }),
  });
  try {
    const credentials = await reportNotes(input, input, session);
    return { credentials, path: await cache.path(cacheKeys.at(-1)!) };
  } finally {
    for (const connection of connections.values()) {
      connection.then((open) => open.close(), () => {}); // nobody needs it any more
    }
  }
}

/** Returns what `session` resolves to. If AWS refuses a session, reports what may be the reason. */
export async function reportNotes<T>(
  { notes }: Pick<ItemSessionInput, "notes">,
  { report }: Pick<ItemSessionInput, "report">,
  session: Promise<T>,
): Promise<T> {
  try {
    return await session;
  } catch (error) {
    if (error instanceof UserError && error.code === "refused-by-aws") {
      for (const note of notes) report(`opaws: ${note}`);
    }
    throw error;
  }
}
