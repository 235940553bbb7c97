import type { Places } from "../../disk/places.ts";
import { stands } from "../../disk/stands.ts";
import { isShimText } from "../../shell/shim.ts";
import { shimFolder } from "./shims.ts";

/** The tools that have a shim, sorted. What is no shim of opaws is passed over. */
export function listShims(places: Pick<Places, "state">): string[] {
  const folder = shimFolder(places);
  if (!stands(folder)) return [];
  return [...Deno.readDirSync(folder)]
    .filter(({ name, isFile }) => isFile && isShimText(Deno.readTextFileSync(`${folder}/${name}`)))
    .map(({ name }) => name.replace(/\.cmd$/, "")).sort();
}
