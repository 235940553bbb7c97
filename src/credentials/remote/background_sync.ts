import { UserError } from "../../errors.ts";
import { TOKEN_VARIABLES } from "../../exec/own_variables.ts";
import { selfCommand } from "../../exec/self_command.ts";
import { startHelper } from "../../exec/start_helper.ts";
import { joinPath } from "../../fs/path.ts";
import { writeReplaceable } from "../../fs/replaceable_file.ts";
import type { Paths } from "../../fs/paths.ts";
import type { Host } from "../../host.ts";
import { vaultsWithRemote } from "../../scope/remotes.ts";
import type { UnlockContext } from "../../unlock/unlock_context.ts";

/** How long after a sync the next one in the background starts at the earliest; milliseconds. */
const PAUSE = 5 * 60_000;

/**
 * Starts `opaws sync-unlocked` in the background if a vault with a remote was not synced for 5 minutes. It runs without a
 * terminal and asks nothing: it takes the vault keys from the unlock cache of this session, so of opaws's secrets it gets only
 * `OPAWS_SESSION`, which that cache may need. If it cannot be started, nothing happens.
 */
export async function syncInBackground(
  { host, paths, config }: Pick<UnlockContext, "host" | "paths" | "config">,
): Promise<void> {
  const due = vaultsWithRemote(config()).filter((name) => isDue(host, paths, name));
  if (due.length === 0) return;
  // The process that starts must not start again before the first sync ends.
  for (const name of due) noteSync(host, paths, name);
  const command = [...selfCommand(), "sync-unlocked", ...due];
  // A shell starts it, so that it is no child of the tool that this process may become.
  const [file, args] = host.platform === "windows"
    ? [command[0]!, command.slice(1)]
    : ["/bin/sh", ["-c", '"$@" </dev/null >/dev/null 2>&1 &', "sh", ...command]] as const;
  try {
    const child = startHelper(file, {
      args: [...args],
      cwd: paths.home,
      environment: { inherit: { OPAWS_NONINTERACTIVE: "1" } },
      without: TOKEN_VARIABLES,
      stdin: "null",
      stdout: "null",
      stderr: "null",
    });
    if (host.platform === "windows") child.unref();
    else await child.status;
  } catch {
    // The next sync catches up.
  }
}

/**
 * Returns a signal that ends a sync in the background before the next one may start. A store that answers slowly would
 * otherwise decide how long a process has the keys of vaults that the user has locked in the meantime.
 */
export function backgroundLimit(): AbortSignal {
  const abort = new AbortController();
  const late = new UserError({
    exit: "unavailable",
    code: "remote-unavailable",
    cannot: "sync in the background",
    because: `it took longer than ${PAUSE / 60_000} minutes`,
    try: "opaws sync",
  });
  Deno.unrefTimer(setTimeout(() => abort.abort(late), PAUSE));
  return abort.signal;
}

/** Notes that the vault called `name` is being synced. */
export function noteSync(
  host: Pick<Host, "random" | "now">,
  paths: Pick<Paths, "state">,
  name: string,
): void {
  writeReplaceable(host, markOf(paths, name), new Uint8Array());
}

function isDue(host: Pick<Host, "now">, paths: Pick<Paths, "state">, name: string): boolean {
  try {
    const written = Deno.statSync(markOf(paths, name)).mtime?.getTime() ?? 0;
    return Math.abs(host.now() - written) >= PAUSE;
  } catch {
    return true;
  }
}

/** Returns the path of the file whose time says when the last sync of the vault called `name` began. */
export function markOf(paths: Pick<Paths, "state">, name: string): string {
  return joinPath(paths.state, "shared", `${name}.synced`);
}
