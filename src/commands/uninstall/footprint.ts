import { exists } from "../../fs/exists.ts";
import type { Paths } from "../../fs/paths.ts";
import type { Host } from "../../host.ts";
import { withoutHookLines } from "../../shell/hook_lines.ts";
import { SHELLS } from "../../quote.ts";
import { startupFile } from "../../shell/startup_file.ts";
import { vaultNames } from "../../vault/store/read.ts";

/** All that opaws made on this machine. */
export interface Footprint {
  /** Startup files that hold opaws's lines, marked. */
  readonly startup: readonly string[];
  /** Files that go: settings, shims, what is kept of sessions and generations; no vault. */
  readonly files: readonly string[];
  /** Folders that go once they are empty, inner ones first. */
  readonly folders: readonly string[];
  /** The names of the vaults. */
  readonly vaults: readonly string[];
}

/**
 * Finds what opaws made. Of the folder of settings, which the user may have put anywhere, only the files are named that
 * opaws writes; those of state and of terminals are opaws's alone, and named whole.
 */
export function footprint(host: Pick<Host, "env" | "platform">, paths: Paths): Footprint {
  const own = [paths.state, paths.runtime].filter(exists);
  const settings = [paths.configFile, `${paths.configFile}.lock`];
  const nu = `${paths.config.replace(/\/opaws$/, "")}/nushell/autoload/opaws.nu`;
  return {
    startup: startupFiles(host, paths).filter(hasLines),
    files: [
      ...[...settings, ...(isNuHook(nu) ? [nu] : [])].filter(exists),
      ...own.flatMap((folder) => inside(folder).files),
    ],
    folders: [
      ...own.flatMap((folder) => [...inside(folder).folders, folder]),
      ...[paths.backups, paths.vaults, paths.config].filter(exists),
    ],
    vaults: vaultNames(paths),
  };
}

function startupFiles(host: Pick<Host, "env" | "platform">, paths: Paths): string[] {
  const logins = [".bash_profile", ".bash_login", ".profile", ".bashrc"];
  return [
    ...new Set([
      ...SHELLS.map((shell) => startupFile(shell, host, paths)),
      ...logins.map((name) => `${paths.home}/${name}`),
    ]),
  ];
}

function hasLines(path: string): boolean {
  const text = textOf(path);
  return text !== null && withoutHookLines(text) !== text;
}

function isNuHook(path: string): boolean {
  return textOf(path)?.startsWith("# opaws hook for Nushell") ?? false;
}

function textOf(path: string): string | null {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return null;
  }
}

function inside(folder: string): { readonly files: string[]; readonly folders: string[] } {
  const files: string[] = [];
  const folders: string[] = [];
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const path = `${folder}/${name}`;
    if (!isDirectory) {
      files.push(path);
      continue;
    }
    const inner = inside(path);
    files.push(...inner.files);
    folders.push(...inner.folders, path);
  }
  return { files: files.sort(), folders };
}
