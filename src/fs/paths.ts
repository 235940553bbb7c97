import type { Host } from "../host.ts";
import { UserError } from "../errors.ts";
import { homeOfUid, readPasswd } from "./passwd.ts";
import { exists } from "./exists.ts";

/** Where opaws keeps its files: absolute paths, no trailing slash. */
export interface Paths {
  /** The user's home directory. */
  readonly home: string;
  /** The folder of settings and vaults. */
  readonly config: string;
  /** `config.json` in it. */
  readonly configFile: string;
  /** The folder of the vault files. */
  readonly vaults: string;
  /** The folder of their older generations. */
  readonly backups: string;
  /** The folder of last-seen generations and caches. */
  readonly state: string;
  /** The folder that holds terminal sessions; gone or stale after a restart. */
  readonly runtime: string;
}

/**
 * Answers where everything is, from `OPAWS_CONFIG_DIR`, the XDG base directories and the home directory.
 * A relative XDG path is ignored, and so is an `XDG_RUNTIME_DIR` that `mayBeOwn` denies to be this user's, as the XDG Base
 * Directory Specification demands. Without HOME the home directory is that of `/etc/passwd`, which `passwd` reads.
 * Faults (78) when there is no home directory or `OPAWS_CONFIG_DIR` is relative.
 */
export function findPaths(
  host: Pick<Host, "env" | "platform" | "uid">,
  passwd: () => string = readPasswd,
  mayBeOwn: typeof isOrCanBeOwn = isOrCanBeOwn,
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
  const own = host.env("OPAWS_CONFIG_DIR");
  if (own && !isAbsolute(own, windows)) {
    throw new UserError({
      exit: "refused",
      code: "relative-path",
      cannot: "find your files",
      because: "OPAWS_CONFIG_DIR is not an absolute path",
    });
  }
  const base = trim(home);
  const config = own
    ? trim(own)
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
      : isAbsolute(runtime, windows) && mayBeOwn(runtime, host.uid())
      ? `${runtime}/opaws`
      : temporaryRuntime(host),
  };
}

/** Where terminal sessions are kept without an `XDG_RUNTIME_DIR`; not on Windows. A relative or empty TMPDIR counts as none. */
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
 * Reports whether the folder at `path` belongs to the user `uid`, or, where it is not there, could be made by that user.
 * `su` hands on another user's `XDG_RUNTIME_DIR`, and in containers it names a folder that nobody made; the XDG Base
 * Directory Specification wants such a one left alone.
 */
export function isOrCanBeOwn(path: string, uid: number | null): boolean {
  let there = path;
  while (there !== "" && !exists(there)) there = there.slice(0, there.lastIndexOf("/"));
  try {
    const info = Deno.statSync(there || "/");
    const open = there !== path && ((info.mode ?? 0) & 0o002) !== 0;
    return info.isDirectory && (info.uid === uid || open);
  } catch {
    return false;
  }
}
