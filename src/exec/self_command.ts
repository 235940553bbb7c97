import { exists } from "../fs/exists.ts";
import type { Host } from "../host.ts";
import {
  isAbsolute,
  joinPath,
  nameOf,
  nativePath,
  parentOf,
  pathOfUrl,
  splitPathList,
} from "../fs/path.ts";
import { untrustedPart } from "./program_trust.ts";

/** The file name of the compiled program. */
const PROGRAM = Deno.build.os === "windows" ? "opaws.exe" : "opaws";

/** Returns the arguments that start opaws the way it was started: the compiled program, or Deno with its script. */
export function selfCommand(): string[] {
  const executable = Deno.execPath();
  if (!/^deno(\.exe)?$/i.test(nameOf(executable))) return [executable];
  const script = pathOfUrl(new URL(Deno.mainModule));
  const config = nameOf(script) === "main.ts"
    ? ["--config", joinPath(parentOf(script), "deno.json")]
    : ["--no-config", "--no-lock"];
  return [executable, "run", "-A", "-q", ...config, script];
}

/**
 * Returns the arguments by which a shell calls opaws: `opaws` if it is on PATH, since a path in a startup file goes
 * stale with the next upgrade, else {@linkcode selfCommand}.
 */
export function selfCommandForShell(host: Pick<Host, "env">): string[] {
  return folderOnPath(host) === undefined ? selfCommand() : ["opaws"];
}

/**
 * Returns the arguments by which hooks, shims and services call opaws, regardless of PATH at that time. The path is the
 * entry on PATH, which may be a symlink: unlike the file behind it, it stays the same after an upgrade.
 */
export function selfCommandWithPath(host: Pick<Host, "env">): string[] {
  const folder = folderOnPath(host);
  return folder === undefined ? selfCommand() : [joinPath(folder, PROGRAM)];
}

/** Returns the first folder on PATH with an `opaws` that nobody but this user and root can replace. */
function folderOnPath(host: Pick<Host, "env">): string | undefined {
  return splitPathList(host.env("PATH") ?? "").map((folder) => nativePath(folder)).find((folder) =>
    isAbsolute(folder) && exists(joinPath(folder, PROGRAM)) && isTrusted(joinPath(folder, PROGRAM))
  );
}

function isTrusted(file: string): boolean {
  try {
    return untrustedPart(file, []) === null;
  } catch {
    return false; // a dangling symlink
  }
}
