import { ensurePrivateFolder } from "../../fs/private_folder.ts";
import type { Paths } from "../../fs/paths.ts";
import { systemError } from "../../fs/system_error.ts";
import { UserError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import type { ExportChange } from "../../shell/export_change.ts";
import { githubEnvironment } from "../../shell/export_github.ts";
import { untracedScript } from "../../shell/export_untraced.ts";
import { quote } from "../../quote.ts";

/** A script that nobody has read after this time is removed; milliseconds. */
const LEFT_OVER = 10 * 60_000;

/** The file in `GITHUB_ENV`. Faults (78) when this is no step of GitHub Actions. */
export function githubFile(host: Pick<Host, "env">): string {
  const path = host.env("GITHUB_ENV");
  if (path) return path;
  throw new UserError({
    exit: "refused",
    code: "no-github",
    cannot: "export for GitHub Actions",
    because: "GITHUB_ENV is not set, so this is no step of a workflow",
    try: "opaws export --format env",
  });
}

/** Appends `change` to the file at `path`, on lines of its own, for the steps after this one. Faults (74). */
export function appendGithub(
  host: Pick<Host, "random">,
  path: string,
  change: ExportChange,
): void {
  const start = endsInLine(path) ? "\n" : "";
  write(path, start + githubEnvironment(host, change), { append: true });
}

/**
 * Writes `change` as a script into a new folder (0700) of the runtime folder, outside of any project and so of its
 * artifacts, and answers the command that reads it; read, it removes itself. Faults (73), (74), (78) as the folder's.
 */
export function placeScript(
  host: Pick<Host, "random" | "now">,
  paths: Pick<Paths, "runtime">,
  change: ExportChange,
): string {
  ensurePrivateFolder(paths.runtime);
  removeLeftOver(paths.runtime, host.now());
  const folder = `${paths.runtime}/export.${host.random(8).toHex()}`;
  ensurePrivateFolder(folder);
  write(`${folder}/env.sh`, untracedScript(change, folder), { createNew: true, mode: 0o600 });
  return `. ${quote("bash", `${folder}/env.sh`)}\n`;
}

/** Reports whether the file at `path` ends within a line, as `printf NAME=value` leaves it. */
function endsInLine(path: string): boolean {
  try {
    return Deno.statSync(path).isFile && !/(^|\n)$/.test(Deno.readTextFileSync(path));
  } catch {
    return false; // To write it tells what is wrong.
  }
}

function write(path: string, text: string, options: Deno.WriteFileOptions): void {
  try {
    Deno.writeTextFileSync(path, text, options);
  } catch (error) {
    throw systemError("write-failed", `write ${path}`, error);
  }
}

function removeLeftOver(runtime: string, now: number): void {
  for (const { name } of Deno.readDirSync(runtime)) {
    if (!/^export\.[0-9a-f]{16}$/.test(name)) continue;
    try {
      const { mtime } = Deno.statSync(`${runtime}/${name}`);
      if (mtime === null || mtime.getTime() > now - LEFT_OVER) continue;
      Deno.removeSync(`${runtime}/${name}`, { recursive: true });
    } catch {
      // It was read meanwhile, and so is gone.
    }
  }
}
