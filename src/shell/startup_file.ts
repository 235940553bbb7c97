import { writeAtomic } from "../fs/atomic_write.ts";
import { exists } from "../fs/exists.ts";
import type { Paths } from "../fs/paths.ts";
import { systemError } from "../fs/system_error.ts";
import { UserError } from "../errors.ts";
import { isAbsolute, joinPath, nameOf, nativePath } from "../fs/path.ts";
import { PLATFORM } from "../platform.ts";
import type { Host } from "../host.ts";
import {
  type HookLineKind,
  hookLineKind,
  withEvaluatedLineReplaced,
  withHookLines,
  withoutHookLines,
} from "./hook_lines.ts";
import { quoteIfNeeded, type Shell, SHELLS } from "../quote.ts";

const PROFILE = "Microsoft.PowerShell_profile.ps1";

/** Returns the user's shell from `SHELL`, PowerShell on Windows; null if opaws has no hook for it. */
export function detectShell(host: Pick<Host, "env" | "platform">): Shell | null {
  const name = nameOf(host.env("SHELL") ?? "", "windows").replace(/\.exe$/i, "");
  if (name === "" && host.platform === "windows") return "pwsh";
  return SHELLS.find((shell) => new RegExp(`^${shell}(-?[\\d.]+)?$`).test(name)) ?? null;
}

/** Reports whether the user's shell, by `SHELL`, is Nushell. It reads its hook without a line in a startup file. */
export function isNushell(host: Pick<Host, "env">): boolean {
  return /^nu(\.exe)?$/i.test(nameOf(host.env("SHELL") ?? "", "windows"));
}

/**
 * Returns the file that `shell` reads when it starts in a terminal. Sources: bash(1) INVOCATION (a macOS terminal starts
 * login shells), zsh(1) STARTUP/SHUTDOWN FILES, fish(1) "Configuration files", about_Profiles.
 */
export function startupFile(
  shell: Shell,
  host: Pick<Host, "env" | "platform">,
  paths: Pick<Paths, "home">,
): string {
  const { home } = paths;
  const folder = (name: string, fallback: string): string => {
    const value = host.env(name);
    return value && isAbsolute(value, host.platform) ? nativePath(value, host.platform) : fallback;
  };
  const config = folder("XDG_CONFIG_HOME", joinPath(home, ".config"));
  switch (shell) {
    case "bash":
      return host.platform === "darwin" ? loginFile(home) : joinPath(home, ".bashrc");
    case "zsh":
      return joinPath(folder("ZDOTDIR", home), ".zshrc");
    case "fish":
      return joinPath(config, "fish", "config.fish");
    case "pwsh":
      return host.platform === "windows"
        ? joinPath(home, "Documents", "PowerShell", PROFILE)
        : joinPath(config, "powershell", PROFILE);
  }
}

/** Returns the line of a startup file with which `shell` evaluates the hook; `program` is the command that calls opaws. */
export function hookLine(shell: Shell, program: readonly string[]): string {
  const command = program.map((arg) => quoteIfNeeded(shell, arg)).join(" ");
  switch (shell) {
    case "bash":
    case "zsh":
      return `eval "$(${command} hook ${shell})"`;
    case "fish":
      return `${command} hook fish | source`;
    case "pwsh":
      return `Invoke-Expression (& ${command} hook pwsh | Out-String)`;
  }
}

/**
 * Returns how the startup file at `path` brings the hook of `shell`.
 *
 * @throws UserError as {@linkcode addHookLines} does.
 */
export function startupHook(path: string, shell: Shell): HookLineKind {
  return hookLineKind(read(path)?.text ?? "", shell);
}

/**
 * Writes `line`, which brings the hook of `shell`, between marks into the startup file at `path`: in the place of opaws's
 * earlier line, else at the end. Creates a missing file, writes through a symlink, and keeps the mode. A line in a form of
 * the user's own is enough, and stays. Returns whether anything changed.
 *
 * @throws UserError (78, refused) if another user owns the file, or it is not a text file; as `writeAtomic` does if it
 * cannot be written.
 */
export function addHookLines(
  host: Pick<Host, "random">,
  path: string,
  shell: Shell,
  line: string,
): boolean {
  const bytes = bytesAsText(new TextEncoder().encode(line));
  return change(host, path, (text) => {
    const hasMarks = withoutHookLines(text) !== text;
    if (hasMarks || hookLineKind(text, shell) === "none") return withHookLines(text, bytes);
    return withEvaluatedLineReplaced(text, shell, bytes) ?? text;
  });
}

/**
 * Removes the marked lines from the startup file at `path`. Returns whether there were any.
 *
 * @throws UserError as {@linkcode addHookLines} does.
 */
export function removeHookLines(host: Pick<Host, "random">, path: string): boolean {
  return change(host, path, withoutHookLines);
}

/** Returns the file of a login bash. It reads only the first of three, so a new first file would disable the others. */
function loginFile(home: string): string {
  const files = [".bash_profile", ".bash_login", ".profile"].map((name) => joinPath(home, name));
  return files.find(exists) ?? files[0]!;
}

function change(
  host: Pick<Host, "random">,
  path: string,
  edit: (text: string) => string,
): boolean {
  const before = read(path);
  const text = edit(before?.text ?? "");
  if (text === (before?.text ?? "")) return false;
  const mode = before?.mode ?? 0o644;
  writeAtomic(host, path, Uint8Array.from(text, (byte) => byte.charCodeAt(0)), mode);
  // The umask may have removed bits from the new file.
  if (before?.mode !== undefined && PLATFORM !== "windows") Deno.chmodSync(path, before.mode);
  return true;
}

/** Reads the file, one character per byte, because it may not be UTF-8; null if there is no file. */
function read(path: string): { readonly text: string; readonly mode: number | undefined } | null {
  let bytes: Uint8Array;
  let info: Deno.FileInfo;
  try {
    info = Deno.statSync(path);
    if (!info.isFile) throw refused(path, "it is not a regular file");
    bytes = Deno.readFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return danglingOrNull(path);
    if (error instanceof UserError) throw error;
    throw systemError("unreadable-file", `read ${path}`, error);
  }
  if (info.uid !== null && info.uid !== Deno.uid()) throw refused(path, "another user owns it");
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    throw refused(path, "it is UTF-16, which opaws does not write");
  }
  return { text: bytesAsText(bytes), mode: info.mode === null ? undefined : info.mode & 0o7777 };
}

function danglingOrNull(path: string): null {
  if (exists(path)) throw refused(path, "it is a dangling symlink");
  return null;
}

function refused(path: string, because: string): UserError {
  return new UserError({
    exit: "refused",
    code: "startup-file",
    cannot: `change ${path}`,
    because,
  });
}

function bytesAsText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}
