import { systemError } from "./system_error.ts";

/**
 * What stands in `folder`; nothing when there is no such folder. Faults (74) when it cannot be read: what cannot be
 * looked at must not be taken for empty, for a backup or a kept key would then be left there. `cannot` is the act
 * and its object.
 */
export function listFolder(folder: string, cannot = `list ${folder}`): Deno.DirEntry[] {
  try {
    return [...Deno.readDirSync(folder)];
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw systemError("unreadable-folder", cannot, error);
  }
}
