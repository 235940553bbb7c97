import { homeOfName, readPasswd } from "../../fs/passwd.ts";
import type { Host } from "../../host.ts";

/**
 * Expands `$NAME`, `${NAME}`, `~` and `~user` in `path` as Python's `os.path.expandvars` and `expanduser` do; unknown
 * names stay as they are. `passwd` returns the text of `/etc/passwd` and is called for `~user` only.
 */
export function expandPath(
  path: string,
  host: Pick<Host, "env">,
  home: string,
  passwd: () => string = readPasswd,
): string {
  const expanded = path.replace(
    /\$(?:(\w+)|\{([^}]*)\})/g,
    (whole, bare, braced) => host.env(bare ?? braced) ?? whole,
  );
  if (!expanded.startsWith("~")) return expanded;
  const end = expanded.search(/[/\\]|$/);
  const user = expanded.slice(1, end);
  const folder = user === "" ? home : homeOfName(passwd(), user);
  return folder === null ? expanded : folder.replace(/\/+$/, "") + expanded.slice(end) || "/";
}
