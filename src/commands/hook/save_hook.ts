import { UserError } from "../../errors.ts";
import { selfCommandForShell, selfCommandWithPath } from "../../exec/self_command.ts";
import { writeAtomic } from "../../fs/atomic_write.ts";
import { exists } from "../../fs/exists.ts";
import { withLock } from "../../fs/lock.ts";
import { joinPath } from "../../fs/path.ts";
import type { Paths } from "../../fs/paths.ts";
import { systemError } from "../../fs/system_error.ts";
import { readTrusted } from "../../fs/trusted_file.ts";
import type { Host } from "../../host.ts";
import { quote, type Shell, SHELLS } from "../../quote.ts";
import { readConfig } from "../../scope/config_file.ts";
import { readScopeTree } from "../../scope/scope_tree.ts";
import { hookFile, hookFileLine } from "../../shell/hook_file.ts";
import { hookedTools } from "../../shell/hooked_tools.ts";
import { isNuHook, quoteNu } from "../../shell/nu_hook.ts";
import { addHookLines } from "../../shell/startup_file.ts";
import { hookText } from "./hook_text.ts";

/** A saved hook: its file, and its text in this version, with the bindings of all terminals. */
interface SavedHook {
  readonly path: string;
  readonly text: string;
}

/**
 * Saves the hook of `shell` in its file, even if the file has it: a shell takes an older file than the program for out of
 * date. Returns the file.
 *
 * @throws UserError (78, refused) if the settings or the file cannot be trusted; as `writeAtomic` and `withLock` do.
 */
export async function saveHook(host: Host, paths: Paths, shell: Shell | "nu"): Promise<string> {
  const { path, text } = savedHook(host, paths, shell);
  await withLock(joinPath(paths.state, `hook.${shell}`), () => {
    readTrusted(path);
    writeAtomic(host, path, new TextEncoder().encode(startOf(shell, host) + text));
    makeNewerThan(host, selfCommandWithPath(host)[0]!, path);
  });
  return path;
}

/** Returns what a file for `shell` begins with. Windows PowerShell 5.1 reads UTF-8 only after a byte order mark. */
function startOf(shell: Shell | "nu", { platform }: Pick<Host, "platform">): string {
  return shell === "pwsh" && platform === "windows" ? "\ufeff" : "";
}

/** A program from the future, as a wrong clock leaves one, would make each new shell save the hook again. */
function makeNewerThan(host: Host, program: string, path: string): void {
  try {
    const { mtime } = Deno.statSync(program);
    if (mtime !== null && mtime.getTime() > host.now()) Deno.utimeSync(path, mtime, mtime);
  } catch {
    // The shell then saves it again, which costs it nothing.
  }
}

/**
 * Saves the hook of `shell`, and lets its startup file at `startup` read that. Returns whether the startup file changed.
 *
 * @throws UserError as {@linkcode saveHook} and `addHookLines` do.
 */
export async function installHook(
  host: Host,
  paths: Paths,
  shell: Shell,
  startup: string,
): Promise<boolean> {
  const file = await saveHook(host, paths, shell);
  const line = hookFileLine(shell, selfCommandForShell(host), file, paths.home);
  return addHookLines(host, startup, shell, line);
}

/**
 * Removes the saved hook of `shell`. A file in Nushell's folder that is not opaws's stays. Returns whether there was one.
 *
 * @throws UserError (78, refused) if another user owns the file; (74, I/O) if it cannot be removed.
 */
export function removeHook(host: Host, paths: Paths, shell: Shell | "nu"): boolean {
  const path = hookFile(shell, host, paths);
  const text = readText(path);
  if (text === null || (shell === "nu" && !isNuHook(text))) return false;
  try {
    Deno.removeSync(path);
  } catch (error) {
    throw systemError("write-failed", `remove ${path}`, error);
  }
  return true;
}

/** Reports whether the hook of `shell` is saved as this version of opaws writes it for the bindings of now. */
export function isHookCurrent(host: Host, paths: Paths, shell: Shell | "nu"): boolean {
  const { path, text } = savedHook(host, paths, shell);
  return readText(path) === text;
}

/**
 * Saves each hook that is saved already and differs from what this version writes for the bindings of now. If it cannot,
 * the old one stays, which works too: the user asked for something else.
 */
export async function refreshHooks(host: Host, paths: Paths): Promise<void> {
  for (const shell of [...SHELLS, "nu"] as const) {
    const path = hookFile(shell, host, paths);
    if (!exists(path)) continue;
    try {
      const before = readText(path) ?? "";
      if (shell === "nu" && !isNuHook(before)) continue;
      if (namesOtherProgram(host, shell, before)) continue;
      if (before !== savedHook(host, paths, shell).text) await saveHook(host, paths, shell);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
  }
}

/** Reports whether opaws is not on PATH now, as in a job, and the hook was saved when it was elsewhere. */
function namesOtherProgram(host: Host, shell: Shell | "nu", text: string): boolean {
  if (selfCommandForShell(host)[0] === "opaws") return false;
  const [first = ""] = selfCommandWithPath(host);
  return !text.includes(shell === "nu" ? quoteNu(first) : quote(shell, first));
}

function savedHook(host: Host, paths: Paths, shell: Shell | "nu"): SavedHook {
  const tools = hookedTools(readScopeTree(paths, readConfig(paths), null, null));
  const path = hookFile(shell, host, paths);
  return { path, text: hookText(host, paths, shell, tools, path) };
}

function readText(path: string): string | null {
  const bytes = readTrusted(path);
  return bytes === null ? null : new TextDecoder().decode(bytes);
}
