import { ensurePrivateFolder } from "../fs/private_folder.ts";
import type { Paths } from "../fs/paths.ts";
import { readTrusted } from "../fs/trusted_file.ts";
import { systemError } from "../fs/system_error.ts";
import type { Host } from "../host.ts";
import { macAuditSession } from "./mac_audit_session.ts";
import { windows } from "../windows/load.ts";
import type { TerminalSession } from "./terminal_session.ts";
import { joinPath } from "../fs/path.ts";

/** The beginning of the id of a login session, which distinguishes it from that of a terminal. */
const PREFIX = "login-";
/** What the kernel reports for a process of no audit session (`AUDIT_SID_UNSET`). */
const NO_AUDIT_SESSION = "4294967295";

/**
 * Returns the user's login session; null if the system knows none. On Linux it lasts while the user's runtime folder
 * exists, which systemd removes at the last logout, and a file in it has the random part of the id. Logins by ssh and on
 * other consoles, which have an audit session of their own, are other login sessions. On macOS it is the audit session,
 * and on Windows the logon session; both
 * end at logout.
 *
 * @throws UserError (73, 74, 78) if the file cannot be used.
 */
export function loginSession(
  host: Pick<Host, "env" | "platform" | "random">,
  paths: Pick<Paths, "runtimes">,
  auditSession: () => string | null = readAuditSession,
): TerminalSession | null {
  const system = host.platform === "darwin"
    ? macAuditSession()
    : host.platform === "windows"
    ? windows?.logonSession() ?? null
    : null;
  if (system !== null) {
    return { id: `${PREFIX}${host.platform}-${system}`, leader: null, key: null };
  }
  const [folder, fallback] = paths.runtimes;
  // Without a runtime folder of the system, there is only one in the state folder, which a logout does not remove.
  if (host.platform !== "linux" || fallback === undefined) return null;
  const [random, key] = loginFile(host, folder);
  const own = host.env("XDG_SESSION_ID");
  const session = auditSession() ?? (own && /^[\w-]{1,20}$/.test(own) ? own : "0");
  return { id: `${PREFIX}${session}-${random}`, leader: null, key };
}

/** Reports whether `id` is that of a login session. */
export function isLoginSession(id: string): boolean {
  return id.startsWith(PREFIX);
}

/** Reads the file of the login session, and makes it if there is none. It has the id and the key of sealed files. */
function loginFile(
  host: Pick<Host, "random">,
  folder: string,
): [string, Uint8Array<ArrayBuffer>] {
  ensurePrivateFolder(folder);
  const path = joinPath(folder, "login");
  const text = `${host.random(8).toHex()}.${host.random(32).toHex()}\n`;
  for (let tries = 0; tries < 2; tries++) {
    const bytes = readTrusted(path);
    const [, random, key] = /^([0-9a-f]{16})\.([0-9a-f]{64})\n$/.exec(
      bytes === null ? "" : new TextDecoder().decode(bytes),
    ) ?? [];
    if (random !== undefined && key !== undefined) return [random, Uint8Array.fromHex(key)];
    create(path, text, bytes === null);
  }
  throw systemError("write-failed", `read ${path}`, new Error("it changes all the time"));
}

/** Writes the file under another name first, so that nobody reads half of it. The first of several programs wins. */
function create(path: string, text: string, isNew: boolean): void {
  const draft = `${path}.${text.slice(0, 16)}`;
  try {
    Deno.writeTextFileSync(draft, text, { createNew: true, mode: 0o600 });
    if (isNew) Deno.linkSync(draft, path);
    else Deno.renameSync(draft, path);
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) {
      throw systemError("write-failed", `write ${path}`, error);
    }
  } finally {
    try {
      Deno.removeSync(draft);
    } catch {
      // It was renamed.
    }
  }
}

/** Returns the audit session of this process (`proc(5)`, `pam_loginuid(8)`); null if it has none. */
function readAuditSession(): string | null {
  try {
    const text = Deno.readTextFileSync("/proc/self/sessionid").trim();
    return /^\d{1,10}$/.test(text) && text !== NO_AUDIT_SESSION ? text : null;
  } catch {
    return null;
  }
}
