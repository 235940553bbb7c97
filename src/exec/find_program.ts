import { exists, mayExecute } from "../fs/exists.ts";
import {
  absolutePath,
  isAbsolute,
  isPath,
  isSamePath,
  joinPath,
  nameOf,
  nativePath,
  parentOf,
  splitPathList,
} from "../fs/path.ts";
import { UserError } from "../errors.ts";
import { PLATFORM, type Platform } from "../platform.ts";
import { type Untrusted, untrustedCause, untrustedFix, untrustedPart } from "./program_trust.ts";

/** Where {@linkcode findProgram} looks. */
interface ProgramSearch {
  /** The operating system; this machine's by default. */
  readonly platform?: Platform;
  /** The value of PATHEXT, used on Windows; the environment's by default. */
  readonly extensions?: string | undefined;
  /** The value of PATH. */
  readonly path: string | undefined;
  /** The folders of opaws's shims. They are skipped, and so are symlinks to their entries. */
  readonly shims: readonly string[];
  /** The folders of `exec.trust`, whose programs other users may replace; `all` trusts every folder. */
  readonly trusted?: readonly string[] | "all";
  /** Reports whether the file is a shim in another folder. */
  readonly isShim?: (file: string) => boolean;
}

/**
 * Returns the file that `command` names: `command` itself if it contains a slash, else the first executable on PATH.
 * Skips empty and relative entries of PATH, with which the working directory would choose the program that gets the
 * keys. Skips opaws's own shims, which would start opaws again. Refuses a program that another user can replace: the
 * next one on PATH would be a choice of that user too.
 *
 * @throws UserError (127, command not found) if there is no such file; (126, not runnable) if it is not executable, or
 * another user can replace it.
 */
export function findProgram(command: string, search: ProgramSearch): string {
  const isNamed = isPath(command, platformOf(search));
  let blocked: string | undefined;
  const windows = platformOf(search) === "windows";
  const extensions = search.extensions ?? (windows ? Deno.env.get("PATHEXT") : undefined);
  for (const file of programFiles(command, { ...search, extensions })) {
    const found = probe(file);
    if (found === "runs" && (isNamed || !leadsToShim(file, search))) {
      if (search.trusted !== "all") checkTrust(file, search.trusted ?? []);
      return file;
    }
    if (found === "blocked") blocked ??= file;
  }
  if (command && blocked) throw notRunnable(blocked);
  throw absent(command, isNamed ? "there is no such file" : notOnPath(command));
}

/**
 * Returns the files that `command` may mean, in order of precedence. On Windows, PATH is split at `;`, its entries may be
 * quoted, and a command without an extension from PATHEXT is tried with each of them. Unlike the Windows shell, this
 * does not search the working directory.
 */
export function programFiles(command: string, search: ProgramSearch): string[] {
  const platform = platformOf(search);
  const names = withExtensions(command, platform, search.extensions);
  if (command === "" || isPath(command, platform)) return names;
  return splitPathList(search.path ?? "", platform)
    .filter((entry) => isAbsolute(entry, platform))
    .map((entry) => nativePath(entry, platform))
    .filter((folder) => !search.shims.some((shim) => isSamePath(shim, folder)))
    .flatMap((folder) => names.map((name) => joinPath(folder, name)));
}

/** Returns the name of the tool that `command` calls: its last part, on Windows without the extension of a program. */
export function programName(command: string, platform: Platform): string {
  const name = nameOf(command, platform);
  return platform === "windows" ? name.replace(/\.(com|exe|bat|cmd)$/i, "") : name;
}

function platformOf({ platform }: ProgramSearch): Platform {
  return platform ?? PLATFORM;
}

function withExtensions(
  command: string,
  platform: Platform,
  extensions: string | undefined,
): string[] {
  if (platform !== "windows") return [command];
  // Windows starts other files, such as scripts for wscript, with the program of their extension. opaws does not.
  const known = (extensions || ".COM;.EXE;.BAT;.CMD").split(";").filter((each) =>
    /^\.(com|exe|bat|cmd)$/i.test(each)
  );
  const has = known.some((each) => command.toLowerCase().endsWith(each.toLowerCase()));
  return has ? [command] : known.map((each) => `${command}${each.toLowerCase()}`);
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

/** Throws UserError (126, not runnable) if another user can replace the program at `file`. */
function checkTrust(file: string, trusted: readonly string[]): void {
  const found = untrustedPart(isAbsolute(file) ? file : absolutePath(file, Deno.cwd()), trusted);
  if (found !== null) throw untrustedProgram(file, found, trusted);
}

/** Reports whether `file` is a shim, a copy of one, or a symlink to one or into the folder of the shims. */
function leadsToShim(file: string, { shims, isShim }: ProgramSearch): boolean {
  const real = realPath(file);
  return shims.some((shim) => isSamePath(shim, parentOf(real))) || isShim?.(real) === true;
}

/** Returns the real path of `file`; `file` itself if there is none. */
function realPath(file: string): string {
  try {
    return Deno.realPathSync(file);
  } catch {
    return file;
  }
}

/** Explains a whole command line in one argument, a common mistake because other programs pass theirs to a shell. */
function notOnPath(command: string): string {
  const isCommandLine = /\s/.test(command);
  return `it is not on your PATH${
    isCommandLine
      ? `; to run a command line, use ${PLATFORM === "windows" ? "cmd /c" : "sh -c"}`
      : ""
  }`;
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

function untrustedProgram(file: string, found: Untrusted, trusted: readonly string[]): UserError {
  const fix = untrustedFix(found, trusted);
  return new UserError({
    exit: "notRunnable",
    code: "untrusted-program",
    cannot: `run ${JSON.stringify(file)}`,
    because: untrustedCause(found),
    details: { path: found.path },
    ...fix === null ? {} : { try: fix },
  });
}
