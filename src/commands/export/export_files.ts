import { ensurePrivateFolder } from "../../fs/private_folder.ts";
import type { Paths } from "../../fs/paths.ts";
import { systemError } from "../../fs/system_error.ts";
import { UserError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { quote } from "../../quote.ts";
import { githubEnvironment } from "../../shell/export_format.ts";
import { type ExportChange, untracedScript } from "../../shell/export_script.ts";
import { joinPath } from "../../fs/path.ts";

/** A script that nobody has read after this time is removed; milliseconds. */
const UNREAD_SCRIPT_LIFETIME = 10 * 60_000;

/**
 * Returns the path in `GITHUB_ENV`.
 *
 * @throws UserError (78) outside GitHub Actions.
 */
export function githubFile(host: Pick<Host, "env">): string {
  const path = host.env("GITHUB_ENV");
  if (path) return path;
  throw new UserError({
    exit: "refused",
    code: "no-github",
    cannot: "export for GitHub Actions",
    because: "GITHUB_ENV is not set, so this is not a step of a workflow",
    try: "opaws export --format env",
  });
}

/**
 * Appends `change` to the file at `path`, for the steps after this one. It starts on a line of its own.
 *
 * @throws UserError (74).
 */
export function appendGithub(
  host: Pick<Host, "random">,
  path: string,
  change: ExportChange,
): void {
  const start = endsWithinLine(path) ? "\n" : "";
  write(path, start + githubEnvironment(host, change), { append: true });
}

/**
 * Writes `change` as a script into a new folder (0700) of the runtime folder, which is outside of any project and so of
 * its artifacts. Returns the command that reads the script, which then removes itself.
 *
 * @throws UserError (73, 74, 78) as `ensurePrivateFolder` does.
 */
export function writeScript(
  host: Pick<Host, "random" | "now">,
  paths: Pick<Paths, "runtime">,
  change: ExportChange,
): string {
  ensurePrivateFolder(paths.runtime);
  removeUnreadScripts(paths.runtime, host.now());
  const folder = joinPath(paths.runtime, `export.${host.random(8).toHex()}`);
  ensurePrivateFolder(folder);
  write(joinPath(folder, "env.sh"), untracedScript(change, folder), {
    createNew: true,
    mode: 0o600,
  });
  return `. ${quote("bash", joinPath(folder, "env.sh"))}\n`;
}

/** Reports whether the file at `path` ends within a line, as `printf NAME=value` leaves it. */
function endsWithinLine(path: string): boolean {
  try {
    return Deno.statSync(path).isFile && !/(^|\n)$/.test(Deno.readTextFileSync(path));
  } catch {
    return false; // Writing to it will report what is wrong.
  }
}

function write(path: string, text: string, options: Deno.WriteFileOptions): void {
  try {
    Deno.writeTextFileSync(path, text, options);
  } catch (error) {
    throw systemError("write-failed", `write ${path}`, error);
  }
}

function removeUnreadScripts(runtime: string, now: number): void {
  for (const { name } of Deno.readDirSync(runtime)) {
    if (!/^export\.[0-9a-f]{16}$/.test(name)) continue;
    try {
      const { mtime } = Deno.statSync(joinPath(runtime, name));
      if (mtime === null || mtime.getTime() > now - UNREAD_SCRIPT_LIFETIME) continue;
      Deno.removeSync(joinPath(runtime, name), { recursive: true });
    } catch {
      // It was read in the meantime and has removed itself.
    }
  }
}
