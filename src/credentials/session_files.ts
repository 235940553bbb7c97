import type { Paths } from "../fs/paths.ts";
import { listFolder } from "../fs/list_folder.ts";
import { sessionsFolder } from "./session_cache.ts";

/** Where a kept session lies; what it is, only its vault's key tells. */
export interface SessionFile {
  /** The id of the vault. */
  readonly vault: string;
  /** The id of the item. */
  readonly item: string;
  /** Its path. */
  readonly path: string;
}

/** All kept sessions, ended ones too. */
export function sessionFiles(paths: Pick<Paths, "state">): SessionFile[] {
  const root = sessionsFolder(paths);
  return names(root).flatMap((vault) =>
    names(`${root}/${vault}`).flatMap((item) =>
      names(`${root}/${vault}/${item}`).filter((name) => /^[0-9a-f]{32}$/.test(name)).map((
        name,
      ) => ({
        vault,
        item,
        path: `${root}/${vault}/${item}/${name}`,
      }))
    )
  );
}

/**
 * Removes the kept sessions of the vault with the id `vault`, or of one item in it, or all; answers how many.
 * The locks stay: a command that waits for one would else wait beside the next.
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
