import { ensurePrivateFolder } from "../../fs/private_folder.ts";
import type { Paths } from "../../fs/paths.ts";
import { isUuid } from "../../vault/format/uuid.ts";
import { joinPath } from "../../fs/path.ts";
import { openPrivateFile } from "../../fs/new_file.ts";

/**
 * Records on this machine that the system slot `id` was created here, because a vault can have slots of other machines. The
 * record holds no secret: it only saves a useless question to the system.
 */
export function rememberSystemSlot(paths: Pick<Paths, "state">, id: string): void {
  ensurePrivateFolder(folder(paths));
  openPrivateFile(joinPath(folder(paths), id)).close();
}

/** Reports whether the system slot `id` was created on this machine. */
export function isLocalSystemSlot(paths: Pick<Paths, "state">, id: string): boolean {
  try {
    return Deno.statSync(joinPath(folder(paths), id)).isFile;
  } catch {
    return false;
  }
}

/** Returns the ids of the system slots that were created on this machine. */
export function localSystemSlots(paths: Pick<Paths, "state">): string[] {
  try {
    return [...Deno.readDirSync(folder(paths))].map((entry) => entry.name).filter(isUuid);
  } catch {
    return [];
  }
}

/** Removes the record of {@linkcode rememberSystemSlot}, if it exists. */
export function forgetSystemSlot(paths: Pick<Paths, "state">, id: string): void {
  try {
    Deno.removeSync(joinPath(folder(paths), id));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function folder(paths: Pick<Paths, "state">): string {
  return joinPath(paths.state, "system-slots");
}
