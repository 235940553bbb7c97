import { UserError } from "../errors.ts";
import type { Paths } from "../fs/paths.ts";
import { exists } from "../fs/exists.ts";
import { findProgram } from "./find_program.ts";
import type { Host } from "../host.ts";
import { isShimText, SHIM_START } from "../shell/shim_mark.ts";
import { isSamePath, joinPath, nativePath, splitPathList } from "../fs/path.ts";

/** Returns the folder of opaws's shims. */
export function shimFolder(paths: Pick<Paths, "state">): string {
  return joinPath(paths.state, "shims");
}

/** Returns the folder of the shims by each of its names: a tool found there would start opaws again. */
function shimFolders(paths: Pick<Paths, "state">): string[] {
  const folder = shimFolder(paths);
  if (!exists(folder)) return [folder];
  const real = Deno.realPathSync(folder);
  return real === folder ? [folder] : [folder, real];
}

/** Reports whether the folder of the shims is on PATH. */
export function isShimFolderOnPath(
  host: Pick<Host, "env">,
  paths: Pick<Paths, "state">,
): boolean {
  const folders = shimFolders(paths);
  return splitPathList(host.env("PATH") ?? "").map((entry) => nativePath(entry))
    .some((entry) => folders.some((folder) => isSamePath(folder, entry)));
}

/** Returns the tools that have a shim, sorted. Other files in the folder do not count. */
export function listShims(paths: Pick<Paths, "state">): string[] {
  const folder = shimFolder(paths);
  if (!exists(folder)) return [];
  return [...Deno.readDirSync(folder)]
    .filter(({ name, isFile }) =>
      isFile && isShimText(Deno.readTextFileSync(joinPath(folder, name)))
    )
    .map(({ name }) => name.replace(/\.cmd$/, "")).sort();
}

/**
 * Returns the program that `command` means. Skips opaws's shims, in any folder. `trusted` are the folders of `exec.trust`.
 *
 * @throws UserError as {@linkcode findProgram} does.
 */
export function realProgram(
  host: Pick<Host, "env">,
  paths: Pick<Paths, "state">,
  command: string,
  trusted: readonly string[],
): string {
  return findProgram(command, {
    path: host.env("PATH"),
    shims: shimFolders(paths),
    trusted,
    isShim: (file) => isShimText(beginning(file)),
  });
}

/** The program that a command means, for commands that only report it. */
interface InstalledProgram {
  /** Its path; null if it is not installed or cannot be run. */
  readonly file: string | null;
  /** Why it cannot be run; null if it can, and if it is not installed. */
  readonly problem: UserError | null;
}

/** Returns the program that `command` means, as {@linkcode realProgram} does, or why it cannot be run. */
export function installedProgram(
  host: Pick<Host, "env">,
  paths: Pick<Paths, "state">,
  command: string,
  trusted: readonly string[],
): InstalledProgram {
  try {
    return { file: realProgram(host, paths, command, trusted), problem: null };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { file: null, problem: error.exit === "commandNotFound" ? null : error };
  }
}

/** Returns "" if the file cannot be read: a shell could not run it either, so it is not a shim. */
function beginning(file: string): string {
  try {
    using opened = Deno.openSync(file);
    const start = new Uint8Array(SHIM_START);
    return new TextDecoder().decode(start.subarray(0, opened.readSync(start) ?? 0));
  } catch {
    return "";
  }
}
