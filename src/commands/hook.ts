import { findPaths, type Paths } from "../fs/paths.ts";
import { UserError } from "../errors.ts";
import type { Host } from "../host.ts";
import { readConfig } from "../scope/config_file.ts";
import { FALLBACK_TOOL } from "../scope/resolve.ts";
import {
  removeEndedTerminals,
  removeTerminalFiles,
  terminalBindingsFile,
} from "../scope/terminal_bindings.ts";
import { renderHook } from "../shell/hook.ts";
import { hookedTools } from "../shell/hooked_tools.ts";
import { renderNuHook } from "../shell/nu_hook.ts";
import { type Shell, SHELLS } from "../quote.ts";
import { cacheMarkFile } from "../unlock/cache/cache_mark.ts";
import { chooseUnlockCache } from "../unlock/cache/choose_unlock_cache.ts";
import { kernelKeyringWorks } from "../unlock/cache/kernel_keyring.ts";
import {
  isTerminalAlive,
  newSessionVariable,
  terminalSession,
} from "../unlock/terminal_session.ts";
import { selfCommandForShell } from "../exec/self_command.ts";
import { readScopeTree } from "../scope/scope_tree.ts";
import { writeAll } from "../fs/write_all.ts";

/**
 * `opaws hook SHELL`: prints the script that the shell evaluates at its start. `opaws hook --end`: what that script
 * calls when the terminal ends. Answers null for all other words, which are the command line's.
 * Faults: 64 on a shell that has no hook, and as the files that are read.
 */
export async function hook(host: Host, words: readonly string[]): Promise<number | null> {
  const [word, more] = words;
  if (word === undefined || more !== undefined) return null;
  if (word === "--end") {
    await endTerminal(host, findPaths(host));
    return 0;
  }
  if (word.startsWith("-")) return null;
  printHook(host, word === "nu" ? "nu" : shellNamed(word));
  return 0;
}

/**
 * Prints the hook for `shell`, for the terminal session that asks. Removes what ended terminals left. When what is bound
 * cannot be read, it is a hook for `aws` alone, whose every run is then refused, for without one `aws` would run with other
 * credentials. Faults as the files that are read.
 */
export function printHook(host: Host, shell: Shell | "nu"): void {
  const where = findPaths(host);
  const session = sessionFor(host);
  const terminal = session === null ? terminalSession(host) : terminalSession({
    platform: host.platform,
    env: (name) => name === "OPAWS_SESSION" ? session : host.env(name),
  });
  removeEndedTerminals(where, (id) => isTerminalAlive(host, id));
  let tools: readonly string[] = [FALLBACK_TOOL];
  try {
    tools = hookedTools(readScopeTree(where, readConfig(where), terminal));
  } finally {
    const program = selfCommandForShell(host);
    const script = shell === "nu" ? renderNuHook(program, tools) : renderHook(shell, {
      program,
      tools,
      session,
      leader: terminal?.leader ?? null,
      endFiles: terminal === null
        ? []
        : [terminalBindingsFile(where, terminal.id), cacheMarkFile(where, terminal.id)],
    });
    writeAll(Deno.stdout, script);
  }
}

/** The shell called `name`. Faults (64) when there is no hook for it. */
export function shellNamed(name: string): Shell {
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

/** Forgets the keys kept for this terminal session and its bindings. */
async function endTerminal(host: Host, where: Paths): Promise<void> {
  const terminal = terminalSession(host);
  if (terminal === null) return;
  await chooseUnlockCache(host, where, terminal)?.forget();
  removeTerminalFiles(where, terminal.id);
}

/** A new `OPAWS_SESSION` where keys cannot be kept without one, and the one that is there belongs to no or another terminal. */
function sessionFor(host: Host): string | null {
  const terminal = terminalSession(host);
  if (terminal !== null && (terminal.key !== null || kernelKeyringWorks(host))) return null;
  return newSessionVariable(host);
}
