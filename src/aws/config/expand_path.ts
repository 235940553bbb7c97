import type { Host } from "../../host.ts";

/**
 * `path` with `$NAME`, `${NAME}`, `~` and `~user` replaced, as Python's `os.path.expandvars` and `expanduser` do; a name
 * that is not known stays. `users` is the text of the system's list of users, asked for `~user` alone.
 */
export function expandPath(
  path: string,
  host: Pick<Host, "env">,
  home: string,
  users: () => string = systemUsers,
): string {
  const named = path.replace(
    /\$(?:(\w+)|\{([^}]*)\})/g,
    (whole, bare, braced) => host.env(bare ?? braced) ?? whole,
  );
  if (!named.startsWith("~")) return named;
  const end = named.search(/[/\\]|$/);
  const user = named.slice(1, end);
  const folder = user === "" ? home : homeOf(user, users());
  return folder === null ? named : folder.replace(/\/+$/, "") + named.slice(end) || "/";
}

function homeOf(user: string, users: string): string | null {
  const entry = users.split("\n").map((line) => line.split(":")).find(([name]) => name === user);
  return entry?.[5] ?? null;
}

function systemUsers(): string {
  try {
    return Deno.readTextFileSync("/etc/passwd");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}
