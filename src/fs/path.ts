import { PLATFORM, type Platform } from "../platform.ts";

/**
 * The rules for paths, those of Windows included. A path of Windows is recognized by its drive (`C:\`) or share
 * (`\\server\share`), so these functions answer the same on every system. Absolute paths of other systems begin with `/`.
 */
const WINDOWS = /^([A-Za-z]:[\\/]|\\\\)/;
/** The part of a path of Windows that has no folder above it. */
const WINDOWS_ROOT = /^([A-Za-z]:[\\/]|\\\\[^\\/]+[\\/]+[^\\/]+[\\/]?)/;

/** Reports whether `path` is an absolute path of Windows. */
export function isWindowsPath(path: string): boolean {
  return WINDOWS.test(path);
}

/** Reports whether `path` is absolute. On Windows, `\x` and `C:x` are not: they depend on the current drive and folder. */
export function isAbsolute(path: string, platform: Platform = PLATFORM): boolean {
  return platform === "windows"
    ? /^([A-Za-z]:[\\/]|[\\/]{2}[^\\/])/.test(path)
    : path.startsWith("/");
}

/** Returns the absolute `path` without slashes at its end; on Windows with `\` for each `/`. */
export function nativePath(path: string, platform: Platform = PLATFORM): string {
  if (platform !== "windows") return path.replace(/(.)\/+$/s, "$1");
  const native = path.replaceAll("/", "\\");
  const root = rootOf(native);
  return native.length > root.length ? native.replace(/\\+$/, "") : native;
}

/** Returns the path of `names`, one below the other, in `folder`. */
export function joinPath(folder: string, ...names: readonly string[]): string {
  const separator = isWindowsPath(folder) ? "\\" : "/";
  const start = /[\\/]$/.test(folder) && folder.endsWith(separator) ? folder : folder + separator;
  return start + names.join(separator);
}

/** Returns `path` if it is absolute, else the path that it has in the folder `base`. */
export function absolutePath(path: string, base: string, platform: Platform = PLATFORM): string {
  return isAbsolute(path, platform) ? path : joinPath(base, path);
}

/** Returns the folder of the absolute `path`; a root is its own folder. */
export function parentOf(path: string): string {
  const root = rootOf(path);
  const cut = lastSeparator(path);
  return cut < root.length ? root : path.slice(0, cut);
}

/** Returns the last part of `path`, which may be relative. `platform` says whether `\` separates parts. */
export function nameOf(path: string, platform: Platform = PLATFORM): string {
  return platform === "windows" || isWindowsPath(path)
    ? path.replace(/^.*[\\/:]/s, "")
    : path.slice(path.lastIndexOf("/") + 1);
}

/**
 * Reports whether `name` names a file by its path, even if only relative to a folder: it is not searched for on PATH. On
 * Windows a drive counts too.
 */
export function isPath(name: string, platform: Platform = PLATFORM): boolean {
  return platform === "windows" ? /[\\/:]/.test(name) : name.includes("/");
}

/** Reports whether `name` is a path that depends on the working directory: it would decide which program that is. */
export function isRelativePath(name: string, platform: Platform = PLATFORM): boolean {
  return isPath(name, platform) && !isAbsolute(name, platform);
}

/** Returns the names of folders and files in `path`, without empty ones and `.`. Those of a drive or a share count. */
export function namesIn(path: string): string[] {
  return path.split(isWindowsPath(path) ? /[\\/]/ : "/").filter((name) =>
    !["", "."].includes(name)
  );
}

/** Returns `path` and the folders above it, nearest first, up to the root; on Windows that of the drive or share. */
export function selfAndParents(path: string): string[] {
  const root = rootOf(path);
  const found = [path];
  for (let at = path; at.length > root.length;) {
    at = parentOf(at);
    found.push(at);
  }
  return found;
}

/** Reports whether `path` is `folder` or below it. Windows ignores case. */
export function isWithin(path: string, folder: string): boolean {
  if (isWindowsPath(folder)) {
    return `${comparable(path)}\\`.startsWith(`${comparable(folder).replace(/\\$/, "")}\\`);
  }
  return path === folder || path.startsWith(folder === "/" ? "/" : `${folder}/`);
}

/** Returns what follows `folder` in `path`: nothing, or it begins with a slash. Null if `path` is not in `folder`. */
export function restIn(path: string, folder: string): string | null {
  return isWithin(path, folder) ? path.slice(folder.length) : null;
}

/**
 * Normalizes the path of a directory as people write it in `config.json`: removes double and trailing slashes; on Windows
 * writes `\\` for `/` and the letter of the drive in upper case, as the system does. Returns null if it is not absolute or
 * has parts `.` or `..`, so that it is never the real path of a directory.
 */
export function normalizeDirectory(path: string): string | null {
  const windows = isWindowsPath(path);
  if (!windows && !path.startsWith("/")) return null;
  const parts = path.split(windows ? /[\\/]/ : "/");
  if (parts.some((part) => part === "." || part === "..")) return null;
  return windows
    ? nativePath(path, "windows").replace(/^[a-z]:/, (drive) => drive.toUpperCase())
    : "/" + parts.filter((part) => part !== "").join("/");
}

/** Reports whether both absolute paths are written for the same file. Windows ignores case, and takes either slash. */
export function isSamePath(one: string, other: string): boolean {
  return isWindowsPath(one) ? comparable(one) === comparable(other) : one === other;
}

/**
 * Splits the value of PATH, or of a setting that is written like it: at `:`, on Windows at `;`, where quotes may enclose
 * an entry (`"C:\a;b"`). Empty entries, which mean the working directory, stay.
 */
export function splitPathList(value: string, platform: Platform = PLATFORM): string[] {
  if (platform !== "windows") return value.split(":");
  return (value.match(/(?:"[^"]*"|[^;"])+|(?<=;|^)(?=;|$)|"/g) ?? [])
    .map((entry) => entry.replaceAll('"', "").trim());
}

/** Joins `folders` as {@linkcode splitPathList} splits them. */
export function joinPathList(folders: readonly string[], platform: Platform = PLATFORM): string {
  if (platform !== "windows") return folders.join(":");
  return folders.map((folder) => folder.includes(";") ? `"${folder}"` : folder).join(";");
}

/** Returns the path that a `file:` URL names. */
export function pathOfUrl(url: URL, platform: Platform = PLATFORM): string {
  const path = decodeURIComponent(url.pathname);
  if (platform !== "windows") return path;
  const native = path.replaceAll("/", "\\");
  return url.host === "" ? native.replace(/^\\(?=[A-Za-z]:)/, "") : `\\\\${url.host}${native}`;
}

/** Returns the `file:` URL of the absolute `path`. */
export function urlOfPath(path: string): string {
  const windows = isWindowsPath(path);
  const parts = (windows ? path.replaceAll("\\", "/") : path).split("/").map(encodeURIComponent);
  const encoded = parts.join("/");
  if (!windows) return `file://${encoded}`;
  return encoded.startsWith("//") ? `file:${encoded}` : `file:///${encoded.replace("%3A", ":")}`;
}

/** Returns the part of the absolute `path` that has no folder above it: `/`, `C:\`, `\\server\share\`. */
function rootOf(path: string): string {
  return isWindowsPath(path) ? WINDOWS_ROOT.exec(path)?.[0] ?? path : "/";
}

function lastSeparator(path: string): number {
  return isWindowsPath(path)
    ? Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"))
    : path.lastIndexOf("/");
}

function comparable(path: string): string {
  return nativePath(path, "windows").toLowerCase();
}
