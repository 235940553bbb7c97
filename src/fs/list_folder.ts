import { systemError } from "./system_error.ts";

/**
 * Lists the entries of `folder`; empty if there is no such folder. `cannot` is the verb and object for messages.
 *
 * @throws UserError (74, I/O) if the folder cannot be read. It must not count as empty, or a backup or a cached key
 * would stay in it.
 */
export function listFolder(folder: string, cannot = `list ${folder}`): Deno.DirEntry[] {
  try {
    return [...Deno.readDirSync(folder)];
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw systemError("unreadable-folder", cannot, error);
  }
}
