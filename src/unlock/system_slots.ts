import { ensurePrivateFolder } from "../disk/folder.ts";
import type { Places } from "../disk/places.ts";
import { isUuid } from "../vault/uuid.ts";

/**
 * Remembers on this machine that the system slot `id` was made here. It is no secret and opens nothing: it only tells
 * whether asking this system makes sense, for a vault may have slots of other machines.
 */
export function rememberSystemSlot(places: Pick<Places, "state">, id: string): void {
  ensurePrivateFolder(folder(places));
  Deno.openSync(`${folder(places)}/${id}`, { write: true, create: true, mode: 0o600 }).close();
}

/** Reports whether the system slot `id` was made on this machine. */
export function isSystemSlotHere(places: Pick<Places, "state">, id: string): boolean {
  try {
    return Deno.statSync(`${folder(places)}/${id}`).isFile;
  } catch {
    return false;
  }
}

/** The ids of the system slots that were made on this machine. */
export function systemSlotsHere(places: Pick<Places, "state">): string[] {
  try {
    return [...Deno.readDirSync(folder(places))].map((entry) => entry.name).filter(isUuid);
  } catch {
    return [];
  }
}

/** Forgets what {@linkcode rememberSystemSlot} wrote; nothing there is no fault. */
export function forgetSystemSlot(places: Pick<Places, "state">, id: string): void {
  try {
    Deno.removeSync(`${folder(places)}/${id}`);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function folder(places: Pick<Places, "state">): string {
  return `${places.state}/system-slots`;
}
