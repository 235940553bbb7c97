/**
 * Normalizes the path of a directory as people write it in `config.json`: removes double and trailing slashes. Returns
 * null if it is not absolute or has parts `.` or `..`, so that it is never the real path of a directory.
 */
export function normalizeDirectory(path: string): string | null {
  const windows = isWindows(path);
  if (!windows && !path.startsWith("/")) return null;
  const parts = path.split(windows ? /[\\/]/ : "/");
  if (parts.some((part) => part === "." || part === "..")) return null;
  if (!windows) return "/" + parts.filter((part) => part !== "").join("/");
  return path.length > rootOf(path).length ? path.replace(/[\\/]+$/, "") : path;
}

/** Returns `path` and the directories above it, nearest first, up to the root; on Windows that of the drive or share. */
export function selfAndParents(path: string): string[] {
  const root = rootOf(path);
  const windows = isWindows(path);
  const found = [path];
  for (let at = path; at.length > root.length;) {
    const cut = Math.max(at.lastIndexOf("/"), windows ? at.lastIndexOf("\\") : -1);
    at = cut < root.length ? root : at.slice(0, cut);
    found.push(at);
  }
  return found;
}

function isWindows(path: string): boolean {
  return /^([A-Za-z]:[\\/]|\\\\)/.test(path);
}

function rootOf(path: string): string {
  if (!isWindows(path)) return "/";
  return /^([A-Za-z]:[\\/]|\\\\[^\\/]+\\[^\\/]+\\?)/.exec(path)?.[0] ?? path;
}
