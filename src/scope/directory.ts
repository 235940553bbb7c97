import { isWindowsPath, nativePath } from "../fs/path.ts";

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
