import type { Host } from "../host.ts";
import { splitCommandLine } from "./arguments.ts";

/** Set by Deno where it put its `node` on PATH. */
const ACTIVE = "DENO_NODE_SHIM_ACTIVE";

/**
 * Takes out of this process's environment what Deno adds to it when PATH has no `node`: a folder before all others, with
 * a `node` that is Deno, and the variable that says so. The environment is the tool's, and so is the PATH it is looked for
 * on. What was there when this process started stays; elsewhere than on Linux that is not known, and taken for Deno's.
 * To be called first of all. Source: Deno's command line, `deno run`; compiled programs do nothing of the kind.
 */
export function removeNodeShim(host: Pick<Host, "env" | "platform">): void {
  if (host.env(ACTIVE) === undefined) return;
  const before = host.platform === "linux" ? atStart() : withoutFirst(host);
  // A PATH that is not UTF-8 could not be set again as it was.
  if (before.active || before.path?.includes("\uFFFD")) return;
  Deno.env.delete(ACTIVE);
  if (before.path === undefined) Deno.env.delete("PATH");
  else Deno.env.set("PATH", before.path);
}

interface Before {
  readonly active: boolean;
  readonly path: string | undefined;
}

function atStart(): Before {
  const decoder = new TextDecoder();
  const entries = splitCommandLine(Deno.readFileSync("/proc/self/environ"))
    .map((entry) => decoder.decode(entry));
  return {
    active: entries.some((entry) => entry.startsWith(`${ACTIVE}=`)),
    path: entries.find((entry) => entry.startsWith("PATH="))?.slice("PATH=".length),
  };
}

function withoutFirst(host: Pick<Host, "env" | "platform">): Before {
  const separator = host.platform === "windows" ? ";" : ":";
  const folders = (host.env("PATH") ?? "").split(separator);
  if (/[\\/]node_compat_bin$/.test(folders[0]!)) folders.shift();
  return { active: false, path: folders.length === 0 ? undefined : folders.join(separator) };
}
