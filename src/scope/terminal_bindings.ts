import { runtimeFile, type RuntimePaths } from "../fs/runtime_folders.ts";
import { exists } from "../fs/exists.ts";
import { decodeUtf8, parseStrictJson } from "../fs/strict_json.ts";
import { systemError } from "../fs/system_error.ts";
import { checkFolder, readTrusted } from "../fs/trusted_file.ts";
import { UserError } from "../errors.ts";
import type { Bindings } from "./binding.ts";
import { type Document, parseBindings, parseObject } from "./config.ts";
import { joinPath, parentOf } from "../fs/path.ts";
import { removeCommand } from "../fix_commands.ts";

const MAX_BYTES = 8 * 1024 * 1024;

/** Returns the path of the file with the bindings of the terminal session `terminal`. */
export function terminalBindingsFile(paths: RuntimePaths, terminal: string): string {
  return runtimeFile(paths, terminalBindingsName(terminal));
}

/** Returns the name of the file of {@linkcode terminalBindingsFile}. */
function terminalBindingsName(terminal: string): string {
  return `terminal-${fileName(terminal)}.json`;
}

/**
 * Reads the bindings of the terminal session `terminal`; empty if there are none, or if the file is about another
 * session. Throws as {@linkcode readTerminalFile} does.
 */
export function readTerminalBindings(paths: RuntimePaths, terminal: string): Bindings {
  return readTerminalFile(paths, terminal)?.bindings ?? Object.create(null);
}

/** What the file of a terminal session has. */
interface TerminalFile {
  /** The bindings by tool. */
  readonly bindings: Bindings;
  /** The whole document. */
  readonly document: Document;
}

/**
 * Reads the file of the terminal session `terminal`; null if there is none, or if it is about another session. Also
 * checks the owner of the folder, which may be inside one that others can write to.
 *
 * @throws UserError (78, refused) if the folder or the file is not trusted; (65, damaged) if the file is damaged: the
 * user's choice for this terminal must not silently give way to another.
 */
export function readTerminalFile(paths: RuntimePaths, terminal: string): TerminalFile | null {
  const path = terminalBindingsFile(paths, terminal);
  const bytes = readTrusted(path, MAX_BYTES);
  if (bytes === null) return null;
  checkFolder(parentOf(path));
  try {
    const document = parseObject(parseStrictJson(decodeUtf8(bytes)), "the file");
    if (document.version !== 1) throw new SyntaxError("version is not 1");
    const bindings = parseBindings(document.bindings, "bindings");
    return document.terminal === terminal ? { bindings, document } : null;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UserError({
      exit: "damaged",
      code: "damaged",
      cannot: "read the bindings of this terminal session",
      because: `${path}: ${error.message}`,
      details: { path },
      try: removeCommand(path),
      cause: error,
    });
  }
}

/**
 * Removes the files of the terminal session `terminal`: its bindings and the mark of its cached keys.
 *
 * @throws UserError (74, I/O) if a file cannot be removed.
 */
export function removeTerminalFiles(paths: RuntimePaths, terminal: string): void {
  for (const end of ["json", "json.lock", "unlocked", "unlocked.lock"]) {
    for (const folder of paths.runtimes) {
      remove(joinPath(folder, `terminal-${fileName(terminal)}.${end}`));
    }
  }
}

/**
 * Removes the files of terminal sessions that have ended. Ignores a folder that is missing or not trusted, and files
 * that cannot be removed, because a shell that starts must get its hook.
 */
export function removeEndedTerminals(
  paths: RuntimePaths,
  isAlive: (terminal: string) => boolean,
): void {
  for (const terminal of knownTerminals(paths)) {
    try {
      if (!isAlive(terminal)) removeTerminalFiles(paths, terminal);
    } catch {
      // The next shell tries again.
    }
  }
}

/** Returns the terminal sessions with a file in a folder of `paths`, living or not. */
export function knownTerminals(paths: RuntimePaths): Set<string> {
  return new Set(paths.runtimes.flatMap(terminalsIn));
}

/** Returns the terminal sessions with a file in `folder`; none if it is missing or not trusted. */
function terminalsIn(folder: string): string[] {
  if (!exists(folder)) return [];
  try {
    checkFolder(folder);
    return [...Deno.readDirSync(folder)]
      .map(({ name }) => /^terminal-([\w-]{1,100})\.(json|unlocked)(\.lock)?$/.exec(name)?.[1])
      .filter((terminal) => terminal !== undefined);
  } catch {
    return [];
  }
}

/** Returns `terminal` if it can be part of a file name. */
function fileName(terminal: string): string {
  if (/^[\w-]{1,100}$/.test(terminal)) return terminal;
  throw new TypeError("the id of a terminal session cannot be part of a file name");
}

function remove(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw systemError("write-failed", `remove ${path}`, error);
  }
}
