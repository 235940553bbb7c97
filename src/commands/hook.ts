import { UserError } from "../errors.ts";
import { findPaths, type Paths } from "../fs/paths.ts";
import { removeOldRuntimes } from "../fs/runtime_folders.ts";
import { writeAll } from "../fs/write_all.ts";
import type { Host } from "../host.ts";
import { type Shell, SHELLS } from "../quote.ts";
import { readConfig } from "../scope/config_file.ts";
import { FALLBACK_TOOL } from "../scope/resolve.ts";
import { readScopeTree } from "../scope/scope_tree.ts";
import { removeEndedTerminals, removeTerminalFiles } from "../scope/terminal_bindings.ts";
import { hookedTools } from "../shell/hooked_tools.ts";
import { chooseUnlockCache } from "../unlock/cache/choose_unlock_cache.ts";
import { destroyEndedKeys, kernelKeyringWorks } from "../unlock/cache/kernel_keyring.ts";
import { terminalSession } from "../unlock/terminal_session.ts";
import { isTerminalAlive } from "../unlock/terminal_state.ts";
import { hookText } from "./hook/hook_text.ts";

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
  const terminal = terminalSession(host);
  cleanUp(host, paths);
  let tools: readonly string[] = [FALLBACK_TOOL];
  try {
    tools = hookedTools(readScopeTree(paths, readConfig(paths), terminal, null));
  } finally {
    writeAll(Deno.stdout, hookText(host, paths, shell, tools, null));
  }
}

/** Removes the files and keys of ended terminals. */
function cleanUp(host: Host, paths: Paths): void {
  removeEndedTerminals(paths, (id) => isTerminalAlive(host, id));
  if (kernelKeyringWorks(host)) destroyEndedKeys(host, paths);
  removeOldRuntimes(paths, host.now());
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

/** Forgets the cached keys and the bindings of this terminal session, cleans up, and refreshes the saved hooks. */
async function endTerminal(host: Host, paths: Paths): Promise<void> {
  const terminal = terminalSession(host);
  if (terminal !== null) {
    await chooseUnlockCache(host, paths, terminal)?.forget();
    removeTerminalFiles(paths, terminal.id);
  }
  cleanUp(host, paths);
  await (await import("./hook/save_hook.ts")).refreshHooks(host, paths);
}
