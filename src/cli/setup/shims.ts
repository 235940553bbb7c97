import type { Places } from "../../disk/places.ts";
import { stands } from "../../disk/stands.ts";

/** The folder of opaws's shims. */
export function shimFolder(places: Pick<Places, "state">): string {
  return `${places.state}/shims`;
}

/** The folders whose programs stand for tools and would start opaws again: that of the shims, by each of its names. */
export function shimFolders(places: Pick<Places, "state">): string[] {
  const folder = shimFolder(places);
  if (!stands(folder)) return [folder];
  const real = Deno.realPathSync(folder);
  return real === folder ? [folder] : [folder, real];
}
