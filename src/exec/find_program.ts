import { exists, mayExecute } from "../fs/exists.ts";
import { UserError } from "../errors.ts";
import type { Platform } from "../host.ts";

/** What {@linkcode findProgram} reads of the outside world. */
export interface ProgramSearch {
  /** The operating system; the one this runs on when left out. */
  readonly platform?: Platform;
  /** The value of PATHEXT, which counts on Windows; the environment's when left out. */
  readonly extensions?: string | undefined;
  /** The value of PATH. */
  readonly path: string | undefined;
  /** Folders whose entries stand for opaws itself and are passed over, links to them too: its shims. */
  readonly shims: readonly string[];
  /** Reports whether the file is such a shim that lies elsewhere. */
  readonly isShim?: (file: string) => boolean;
}

/**
 * Answers the file that `command` names: itself when it holds a slash, else the first executable on PATH.
 * Empty and relative entries of PATH are passed over, for they would let the working directory choose the
 * program that receives the keys; so are opaws's own shims, which would start opaws again.
 * Faults (127) when there is none, (126) when what there is may not be executed.
 */
export function findProgram(command: string, search: ProgramSearch): string {
  const named = isPath(command, platformOf(search));
  let blocked: string | undefined;
  const windows = platformOf(search) === "windows";
  const extensions = search.extensions ?? (windows ? Deno.env.get("PATHEXT") : undefined);
  for (const file of programFiles(command, { ...search, extensions })) {
    const found = probe(file);
    if (found === "runs" && (named || !leadsToShim(file, search))) return file;
    if (found === "blocked") blocked ??= file;
  }
  if (command && blocked) throw notRunnable(blocked);
  throw absent(command, named ? "there is no such file" : notOnPath(command));
}

/**
 * The files that `command` may mean, in the order in which they count. On Windows PATH is parted by `;`, its entries may
 * stand in quotes, and a command without one of the extensions of PATHEXT is looked for with each of them; the working
 * directory is not searched, though the system's own shell does that.
 */
export function programFiles(command: string, search: ProgramSearch): string[] {
  const platform = platformOf(search);
  const names = withExtensions(command, platform, search.extensions);
  if (command === "" || isPath(command, platform)) return names;
  const windows = platform === "windows";
  const folders: string[] = [];
  for (const entry of (search.path ?? "").split(windows ? ";" : ":")) {
    const plain = windows ? entry.trim().replace(/^"(.*)"$/, "$1") : entry;
    if (!(windows ? /^([A-Za-z]:[\\/]|\\\\)/ : /^\//).test(plain)) continue;
    const folder = plain.replace(windows ? /[\\/]+$/ : /\/+$/, "");
    if (!search.shims.some((shim) => isSame(shim, folder, windows))) folders.push(folder);
  }
  return folders.flatMap((folder) =>
    names.map((name) => `${folder}${windows ? "\\" : "/"}${name}`)
  );
}

/** The name of the tool that `command` calls: its last part, on Windows without the extension of a program. */
export function programName(command: string, platform: Platform): string {
  if (platform !== "windows") return command.slice(command.lastIndexOf("/") + 1);
  return command.replace(/^.*[\\/:]/s, "").replace(/\.(com|exe|bat|cmd)$/i, "");
}

function platformOf({ platform }: ProgramSearch): Platform {
  return platform ?? (Deno.build.os === "windows" ? "windows" : "linux");
}

function isPath(command: string, platform: Platform): boolean {
  return platform === "windows" ? /[\\/:]/.test(command) : command.includes("/");
}

function withExtensions(
  command: string,
  platform: Platform,
  extensions: string | undefined,
): string[] {
  if (platform !== "windows") return [command];
  const known = (extensions || ".COM;.EXE;.BAT;.CMD").split(";").filter((each) =>
    /^\.\w+$/.test(each)
  );
  const has = known.some((each) => command.toLowerCase().endsWith(each.toLowerCase()));
  return has ? [command] : known.map((each) => `${command}${each.toLowerCase()}`);
}

/** Windows knows a folder by either slash and in any case of letters. */
function isSame(one: string, other: string, windows: boolean): boolean {
  const plain = (path: string) => path.replaceAll("\\", "/").toLowerCase();
  return windows ? plain(one) === plain(other) : one === other;
}

function probe(file: string): "runs" | "blocked" | "absent" {
  if (!exists(file)) return "absent";
  if (!mayExecute(file)) return "blocked";
  try {
    return Deno.statSync(file).isFile ? "runs" : "blocked";
  } catch {
    return "absent";
  }
}

/** Links lead to a shim as well, of its folder or of itself, and there may be copies. */
function leadsToShim(file: string, { shims, isShim }: ProgramSearch): boolean {
  const real = realPath(file);
  return shims.includes(real.slice(0, real.lastIndexOf("/"))) || isShim?.(real) === true;
}

/** Not every file system can tell it; then the path has to do. */
function realPath(file: string): string {
  try {
    return Deno.realPathSync(file);
  } catch {
    return file;
  }
}

/** A whole command line in one word is a frequent slip, for other programs give theirs to a shell. */
function notOnPath(command: string): string {
  const line = /\s/.test(command);
  return `it is not on your PATH${line ? "; a whole command line is for sh -c to read" : ""}`;
}

function absent(command: string, because: string): UserError {
  return new UserError({
    exit: "commandNotFound",
    code: "command-not-found",
    cannot: `run ${JSON.stringify(command)}`,
    because,
    details: { tool: command },
  });
}

function notRunnable(file: string): UserError {
  return new UserError({
    exit: "notRunnable",
    code: "not-runnable",
    cannot: `run ${JSON.stringify(file)}`,
    because: "it is not an executable file",
    details: { path: file },
  });
}
