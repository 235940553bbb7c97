import type { CommandContext } from "../../cli/context.ts";
import { shimFolders } from "../../exec/shims.ts";

/** Reports whether the folder of the shims is on PATH. */
export function isShimFolderOnPath({ host, paths }: CommandContext): boolean {
  const folders = shimFolders(paths);
  return (host.env("PATH") ?? "").split(":")
    .some((entry) => folders.includes(entry.replace(/(.)\/+$/, "$1")));
}
