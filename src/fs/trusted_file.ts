import { UserError } from "../errors.ts";
import { shellWord } from "../quote.ts";
import { isAbsent } from "./exists.ts";
import { systemError } from "./system_error.ts";

/** A file read whole, with what the checks saw of it. */
export interface TrustedFile {
  /** Its bytes. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Its real path, links followed. */
  readonly path: string;
}

/**
 * Reads a file that only its owner may have written; null when there is none.
 * A symlink is followed (dotfiles users keep their files elsewhere), and what it leads to is checked on the
 * opened file itself, so that it cannot be exchanged between check and use.
 * Faults (78) when another user owns it, when group or others may write it, or when it is no regular file; (78)
 * `too-large` above `maxBytes`; (74) when the system refuses to read it.
 */
export function readTrusted(path: string, maxBytes = 64 * 1024 * 1024): TrustedFile | null {
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
    return { bytes: readAll(file, info.size), path };
  } catch (error) {
    throw asUserError(path, error);
  } finally {
    file.close();
  }
}

/** Faults (78) when `info` shows an owner other than this user, or a mode that lets others write. */
export function checkOwnership(path: string, info: Deno.FileInfo): void {
  if (!info.isFile && !info.isDirectory) throw refused(path, "it is not a regular file");
  if (info.mode === null) return;
  if (info.uid !== Deno.uid()) {
    throw refused(path, "another user owns it", `sudo chown "$(id -u)" ${shellWord(path)}`);
  }
  if (info.mode & 0o022) {
    const wanted = info.isDirectory ? "go-w" : "600";
    throw refused(path, "group or others may write it", `chmod ${wanted} ${shellWord(path)}`);
  }
}

/**
 * As {@linkcode checkOwnership} of the folder at `path`, and faults (78) when a link leads there that another user made:
 * in a folder that all may write, as `/tmp`, it could lead elsewhere at any time. Throws as `stat` does.
 */
export function checkFolder(path: string): void {
  const { isSymlink, uid } = Deno.lstatSync(path);
  if (isSymlink && uid !== null && uid !== 0 && uid !== Deno.uid()) {
    throw refused(path, "it is a link that another user made", `ls -l ${shellWord(path)}`);
  }
  const info = Deno.statSync(path);
  if (!info.isDirectory) throw new Deno.errors.NotADirectory("it is not a folder");
  checkOwnership(path, info);
}

/** The fault (78) of a file at `path` that is larger than `most` bytes. */
export function tooLarge(path: string, most: number): UserError {
  return new UserError({
    exit: "refused",
    code: "too-large",
    cannot: `use ${path}`,
    because: `it is larger than ${most} bytes`,
    details: { path },
  });
}

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

function danglingOrNull(path: string, error: unknown): null {
  let link: Deno.FileInfo;
  try {
    link = Deno.lstatSync(path);
  } catch (late) {
    if (late instanceof Deno.errors.NotFound) return null;
    throw asUserError(path, late);
  }
  if (link.isSymlink) throw refused(path, "it is a link that leads nowhere");
  throw asUserError(path, error);
}

function refused(path: string, because: string, mend?: string): UserError {
  return new UserError({
    exit: "refused",
    code: "untrusted-file",
    cannot: `use ${path}`,
    because,
    details: { path },
    ...(mend ? { try: mend } : {}),
  });
}

function asUserError(path: string, error: unknown): unknown {
  if (error instanceof UserError) return error;
  return systemError("unreadable-file", `read ${path}`, error, { details: { path } });
}
