import { joinPathList, nameOf, splitPathList } from "../fs/path.ts";
import type { Host } from "../host.ts";
import { splitCommandLine } from "./arguments.ts";

/** Set by Deno if it put its `node` on PATH. */
const ACTIVE = "DENO_NODE_SHIM_ACTIVE";

/**
 * Removes from the environment what `deno run` adds if PATH has no `node`: a folder at the front of PATH whose `node` is
 * Deno, and the variable that says so. The environment, and the PATH on which the tool is found, belong to the tool. What
 * was set before this process started stays. That is only known on Linux; elsewhere it is assumed to be Deno's. Call this
 * first of all. Compiled programs don't need it. Source: Deno's command line.
 */
export function removeNodeShim(host: Pick<Host, "env" | "platform">): void {
  if (host.env(ACTIVE) === undefined) return;
  const before = host.platform === "linux" ? readInitial() : withoutFirstFolder(host);
  // A PATH that is not UTF-8 could not be restored.
  if (before.active || before.path?.includes("\uFFFD")) return;
  Deno.env.delete(ACTIVE);
  if (before.path === undefined) Deno.env.delete("PATH");
  else Deno.env.set("PATH", before.path);
}

/** What the environment had before Deno changed it. */
interface Before {
  readonly active: boolean;
  readonly path: string | undefined;
}

function readInitial(): Before {
  const decoder = new TextDecoder();
  const entries = splitCommandLine(Deno.readFileSync("/proc/self/environ"))
    .map((entry) => decoder.decode(entry));
  return {
    active: entries.some((entry) => entry.startsWith(`${ACTIVE}=`)),
    path: entries.find((entry) => entry.startsWith("PATH="))?.slice("PATH=".length),
  };
}

function withoutFirstFolder(host: Pick<Host, "env" | "platform">): Before {
  const folders = splitPathList(host.env("PATH") ?? "", host.platform);
  if (nameOf(folders[0] ?? "", host.platform) === "node_compat_bin") folders.shift();
  const path = folders.length === 0 ? undefined : joinPathList(folders, host.platform);
  return { active: false, path };
}
