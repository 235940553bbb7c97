import type { Host } from "../host.ts";
import { exists } from "../fs/exists.ts";
import { selfCommand } from "./own_start.ts";

/**
 * The words by which a shell calls opaws: `opaws` where PATH has it, for a path in a startup file goes stale with the
 * next upgrade; else as {@linkcode selfCommand} answers.
 */
export function selfProgram(host: Pick<Host, "env">): string[] {
  const path = host.env("PATH") ?? "";
  const onPath = path.split(":").some((folder) =>
    folder.startsWith("/") && exists(`${folder}/opaws`)
  );
  return onPath ? ["opaws"] : selfCommand();
}

/** As {@linkcode selfProgram}, for what runs without the user's PATH: the absolute path of the `opaws` on it. */
export function selfPath(host: Pick<Host, "env">): string[] {
  const folder = (host.env("PATH") ?? "").split(":").find((each) =>
    each.startsWith("/") && exists(`${each}/opaws`)
  );
  return folder === undefined ? selfCommand() : [`${folder}/opaws`];
}
