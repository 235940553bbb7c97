import { writeAtomic } from "../fs/atomic_write.ts";
import type { Paths } from "../fs/paths.ts";
import { systemError } from "../fs/system_error.ts";
import { UserError } from "../errors.ts";
import type { Host } from "../host.ts";
import { withHookLines, withoutHookLines } from "./hook_lines.ts";
import { quoteIfNeeded, type Shell, SHELLS } from "../quote.ts";

/** The user's shell as `SHELL` names it, PowerShell on Windows; null when opaws has no hook for it. */
export function detectShell(host: Pick<Host, "env" | "platform">): Shell | null {
  const name = (host.env("SHELL") ?? "").split(/[\\/]/).pop()!.replace(/\.exe$/i, "");
  if (name === "" && host.platform === "windows") return "pwsh";
  return SHELLS.find((shell) => new RegExp(`^${shell}(-?[\\d.]+)?$`).test(name)) ?? null;
}

/**
 * The file that `shell` reads when it starts for a user at a terminal. Sources: bash(1) INVOCATION (a macOS terminal
 * starts login shells), zsh(1) STARTUP/SHUTDOWN FILES, fish(1) "Configuration files", about_Profiles.
 */
export function startupFile(
  shell: Shell,
  host: Pick<Host, "env" | "platform">,
  paths: Pick<Paths, "home">,
): string {
  const { home } = paths;
  const folder = (name: string, fallback: string): string => {
    const value = host.env(name);
    return value && value.startsWith("/") ? value.replace(/(.)\/+$/, "$1") : fallback;
  };
  const config = folder("XDG_CONFIG_HOME", `${home}/.config`);
  switch (shell) {
    case "bash":
      return host.platform === "darwin" ? loginFile(home) : `${home}/.bashrc`;
    case "zsh":
      return `${folder("ZDOTDIR", home)}/.zshrc`;
    case "fish":
      return `${config}/fish/config.fish`;
    case "pwsh":
      return host.platform === "windows"
        ? `${home}/Documents/PowerShell/Microsoft.PowerShell_profile.ps1`
        : `${config}/powershell/Microsoft.PowerShell_profile.ps1`;
  }
}

/** The line of a startup file by which `shell` evaluates the hook; `program` are the words that call opaws. */
export function hookLine(shell: Shell, program: readonly string[]): string {
  const words = program.map((word) => quoteIfNeeded(shell, word)).join(" ");
  switch (shell) {
    case "bash":
    case "zsh":
      return `eval "$(${words} hook ${shell})"`;
    case "fish":
      return `${words} hook fish | source`;
    case "pwsh":
      return `Invoke-Expression (& ${words} hook pwsh | Out-String)`;
  }
}

/**
 * Puts the hook's line, marked, into the startup file at `path`, which is made when there is none; answers whether
 * anything changed. A symlink is written through; the mode stays.
 * Faults (78) when another user owns the file or it is no text file, (73, 74) when it cannot be written.
 */
export function addHookLines(
  host: Pick<Host, "random">,
  path: string,
  shell: Shell,
  program: readonly string[],
): boolean {
  const line = fromBytes(new TextEncoder().encode(hookLine(shell, program)));
  return change(host, path, (text) => withHookLines(text, line));
}

/** Takes the marked lines out of the startup file at `path`; answers whether there were any. Faults as {@linkcode addHookLines}. */
export function removeHookLines(host: Pick<Host, "random">, path: string): boolean {
  return change(host, path, withoutHookLines);
}

/** A login bash reads the first of three; a new first one would take the others out of use. */
function loginFile(home: string): string {
  const files = [".bash_profile", ".bash_login", ".profile"].map((name) => `${home}/${name}`);
  return files.find(isThere) ?? files[0]!;
}

function isThere(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
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
  // The umask took its bits from the new file.
  if (before?.mode !== undefined) Deno.chmodSync(path, before.mode);
  return true;
}

/** The file as bytes in a text, one for one, since a startup file need not be UTF-8; null when there is none. */
function read(path: string): { readonly text: string; readonly mode: number | undefined } | null {
  let bytes: Uint8Array;
  let info: Deno.FileInfo;
  try {
    info = Deno.statSync(path);
    if (!info.isFile) throw refused(path, "it is not a regular file");
    bytes = Deno.readFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return absent(path);
    if (error instanceof UserError) throw error;
    throw systemError("unreadable-file", `read ${path}`, error);
  }
  if (info.uid !== null && info.uid !== Deno.uid()) throw refused(path, "another user owns it");
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    throw refused(path, "it is UTF-16, which opaws does not write");
  }
  return { text: fromBytes(bytes), mode: info.mode === null ? undefined : info.mode & 0o7777 };
}

function absent(path: string): null {
  if (isThere(path)) throw refused(path, "it is a dangling symlink");
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

function fromBytes(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}
