import { listFolder } from "../fs/list_folder.ts";
import type { Paths } from "../fs/paths.ts";
import { sessionsFolder } from "./session_cache.ts";
import { joinPath } from "../fs/path.ts";

/** The file of a cached session. Only the vault key reveals which session it is. */
export interface SessionFile {
  /** The id of the vault. */
  readonly vault: string;
  /** The id of the item. */
  readonly item: string;
  /** Its path. */
  readonly path: string;
}

/** Returns the files of all cached sessions, also of those that have ended. */
export function sessionFiles(paths: Pick<Paths, "state">): SessionFile[] {
  const root = sessionsFolder(paths);
  return names(root).flatMap((vault) =>
    names(joinPath(root, vault)).flatMap((item) =>
      names(joinPath(root, vault, item))
        .filter((name) => /^[0-9a-f]{32}$/.test(name))
        .map((name) => ({ vault, item, path: joinPath(root, vault, item, name) }))
    )
  );
}

/**
 * Removes the cached sessions of the vault with the id `vault`, or of one item in it, or all. Returns how many. The lock
 * files stay: if one were removed while a process holds it, a second process could request the same session.
 */
export function forgetSessions(
  paths: Pick<Paths, "state">,
  vault?: string,
  item?: string,
): number {
  const found = sessionFiles(paths).filter((file) =>
    (vault === undefined || file.vault === vault) && (item === undefined || file.item === item)
  );
  for (const { path } of found) {
    try {
      Deno.removeSync(path);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return found.length;
}

function names(folder: string): string[] {
  return listFolder(folder).map(({ name }) => name).sort();
}
