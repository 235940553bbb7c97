import type { Paths } from "../fs/paths.ts";
import { exists } from "../fs/exists.ts";
import { isShimText } from "../shell/shim.ts";
import { shimFolder } from "./shims.ts";

/** The tools that have a shim, sorted. What is no shim of opaws is passed over. */
export function listShims(paths: Pick<Paths, "state">): string[] {
  const folder = shimFolder(paths);
  if (!exists(folder)) return [];
  return [...Deno.readDirSync(folder)]
    .filter(({ name, isFile }) => isFile && isShimText(Deno.readTextFileSync(`${folder}/${name}`)))
    .map(({ name }) => name.replace(/\.cmd$/, "")).sort();
}
