import { writeAtomic } from "../fs/atomic_write.ts";
import type { Paths } from "../fs/paths.ts";
import { readTrusted } from "../fs/trusted_file.ts";
import type { Host } from "../host.ts";
import { Secret } from "../secret.ts";
import type { Sealer } from "../vault/crypto/seal.ts";
import type { TemporaryCredentials } from "../aws/credentials.ts";

/** What people are told of a session that is kept. */
interface SessionMetadata {
  /** The call of STS that made it. */
  readonly call: "GetSessionToken" | "AssumeRole";
  /** The role; null for a session of the user's own. */
  readonly role: string | null;
  /** The profile that describes the role; null without one. */
  readonly profile: string | null;
  /** Whether a one-time code went into it, itself or a call before it. */
  readonly mfa: boolean;
  /** When it was made; epoch milliseconds. */
  readonly made: number;
}

/** A session as it is kept. */
export interface CachedSession extends SessionMetadata {
  /** What it signs with. */
  readonly credentials: TemporaryCredentials;
}

/** What the text of a kept session holds. */
interface Stored extends SessionMetadata {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresAt: number;
}

/**
 * Keeps STS sessions of one item between commands: a file each in `<state>/sessions/<vault id>/<item id>/`, whose name
 * and content tell nothing without the key of the vault.
 */
export class SessionCache {
  readonly #host: Host;
  readonly #folder: string;
  readonly #sealer: Sealer;

  /** Serves the item with the id `item` of the vault that `sealer` belongs to. */
  constructor(host: Host, paths: Pick<Paths, "state">, sealer: Sealer, item: string) {
    this.#host = host;
    this.#folder = `${sessionsFolder(paths)}/${sealer.vault}/${item}`;
    this.#sealer = sealer;
  }

  /** The path of the file for the session that `shape` describes; see `sessionShapes`. */
  async pathOf(shape: string): Promise<string> {
    return `${this.#folder}/${await this.#sealer.name(shape)}`;
  }

  /** The session at `path`, ended or not; null when there is none or it cannot be opened. Faults (78) as `readTrusted`. */
  async read(path: string): Promise<CachedSession | null> {
    const sealed = readTrusted(path, MAX_BYTES);
    const plain = sealed && await this.#sealer.open(nameOf(path), sealed);
    if (!plain) return null;
    // Whoever sealed it had the key of the vault; what opens is what this program wrote.
    const stored: Stored = JSON.parse(new TextDecoder().decode(plain));
    plain.fill(0);
    const { accessKeyId, secretAccessKey, sessionToken, expiresAt, ...about } = stored;
    return {
      ...about,
      credentials: {
        accessKeyId,
        secretAccessKey: new Secret(secretAccessKey),
        sessionToken: new Secret(sessionToken),
        expiresAt,
      },
    };
  }

  /** Keeps `session` at `path`, and removes what has ended beside it. Faults (73), (74) as `writeAtomic`. */
  async write(path: string, session: CachedSession): Promise<void> {
    const { credentials, ...about } = session;
    const stored: Stored = {
      ...about,
      accessKeyId: credentials.accessKeyId,
      secretAccessKey: credentials.secretAccessKey.reveal(),
      sessionToken: credentials.sessionToken.reveal(),
      expiresAt: credentials.expiresAt,
    };
    const plain = new TextEncoder().encode(JSON.stringify(stored));
    const sealed = await this.#sealer.seal(this.#host, nameOf(path), plain);
    plain.fill(0);
    writeAtomic(this.#host, path, sealed);
    sweep(this.#folder, this.#host.now() - LONGEST);
  }
}

/** The folder of all kept sessions. */
export function sessionsFolder(paths: Pick<Paths, "state">): string {
  return `${paths.state}/sessions`;
}

const MAX_BYTES = 65_536;
/** No session lasts longer (API reference, GetSessionToken: 36 hours); milliseconds. */
const LONGEST = 36 * 3_600_000;

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function sweep(folder: string, before: number): void {
  for (const { name } of Deno.readDirSync(folder)) {
    if (name.endsWith(".lock")) continue;
    const path = `${folder}/${name}`;
    try {
      if ((Deno.statSync(path).mtime?.getTime() ?? before) < before) Deno.removeSync(path);
    } catch (error) {
      // Another opaws, which keeps another session here, renamed or removed it since it was listed.
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}
