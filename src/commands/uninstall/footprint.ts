import { exists } from "../../fs/exists.ts";
import { ownFolders, type Paths } from "../../fs/paths.ts";
import type { Host } from "../../host.ts";
import { SHELLS } from "../../quote.ts";
import { hookFile } from "../../shell/hook_file.ts";
import { withoutHookLines } from "../../shell/hook_lines.ts";
import { isNuHook } from "../../shell/nu_hook.ts";
import { startupFile } from "../../shell/startup_file.ts";
import { vaultNames } from "../../vault/store/read.ts";
import { joinPath } from "../../fs/path.ts";

/** Everything that opaws made on this machine. */
export interface Footprint {
  /** The startup files with the hook's lines. */
  readonly startup: readonly string[];
  /** The files to remove: settings, shims, sessions, generations. No vault is among them. */
  readonly files: readonly string[];
  /** The folders to remove if they are empty then, inner ones first. */
  readonly folders: readonly string[];
  /** The names of the vaults. */
  readonly vaults: readonly string[];
}

/**
 * Finds everything that opaws made. The user chooses the settings folder, so only the files that opaws writes there are
 * listed. The state and runtime folders belong to opaws alone, so everything in them is listed.
 */
export function footprint(host: Pick<Host, "env" | "platform">, paths: Paths): Footprint {
  const own = ownFolders(paths).filter(exists);
  const settings = [paths.configFile, `${paths.configFile}.lock`];
  const nu = hookFile("nu", host, paths);
  return {
    startup: startupFiles(host, paths).filter(hasHookLines),
    files: [
      ...[...settings, ...(isNuHook(textOf(nu) ?? "") ? [nu] : [])].filter(exists),
      ...own.flatMap((folder) => contentsOf(folder).files),
    ],
    folders: [
      ...own.flatMap((folder) => [...contentsOf(folder).folders, folder]),
      ...[paths.backups, paths.vaults, paths.config].filter(exists),
    ],
    vaults: vaultNames(paths),
  };
}

function startupFiles(host: Pick<Host, "env" | "platform">, paths: Paths): string[] {
  const bash = [".bash_profile", ".bash_login", ".profile", ".bashrc"];
  return [
    ...new Set([
      ...SHELLS.map((shell) => startupFile(shell, host, paths)),
      ...bash.map((name) => joinPath(paths.home, name)),
    ]),
  ];
}

function hasHookLines(path: string): boolean {
  const text = textOf(path);
  return text !== null && withoutHookLines(text) !== text;
}

function textOf(path: string): string | null {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return null;
  }
}

function contentsOf(folder: string): { readonly files: string[]; readonly folders: string[] } {
  const files: string[] = [];
  const folders: string[] = [];
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const path = joinPath(folder, name);
    if (!isDirectory) {
      files.push(path);
      continue;
    }
    const inner = contentsOf(path);
    files.push(...inner.files);
    folders.push(...inner.folders, path);
  }
  return { files: files.sort(), folders };
}
