import type { Paths } from "../fs/paths.ts";
import { exists } from "../fs/exists.ts";
import { findProgram } from "./find_program.ts";
import type { Host } from "../host.ts";
import { isShimText } from "../shell/shim.ts";

/** The folder of opaws's shims. */
export function shimFolder(paths: Pick<Paths, "state">): string {
  return `${paths.state}/shims`;
}

/** The folders whose programs stand for tools and would start opaws again: that of the shims, by each of its names. */
export function shimFolders(paths: Pick<Paths, "state">): string[] {
  const folder = shimFolder(paths);
  if (!exists(folder)) return [folder];
  const real = Deno.realPathSync(folder);
  return real === folder ? [folder] : [folder, real];
}

/** The program that `command` means, no shim of opaws's wherever it lies. Faults as {@linkcode findProgram}. */
export function realProgram(
  host: Pick<Host, "env">,
  paths: Pick<Paths, "state">,
  command: string,
): string {
  return findProgram(command, {
    path: host.env("PATH"),
    shims: shimFolders(paths),
    isShim: (file) => isShimText(beginning(file)),
  });
}

/** What cannot be read is no shim, for a shell could not run it. */
function beginning(file: string): string {
  try {
    using opened = Deno.openSync(file);
    const start = new Uint8Array(64);
    return new TextDecoder().decode(start.subarray(0, opened.readSync(start) ?? 0));
  } catch {
    return "";
  }
}
