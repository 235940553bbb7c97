import { UserError } from "../errors.ts";
import { readVariable } from "../host.ts";
import { shellWord } from "../quote.ts";
import { isAbsent } from "./exists.ts";
import { parentOf } from "./path.ts";
import { systemError } from "./system_error.ts";
import { windows } from "../windows/load.ts";

/**
 * Reads a file that nobody but this user can have written; null if there is no such file. Follows a symlink, because
 * many people keep their dotfiles elsewhere. Checks the opened file itself, so that it cannot be replaced between check
 * and use.
 *
 * @throws UserError (78, refused) if another user owns the file, group or others can write to it, it is not a regular
 * file, or it is larger than `maxBytes`; (74, I/O) if the system does not let opaws read it.
 */
export function readTrusted(
  path: string,
  maxBytes: number = MAX_BYTES,
): Uint8Array<ArrayBuffer> | null {
  return readOpened(path, openTrusted(path, maxBytes));
}

const MAX_BYTES = 64 * 1024 * 1024;

/** A file that was opened and can be trusted. The caller closes it. */
interface OpenedFile {
  /** The file, at its start. */
  readonly file: Deno.FsFile;
  /** What the system says of it. */
  readonly info: Deno.FileInfo;
}

function openTrusted(path: string, maxBytes: number): OpenedFile | null {
  if (isAbsent(path)) return null;
  let file: Deno.FsFile;
  try {
    const before = Deno.statSync(path);
    if (!before.isFile) throw refused(path, "it is not a regular file");
    file = Deno.openSync(path, { read: true });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return danglingOrNull(path, error);
    throw asUserError(path, error);
  }
  try {
    const info = file.statSync();
    checkOwnership(path, info);
    if (info.size > maxBytes) throw tooLarge(path, maxBytes);
    return { file, info };
  } catch (error) {
    file.close();
    throw asUserError(path, error);
  }
}

function readOpened(path: string, opened: OpenedFile | null): Uint8Array<ArrayBuffer> | null {
  if (opened === null) return null;
  try {
    return readAll(opened.file, opened.info.size);
  } catch (error) {
    throw asUserError(path, error);
  } finally {
    opened.file.close();
  }
}

/**
 * Reads a file as {@linkcode readTrusted} does, which nobody but this user may read or replace either: its folder, and
 * that of the file it links to, must belong to this user, and others must not be able to write to them. Nothing is
 * tightened silently: someone else may have read the file, which its owner should know.
 *
 * @throws UserError (78, refused) if group or others can read the file or write to its folder, and as
 *   {@linkcode readTrusted} does.
 */
export function readPrivate(path: string, maxBytes: number): Uint8Array<ArrayBuffer> | null {
  return readOpened(path, openPrivate(path, maxBytes));
}

/** Opens a file that {@linkcode readPrivate} reads, to read parts of it. Throws as that does. */
export function openPrivate(path: string, maxBytes: number): OpenedFile | null {
  if (isAbsent(path)) return null;
  try {
    checkFolder(parentOf(path));
    if (windows !== null) checkAccess(path, "private");
    else if (Deno.lstatSync(path).isSymlink) checkNotReplaceable(parentOf(Deno.realPathSync(path)));
    const { mode, isFile } = Deno.statSync(path);
    if (isFile && mode !== null && (mode & 0o077) !== 0 && (mode & 0o022) === 0) {
      throw refused(path, "group or others can read it", `chmod 600 ${shellWord(path)}`);
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    // What the path leads to is gone or cannot be inspected. Opening it says why.
  }
  return openTrusted(path, maxBytes);
}

/** Throws UserError (78, refused) if `info` shows that another user owns the file, or that others can write to it. */
export function checkOwnership(path: string, info: Deno.FileInfo): void {
  if (!info.isFile && !info.isDirectory) throw refused(path, "it is not a regular file");
  if (windows !== null) return checkAccess(path, "content");
  if (info.mode === null) return;
  if (info.uid !== Deno.uid()) {
    throw refused(path, "another user owns it", ownershipFix(path, info.uid));
  }
  if (info.mode & 0o022) {
    const wanted = info.isDirectory ? "go-w" : "600";
    throw refused(path, "group or others can write to it", `chmod ${wanted} ${shellWord(path)}`);
  }
}

/** Throws UserError (78, refused) if the access list at `path` gives someone else more than `use` allows. Windows only. */
function checkAccess(path: string, use: "content" | "private"): void {
  const found = windows!.untrustedAccess(path, use);
  if (found === null) return;
  const who = windows!.accountName(found.who);
  const [because, fix] = found.by === "owner"
    ? [`${who} owns it`, `icacls ${shellWord(path)}`]
    : [`${who} can ${found.by === "writers" ? "write to" : "read"} it`, accessFix(path, found.who)];
  throw refused(path, because, fix);
}

/** Returns the command that leaves rights to the file or folder at `path` to this user only. */
function accessFix(path: string, who: string): string {
  const user = ["USERDOMAIN", "USERNAME"].map((name) => readVariable(name) ?? "").join("\\");
  const rights = Deno.statSync(path).isDirectory ? "(OI)(CI)F" : "F";
  const given = shellWord(`${user}:${rights}`);
  return `icacls ${shellWord(path)} /inheritance:r /remove:g *${who} /grant:r ${given}`;
}

/**
 * Returns the command to try if the user `owner` owns the file or folder at `path`. If that is root, an opaws under sudo
 * made it, and the user may take it over. If it is any other user, it may be a trap, so the user has to look at it first.
 */
export function ownershipFix(path: string, owner: number | null): string {
  return owner === 0 ? `sudo chown "$(id -u)" ${shellWord(path)}` : `ls -ld ${shellWord(path)}`;
}

/**
 * Throws UserError (78, refused) if another user owns the folder at `path`, others can write to it, or it is a symlink
 * that another user made: in a folder like `/tmp` that user could redirect it at any time. Throws as `Deno.statSync`
 * does if there is no folder.
 */
export function checkFolder(path: string): void {
  const { isSymlink, uid } = Deno.lstatSync(path);
  if (isSymlink && uid !== null && uid !== 0 && uid !== Deno.uid()) {
    throw refused(path, "it is a symlink that another user made", `ls -l ${shellWord(path)}`);
  }
  const info = Deno.statSync(path);
  if (!info.isDirectory) throw new Deno.errors.NotADirectory("it is not a folder");
  checkOwnership(path, info);
}

/** Throws UserError (78, refused) if another user than root could replace this user's files in the folder at `path`. */
function checkNotReplaceable(path: string): void {
  const { uid, mode } = Deno.statSync(path);
  if (mode === null) return;
  if (uid !== 0 && uid !== Deno.uid()) throw refused(path, "another user owns it");
  const isSticky = (mode & 0o1000) !== 0;
  if ((mode & 0o022) !== 0 && !isSticky) {
    throw refused(path, "group or others can write to it", `chmod go-w ${shellWord(path)}`);
  }
}

/** Returns the error (78, refused) that the file at `path` is larger than `maxBytes`. */
export function tooLarge(path: string, maxBytes: number): UserError {
  return new UserError({
    exit: "refused",
    code: "too-large",
    cannot: `use ${path}`,
    because: `it is larger than ${maxBytes} bytes`,
    details: { path },
  });
}

/** Reads `file` to its end, whatever `size` its metadata gives. */
function readAll(file: Deno.FsFile, size: number): Uint8Array<ArrayBuffer> {
  let buffer = new Uint8Array(size + 1);
  let length = 0;
  for (;;) {
    const read = file.readSync(buffer.subarray(length));
    if (read === null) return buffer.subarray(0, length);
    length += read;
    if (length === buffer.length) {
      const larger = new Uint8Array(buffer.length * 2);
      larger.set(buffer);
      buffer = larger;
    }
  }
}

/** Returns null if nothing is at `path`; throws if it is a dangling symlink. */
function danglingOrNull(path: string, error: unknown): null {
  let link: Deno.FileInfo;
  try {
    link = Deno.lstatSync(path);
  } catch (late) {
    if (late instanceof Deno.errors.NotFound) return null;
    throw asUserError(path, late);
  }
  if (link.isSymlink) throw refused(path, "it is a dangling symlink");
  throw asUserError(path, error);
}

function refused(path: string, because: string, fix?: string): UserError {
  return new UserError({
    exit: "refused",
    code: "untrusted-file",
    cannot: `use ${path}`,
    because,
    details: { path },
    ...(fix ? { try: fix } : {}),
  });
}

function asUserError(path: string, error: unknown): unknown {
  if (error instanceof UserError) return error;
  return systemError("unreadable-file", `read ${path}`, error, { details: { path } });
}
