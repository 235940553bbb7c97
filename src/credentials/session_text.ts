import type { TemporaryCredentials } from "../aws/credentials.ts";
import { Secret } from "../secret.ts";
import type { Moment } from "./session_clock.ts";

/** More than any session needs, sealed; bytes. */
export const MAX_SESSION_BYTES = 65_536;

/** A session as it is cached. */
export interface CachedSession {
  readonly credentials: TemporaryCredentials;
  /** The operation of STS or of IAM Identity Center that made it. */
  readonly call: "GetSessionToken" | "AssumeRole" | "GetRoleCredentials";
  /** The role; null for GetSessionToken. */
  readonly role: string | null;
  /** The profile that describes the role; null for the other two. */
  readonly profile: string | null;
  /** Whether this call or one before it in the chain sent a one-time code. */
  readonly mfa: boolean;
  /** When it was requested. */
  readonly created: Moment;
}

/** The JSON of a cached session before it is sealed. The names stay, so that builds read each other's sessions. */
interface StoredSession {
  readonly call: CachedSession["call"];
  readonly role: string | null;
  readonly profile: string | null;
  readonly mfa: boolean;
  readonly made: number;
  /** Sessions of earlier builds have neither of these two. */
  readonly uptime?: number;
  readonly boot?: string | null;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresAt: number;
}

/** Parses and wipes what {@linkcode formatSession} returned. Only opaws seals with the vault key, so what opens has the right shape. */
export function parseSession(plain: Uint8Array<ArrayBuffer>): CachedSession {
  const stored: StoredSession = JSON.parse(new TextDecoder().decode(plain));
  plain.fill(0);
  return {
    credentials: {
      accessKeyId: stored.accessKeyId,
      secretAccessKey: new Secret(stored.secretAccessKey),
      sessionToken: new Secret(stored.sessionToken),
      expiresAt: stored.expiresAt,
    },
    call: stored.call,
    role: stored.role,
    profile: stored.profile,
    mfa: stored.mfa,
    created: { time: stored.made, uptime: stored.uptime ?? 0, boot: stored.boot ?? null },
  };
}

/** Returns `session` as JSON in UTF-8, for the caller to wipe. */
export function formatSession(session: CachedSession): Uint8Array<ArrayBuffer> {
  const { credentials } = session;
  const stored: StoredSession = {
    call: session.call,
    role: session.role,
    profile: session.profile,
    mfa: session.mfa,
    made: session.created.time,
    uptime: session.created.uptime,
    boot: session.created.boot,
    accessKeyId: credentials.accessKeyId,
    secretAccessKey: credentials.secretAccessKey.reveal(),
    sessionToken: credentials.sessionToken.reveal(),
    expiresAt: credentials.expiresAt,
  };
  return new TextEncoder().encode(JSON.stringify(stored));
}
