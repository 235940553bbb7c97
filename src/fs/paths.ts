import type { Host } from "../host.ts";
import { UserError } from "../errors.ts";
import { homeOfUid, readPasswd } from "./passwd.ts";
import { isAbsolute, isWithin, joinPath, nativePath } from "./path.ts";
import { runtimeFolders, type RuntimeSystem } from "./runtime_folders.ts";

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
  /** The folder of terminal sessions; missing after a restart. */
  readonly runtime: string;
  /** That folder, and the others in which this terminal session may have files. */
  readonly runtimes: readonly [string, ...string[]];
}

/**
 * Finds the paths from `OPAWS_CONFIG_DIR`, the XDG base directories and the home directory. As the XDG Base Directory
 * Specification demands, a relative XDG path is ignored. Without HOME, the home directory is the one in `/etc/passwd`,
 * which `passwd` reads.
 *
 * @throws UserError (78, refused) without a home directory, or if `OPAWS_CONFIG_DIR` is relative.
 */
export function findPaths(
  host: Pick<Host, "env" | "platform" | "uid">,
  passwd: () => string = readPasswd,
  system?: RuntimeSystem,
): Paths {
  const { platform } = host;
  const windows = platform === "windows";
  const home = windows
    ? host.env("USERPROFILE") ?? ""
    : host.env("HOME") || (homeOfUid(passwd(), host.uid()) ?? "");
  if (!isAbsolute(home, platform)) {
    throw new UserError({
      exit: "refused",
      code: "no-home",
      cannot: "find your files",
      because: `${windows ? "USERPROFILE" : "HOME"} is ${
        home ? "not an absolute path" : "not set"
      }`,
    });
  }
  const named = (name: string, fallback: string): string => {
    const value = host.env(name);
    return value && isAbsolute(value, platform) ? nativePath(value, platform) : fallback;
  };
  const configured = host.env("OPAWS_CONFIG_DIR");
  if (configured && !isAbsolute(configured, platform)) {
    throw new UserError({
      exit: "refused",
      code: "relative-path",
      cannot: "find your files",
      because: "OPAWS_CONFIG_DIR is not an absolute path",
    });
  }
  const base = nativePath(home, platform);
  const config = configured ? nativePath(configured, platform) : joinPath(
    windows
      ? named("APPDATA", joinPath(base, "AppData", "Roaming"))
      : named("XDG_CONFIG_HOME", joinPath(base, ".config")),
    "opaws",
  );
  const local = windows
    ? joinPath(named("LOCALAPPDATA", joinPath(base, "AppData", "Local")), "opaws")
    : joinPath(named("XDG_STATE_HOME", joinPath(base, ".local", "state")), "opaws");
  const state = windows ? joinPath(local, "state") : local;
  const runtimes: Paths["runtimes"] = windows
    ? [joinPath(local, "run")]
    : runtimeFolders(host, state, system);
  return {
    home: base,
    config,
    configFile: joinPath(config, "config.json"),
    vaults: joinPath(config, "vaults"),
    backups: joinPath(config, "vaults", ".backup"),
    state,
    runtime: runtimes[0],
    runtimes,
  };
}

/** Returns the folders that opaws has to itself, none inside another: that of state and those of terminal sessions. */
export function ownFolders({ state, runtimes }: Pick<Paths, "state" | "runtimes">): string[] {
  return [state, ...runtimes.filter((folder) => !isWithin(folder, state))];
}
