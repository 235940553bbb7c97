import type { Host } from "../host.ts";
import { UserError } from "../errors.ts";
import { homeOfUid, readPasswd } from "./passwd.ts";
import { exists } from "./exists.ts";

/** Where opaws keeps its files: absolute paths without a trailing slash. */
export interface Paths {
  /** The user's home directory. */
  readonly home: string;
  /** The folder of settings and vaults. */
  readonly config: string;
  /** `config.json` in that folder. */
  readonly configFile: string;
  /** The folder of the vault files. */
  readonly vaults: string;
  /** The folder of older generations of the vault files. */
  readonly backups: string;
  /** The folder of last-seen generations and caches. */
  readonly state: string;
  /** The folder of terminal sessions; missing or stale after a restart. */
  readonly runtime: string;
}

/**
 * Finds the paths from `OPAWS_CONFIG_DIR`, the XDG base directories and the home directory. As the XDG Base Directory
 * Specification demands, a relative XDG path is ignored, and so is an `XDG_RUNTIME_DIR` that is not this user's, as
 * `isOwn` reports. Without HOME, the home directory is the one in `/etc/passwd`, which `passwd` reads.
 *
 * @throws UserError (78, refused) without a home directory, or if `OPAWS_CONFIG_DIR` is relative.
 */
export function findPaths(
  host: Pick<Host, "env" | "platform" | "uid">,
  passwd: () => string = readPasswd,
  isOwn: (folder: string, uid: number | null) => boolean = isOrCanBeOwn,
): Paths {
  const windows = host.platform === "windows";
  const home = windows
    ? host.env("USERPROFILE") ?? ""
    : host.env("HOME") || (homeOfUid(passwd(), host.uid()) ?? "");
  if (!isAbsolute(home, windows)) {
    throw new UserError({
      exit: "refused",
      code: "no-home",
      cannot: "find your files",
      because: `${windows ? "USERPROFILE" : "HOME"} is ${
        home ? "not an absolute path" : "not set"
      }`,
    });
  }
  const xdg = (name: string, fallback: string): string => {
    const value = host.env(name);
    return value && isAbsolute(value, windows) ? `${trim(value)}/opaws` : fallback;
  };
  const configured = host.env("OPAWS_CONFIG_DIR");
  if (configured && !isAbsolute(configured, windows)) {
    throw new UserError({
      exit: "refused",
      code: "relative-path",
      cannot: "find your files",
      because: "OPAWS_CONFIG_DIR is not an absolute path",
    });
  }
  const base = trim(home);
  const config = configured
    ? trim(configured)
    : windows
    ? `${trim(host.env("APPDATA") ?? `${base}/AppData/Roaming`)}/opaws`
    : xdg("XDG_CONFIG_HOME", `${base}/.config/opaws`);
  const local = trim(host.env("LOCALAPPDATA") ?? `${base}/AppData/Local`);
  const runtime = trim(host.env("XDG_RUNTIME_DIR") ?? "");
  return {
    home: base,
    config,
    configFile: `${config}/config.json`,
    vaults: `${config}/vaults`,
    backups: `${config}/vaults/.backup`,
    state: windows ? `${local}/opaws/state` : xdg("XDG_STATE_HOME", `${base}/.local/state/opaws`),
    runtime: windows
      ? `${local}/opaws/run`
      : isAbsolute(runtime, windows) && isOwn(runtime, host.uid())
      ? `${runtime}/opaws`
      : temporaryRuntime(host),
  };
}

/**
 * Returns the folder of terminal sessions without an `XDG_RUNTIME_DIR`; not on Windows. A relative or empty TMPDIR counts
 * as unset.
 */
export function temporaryRuntime(host: Pick<Host, "env" | "uid">): string {
  const temporary = host.env("TMPDIR") ?? "";
  return `${isAbsolute(temporary, false) ? trim(temporary) : "/tmp"}/opaws-${host.uid()}`;
}

function isAbsolute(path: string, windows: boolean): boolean {
  return windows ? /^([A-Za-z]:[\\/]|[\\/]{2})/.test(path) : path.startsWith("/");
}

function trim(path: string): string {
  return path.length > 1 ? path.replace(/[\\/]+$/, "") || "/" : path;
}

/**
 * Reports whether the folder at `path` belongs to the user `uid` or, if it does not exist, could be created by that user.
 * `su` passes on another user's `XDG_RUNTIME_DIR`, and in containers the variable may name a folder that does not exist.
 */
function isOrCanBeOwn(path: string, uid: number | null): boolean {
  let existing = path;
  while (existing !== "" && !exists(existing)) {
    existing = existing.slice(0, existing.lastIndexOf("/"));
  }
  try {
    const info = Deno.statSync(existing || "/");
    const isOpen = existing !== path && ((info.mode ?? 0) & 0o002) !== 0;
    return info.isDirectory && (info.uid === uid || isOpen);
  } catch {
    return false;
  }
}
