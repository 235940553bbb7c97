import { listFolder } from "../../fs/list_folder.ts";
import { joinPath } from "../../fs/path.ts";
import { sessionLabel, type SsoSession } from "./session.ts";

/** A file in which the AWS CLI or an SDK caches a secret of IAM Identity Center in plaintext. */
export interface PlaintextCopy {
  /** Its path. */
  readonly path: string;
  /** What it has. */
  readonly kind: "token" | "role credentials";
  /** The name of the session. */
  readonly session: string;
}

/** A role, and the session through which it is used. */
interface SessionRole {
  readonly session: SsoSession;
  readonly account: string;
  readonly role: string;
}

const MAX_BYTES = 65_536;

/**
 * Finds the tokens of `sessions` and the credentials of `roles` in the caches of the AWS CLI: `~/.aws/sso/cache`, which
 * the SDKs share, and `~/.aws/cli/cache`. The names of the files are hashes of what they are for.
 */
export async function plaintextCopies(
  home: string,
  sessions: readonly SsoSession[],
  roles: readonly SessionRole[],
): Promise<PlaintextCopy[]> {
  const wanted = new Map<string, Omit<PlaintextCopy, "path">>();
  for (const session of sessions) {
    const name = await sha1(sessionLabel(session));
    wanted.set(`sso/${name}`, { kind: "token", session: sessionLabel(session) });
  }
  for (const each of roles) {
    const name = await sha1(roleKey(each));
    const session = sessionLabel(each.session);
    wanted.set(`cli/${name}`, { kind: "role credentials", session });
  }
  return ["sso", "cli"].flatMap((cache) => {
    const folder = joinPath(home, ".aws", cache, "cache");
    return listFolder(folder).map(({ name }) => name).sort().flatMap((name) => {
      const found = wanted.get(`${cache}/${name.replace(/\.json$/, "")}`);
      const path = joinPath(folder, name);
      return found !== undefined && hasSecret(path, found.kind) ? [{ path, ...found }] : [];
    });
  });
}

/** Returns the text whose hash names a role's file (`botocore.credentials.SSOCredentialFetcher._create_cache_key`). */
function roleKey({ session: { name, startUrl }, account, role }: SessionRole): string {
  const place = name === null ? { startUrl } : { sessionName: name };
  return asciiJson({ accountId: account, roleName: role, ...place });
}

/** Returns `value` as JSON in ASCII, as Python's `json.dumps` writes it. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

async function sha1(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-1", new TextEncoder().encode(text));
  return new Uint8Array(digest).toHex();
}

/** Reports whether the file has what it should have. A file that cannot be read as such is not opaws's to remove. */
function hasSecret(path: string, kind: PlaintextCopy["kind"]): boolean {
  try {
    if (Deno.statSync(path).size > MAX_BYTES) return false;
    const value: unknown = JSON.parse(Deno.readTextFileSync(path));
    if (typeof value !== "object" || value === null) return false;
    return kind === "token"
      ? "accessToken" in value
      : "ProviderType" in value && value.ProviderType === "sso";
  } catch {
    return false;
  }
}
