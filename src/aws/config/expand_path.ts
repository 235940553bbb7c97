import { homeOfName, readPasswd } from "../../fs/passwd.ts";
import type { Host } from "../../host.ts";

/**
 * `path` with `$NAME`, `${NAME}`, `~` and `~user` replaced, as Python's `os.path.expandvars` and `expanduser` do; a name
 * that is not known stays. `users` is the text of the system's list of users, asked for `~user` alone.
 */
export function expandPath(
  path: string,
  host: Pick<Host, "env">,
  home: string,
  passwd: () => string = readPasswd,
): string {
  const named = path.replace(
    /\$(?:(\w+)|\{([^}]*)\})/g,
    (whole, bare, braced) => host.env(bare ?? braced) ?? whole,
  );
  if (!named.startsWith("~")) return named;
  const end = named.search(/[/\\]|$/);
  const user = named.slice(1, end);
  const folder = user === "" ? home : homeOfName(passwd(), user);
  return folder === null ? named : folder.replace(/\/+$/, "") + named.slice(end) || "/";
}
