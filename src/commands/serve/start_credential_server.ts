import type { CredentialsContext, ProvidedCredentials } from "../../credentials/context.ts";
import { ServedSession } from "../../credentials/served_session.ts";
import { pause } from "../../exec/pause.ts";
import { guardMemory } from "../../memory_guard.ts";
import { getSetting } from "../../scope/settings.ts";
import type { Secret } from "../../secret.ts";
import { startServer } from "../../server/credential_server.ts";
import { Registration } from "../../server/registration.ts";
import { unlockSession } from "../../unlock/unlock_session.ts";

const HOUR = 3_600_000; // milliseconds
/** How long a server runs at most, however long the vault may stay unlocked; hours. */
const MAX_HOURS = 12;
/** How often a server looks whether it has ended, to drop what it holds even if nothing is requested; milliseconds. */
const CHECK_INTERVAL = 2000;

/** A server that hands out the sessions of one invocation. */
export interface SessionServer {
  /** The address for SDKs. */
  readonly uri: string;
  /** The token for SDKs. */
  readonly token: Secret;
  /** A folder of its own for files, which does not exist yet. */
  readonly folder: string;
  /** When it ends at the latest; epoch milliseconds. */
  readonly until: number;
  /** Settles when a vault was locked or the time is up. */
  readonly ended: Promise<void>;
  /** Stops it, removes its files, and drops what it holds. */
  stop(): void;
}

/**
 * Starts a server for the sessions of `first`, on `port` or any free port. `tool` is the name of what it serves.
 *
 * @throws UserError 69 if it cannot listen; 73, 74 or 78 if it cannot be registered; 78 if the session lasts too short.
 */
export function startCredentialServer(
  first: ProvidedCredentials,
  context: CredentialsContext,
  tool: string,
  port = 0,
): SessionServer {
  guardMemory();
  const { host, paths, config, terminal } = context;
  const hours = Math.min(MAX_HOURS, Number(getSetting(config, "lock.maxHours")));
  const until = host.now() + hours * HOUR;
  const { vault } = first;
  const unlocked = unlockSession(host, paths, config, terminal);
  const record = { terminal: unlocked?.id ?? null, vault, tool, pid: Deno.pid, until };
  const registration = Registration.create(host, paths, record);
  try {
    const isCurrent = () => registration.isCurrent();
    const session = new ServedSession({ host, first, context, isCurrent, lifetime: hours * HOUR });
    const server = startServer(host, port, () => session.get());
    const end = Promise.withResolvers<void>();
    let isStopped = false;
    const watch = async (): Promise<void> => {
      while (!isStopped && !session.hasEnded()) await pause(CHECK_INTERVAL);
      end.resolve();
    };
    watch();
    return {
      uri: server.uri,
      token: server.token,
      folder: registration.folder,
      until,
      ended: end.promise,
      stop: () => {
        if (isStopped) return;
        isStopped = true;
        server.stop();
        registration.end();
        session.hasEnded();
      },
    };
  } catch (error) {
    registration.end();
    throw error;
  }
}
