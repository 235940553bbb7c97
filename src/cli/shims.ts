import type { Places } from "../disk/places.ts";
import { stands } from "../disk/stands.ts";
import { isShimText } from "../shell/shim.ts";

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

/** The tools that have a shim, sorted. What is no shim of opaws is passed over. */
export function listShims(places: Pick<Places, "state">): string[] {
  const folder = shimFolder(places);
  if (!stands(folder)) return [];
  return [...Deno.readDirSync(folder)]
    .filter(({ name, isFile }) => isFile && isShimText(Deno.readTextFileSync(`${folder}/${name}`)))
    .map(({ name }) => name).sort();
}
