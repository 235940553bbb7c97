import { UserError } from "../errors.ts";
import { selfCommandWithPath } from "../exec/self_command.ts";
import { findPaths, type Paths } from "../fs/paths.ts";
import { removeOldRuntimes } from "../fs/runtime_folders.ts";
import { writeAll } from "../fs/write_all.ts";
import type { Host } from "../host.ts";
import { type Shell, SHELLS } from "../quote.ts";
import { readConfig } from "../scope/config_file.ts";
import { FALLBACK_TOOL } from "../scope/resolve.ts";
import { readScopeTree } from "../scope/scope_tree.ts";
import {
  removeEndedTerminals,
  removeTerminalFiles,
  terminalBindingsName,
} from "../scope/terminal_bindings.ts";
import { renderHook } from "../shell/hook.ts";
import { hookedTools } from "../shell/hooked_tools.ts";
import { renderNuHook } from "../shell/nu_hook.ts";
import { cacheMarkName } from "../unlock/cache/cache_mark.ts";
import { chooseUnlockCache } from "../unlock/cache/choose_unlock_cache.ts";
import { destroyEndedKeys, kernelKeyringWorks } from "../unlock/cache/kernel_keyring.ts";
import {
  isTerminalAlive,
  newSessionVariable,
  terminalSession,
} from "../unlock/terminal_session.ts";
import { joinPath } from "../fs/path.ts";

/**
 * Runs `opaws hook SHELL`, which prints the script that the shell evaluates when it starts, and `opaws hook --end`, which
 * that script calls when the terminal ends. Returns null for other arguments, which the full command handles.
 *
 * @throws UserError (64) if there is no hook for the shell; and as {@linkcode printHook} does.
 */
export async function hook(host: Host, args: readonly string[]): Promise<number | null> {
  const [first, ...rest] = args;
  if (first === undefined || rest.length > 0) return null;
  if (first === "--end") {
    await endTerminal(host, findPaths(host));
    return 0;
  }
  if (first.startsWith("-")) return null;
  printHook(host, first === "nu" ? "nu" : findShell(first));
  return 0;
}

/**
 * Prints the hook for `shell` in this terminal session, and removes the files and keys of ended terminals. If the bindings cannot
 * be read, it still prints a hook for `aws`. Each run of that refuses to start, whereas plain `aws` would run with other
 * credentials.
 *
 * @throws UserError if `config.json` or the terminal's bindings cannot be read.
 */
export function printHook(host: Host, shell: Shell | "nu"): void {
  const paths = findPaths(host);
  const session = sessionToExport(host);
  const terminal = session === null ? terminalSession(host) : terminalSession({
    platform: host.platform,
    env: (name) => name === "OPAWS_SESSION" ? session : host.env(name),
  });
  removeEndedTerminals(paths, (id) => isTerminalAlive(host, id));
  if (kernelKeyringWorks(host)) destroyEndedKeys(host, paths);
  removeOldRuntimes(paths, host.now());
  let tools: readonly string[] = [FALLBACK_TOOL];
  try {
    tools = hookedTools(readScopeTree(paths, readConfig(paths), terminal, null));
  } finally {
    const program = selfCommandWithPath(host);
    const script = shell === "nu" ? renderNuHook(program, tools) : renderHook(shell, {
      program,
      tools,
      session,
      leader: terminal?.leader ?? null,
      endFiles: terminal === null
        ? []
        : [terminalBindingsName(terminal.id), cacheMarkName(terminal.id)]
          .flatMap((name) => paths.runtimes.map((folder) => joinPath(folder, name))),
    });
    writeAll(Deno.stdout, script);
  }
}

/** Returns the shell called `name`. Throws UserError (64) if there is no hook for it. */
export function findShell(name: string): Shell {
  const shell = SHELLS.find((each) => each === name);
  if (shell !== undefined) return shell;
  throw new UserError({
    exit: "usage",
    code: "unknown-shell",
    cannot: `make a hook for ${JSON.stringify(name)}`,
    because: `there are hooks for ${SHELLS.join(", ")} and nu`,
    try: "opaws hook --help",
  });
}

/** Forgets the cached keys and the bindings of this terminal session. */
async function endTerminal(host: Host, paths: Paths): Promise<void> {
  const terminal = terminalSession(host);
  if (terminal === null) return;
  await chooseUnlockCache(host, paths, terminal)?.forget();
  removeTerminalFiles(paths, terminal.id);
}

/** Returns a new `OPAWS_SESSION` if keys cannot be cached without one and this terminal has none of its own; else null. */
function sessionToExport(host: Host): string | null {
  const terminal = terminalSession(host);
  if (terminal !== null && (terminal.key !== null || kernelKeyringWorks(host))) return null;
  return newSessionVariable(host);
}
