import type { Host } from "../../host.ts";
import { stands } from "../../disk/stands.ts";
import { ownStart } from "../../exec/own_start.ts";

/**
 * The words by which a shell calls opaws: `opaws` where PATH has it, for a path in a startup file goes stale with the
 * next upgrade; else as {@linkcode ownStart} answers.
 */
export function ownProgram(host: Pick<Host, "env">): string[] {
  const path = host.env("PATH") ?? "";
  const onPath = path.split(":").some((folder) =>
    folder.startsWith("/") && stands(`${folder}/opaws`)
  );
  return onPath ? ["opaws"] : ownStart();
}

/** As {@linkcode ownProgram}, for what runs without the user's PATH: the absolute path of the `opaws` on it. */
export function ownPath(host: Pick<Host, "env">): string[] {
  const folder = (host.env("PATH") ?? "").split(":").find((each) =>
    each.startsWith("/") && stands(`${each}/opaws`)
  );
  return folder === undefined ? ownStart() : [`${folder}/opaws`];
}
