import { describeError } from "../fs/system_error.ts";
import {
  absolutePath,
  isAbsolute,
  isWithin,
  joinPath,
  joinPathList,
  nameOf,
  namesIn,
  parentOf,
  selfAndParents,
} from "../fs/path.ts";
import { shellWord } from "../quote.ts";
import { windows } from "../windows/load.ts";
import { type Groups, readGroups, writersOf } from "./group_writers.ts";

/** A file or folder by which another user could replace a program. */
export interface Untrusted {
  /** Its path. */
  readonly path: string;
  /** Who can: its owner, or those who may write to it. A sticky folder lets others add files, but not replace any. */
  readonly by: "owner" | "writers" | "sticky";
  /** Whether this user owns it. */
  readonly isOwn: boolean;
  /** The folder in which the program is found, for `exec.trust`. */
  readonly folder: string;
}

/** What decides whether a file or folder is trusted. */
interface Entry {
  readonly path: string;
  readonly info: Deno.FileInfo;
}

/** More links than the system follows (Linux, path_resolution(7)). */
const MAX_LINKS = 40;
const GROUP_WRITE = 0o020;
const OTHERS_WRITE = 0o002;
const STICKY = 0o1000;

/**
 * Returns the first file or folder by which another user could replace the program at `file`, an absolute path; null if
 * nobody but root and this user can. Follows each symlink of the path by itself, and checks all that it goes through: the
 * links, the folders, those above them, and the program. Everything in the folders `trusted` counts as trusted. On
 * Windows the access lists decide.
 *
 * @throws Error as `Deno.lstatSync` does if there is no such file.
 */
export function untrustedPart(file: string, trusted: readonly string[]): Untrusted | null {
  return windows === null ? firstUntrusted(file, trusted, true) : untrustedByAccess(file, trusted);
}

/** Why another user could change a file, and the command that prevents it; null if that is not this user's to do. */
export interface UntrustedFile {
  readonly because: string;
  readonly fix: string | null;
}

/**
 * Returns how another user could change or replace the file at `file`, which opaws reads; null if nobody but root and
 * this user can. As {@linkcode untrustedPart}, but a sticky folder such as `/tmp` is fine, because only this user can
 * replace a file of this user's there. A file that cannot be inspected is not trusted.
 */
export function untrustedFile(file: string): UntrustedFile | null {
  try {
    const found = windows === null ? firstUntrusted(file, [], false) : untrustedByAccess(file, []);
    if (found === null) return null;
    const { path, by, isOwn } = found;
    return by === "owner" ? { because: `${path} belongs to another user`, fix: null } : {
      because: `other users can write to ${path}`,
      fix: isOwn ? `chmod go-w ${shellWord(path)}` : null,
    };
  } catch (error) {
    return { because: `${file} cannot be inspected: ${describeError(error)}`, fix: null };
  }
}

function firstUntrusted(
  file: string,
  trusted: readonly string[],
  isProgram: boolean,
): Untrusted | null {
  let path = file;
  for (let links = 0; links < MAX_LINKS; links += 1) {
    const named = parentOf(path);
    const folders = walk(named);
    const folder = folders.at(-1)!.path;
    const entry = entryAt(joinPath(folder, nameOf(path)));
    if (![named, folder].some((each) => isInside(each, trusted))) {
      const judged = (each: Entry) => judge(each, isProgram && each.path === folder);
      const bad = [...folders, entry].find((each) => judged(each) !== null);
      if (bad) return describe(bad, judged(bad)!, named);
    }
    if (!entry.info.isSymlink) return null;
    path = absolutePath(Deno.readLinkSync(entry.path), folder);
  }
  throw new Deno.errors.FilesystemLoop(`Too many symlinks: ${file}`);
}

/** As {@linkcode untrustedPart}, about a folder of PATH in which programs are searched. */
export function untrustedFolder(folder: string, trusted: readonly string[]): Untrusted | null {
  if (windows !== null) return accessAlong(folder, trusted);
  const folders = walk(folder);
  const real = folders.at(-1)!.path;
  if ([folder, real].some((each) => isInside(each, trusted))) return null;
  const bad = folders.find((each) => judge(each, each.path === real) !== null);
  return bad ? describe(bad, judge(bad, bad.path === real)!, folder) : null;
}

/**
 * Reports whether a group of administrators can write to `folder`: `staff` in Debian's `/usr/local`, `admin` in
 * Homebrew's folders. opaws accepts that.
 */
export function isWritableByAdministrators(folder: string): boolean {
  return windows === null &&
    walk(folder).some(({ info }) =>
      !info.isSymlink && ((info.mode ?? 0) & GROUP_WRITE) !== 0 &&
      writersOf(info.gid!, groups()) === "administrators"
    );
}

/** Returns why a program is not trusted, as the end of a message. */
export function untrustedCause({ path, by }: Untrusted): string {
  switch (by) {
    case "owner":
      return `${path} belongs to another user, who could replace the program`;
    case "writers":
      return `other users can write to ${path}, and so replace the program`;
    case "sticky":
      return `${path} is a folder into which any user can put programs`;
  }
}

/**
 * Returns the command that makes the program trusted: takes the permission away from others, or, if that is not this
 * user's to do, adds the folder to `trusted`, those of `exec.trust`. Null for a shared folder such as `/tmp`, which
 * needs its permissions and deserves no trust.
 */
export function untrustedFix(
  { path, by, isOwn, folder }: Untrusted,
  trusted: readonly string[],
): string | null {
  if (by === "sticky") return null;
  if (by === "writers" && isOwn) return `chmod go-w ${shellWord(path)}`;
  return `opaws config set exec.trust ${shellWord(joinPathList([...trusted, folder]))}`;
}

/** As {@linkcode firstUntrusted}, on Windows. A link is checked by its own path and by that of what it leads to. */
function untrustedByAccess(file: string, trusted: readonly string[]): Untrusted | null {
  const real = Deno.realPathSync(file);
  if ([file, real].some((each) => isInside(parentOf(each), trusted))) return null;
  for (const path of new Set([file, real])) {
    const found = accessAt(path, "content", parentOf(path)) ?? accessAlong(parentOf(path), trusted);
    if (found !== null) return found;
  }
  return null;
}

function accessAlong(folder: string, trusted: readonly string[]): Untrusted | null {
  if (isInside(folder, trusted)) return null;
  const [own, ...above] = selfAndParents(folder);
  return accessAt(own!, "content", folder) ??
    above.map((each) => accessAt(each, "above", folder)).find((found) => found !== null) ?? null;
}

function accessAt(path: string, use: "content" | "above", folder: string): Untrusted | null {
  const found = windows!.untrustedAccess(path, use);
  return found && { path, by: found.by === "owner" ? "owner" : "writers", isOwn: false, folder };
}

function judge({ info }: Entry, holdsPrograms: boolean): Untrusted["by"] | null {
  const mode = info.mode ?? 0;
  if (info.uid !== 0 && info.uid !== Deno.uid()) return "owner";
  if (info.isSymlink) return null; // Its mode means nothing: its folder decides who can replace it.
  const byGroup = (mode & GROUP_WRITE) !== 0 && writersOf(info.gid!, groups()) === "others";
  if (!byGroup && (mode & OTHERS_WRITE) === 0) return null;
  // Nobody can replace what another user has in a sticky folder, and the owner of that is checked too.
  if ((mode & STICKY) === 0 || !info.isDirectory) return "writers";
  return holdsPrograms ? "sticky" : null;
}

function describe({ path, info }: Entry, by: Untrusted["by"], folder: string): Untrusted {
  return { path, by, isOwn: info.uid === Deno.uid(), folder };
}

/** Returns all that the system goes through on its way to `folder`, links included; the real folder is the last. */
function walk(folder: string): Entry[] {
  const entries: Entry[] = [entryAt("/")];
  let at = "/";
  let links = 0;
  for (const rest = namesIn(folder); rest.length > 0;) {
    const part = rest.shift()!;
    if (part === "..") {
      at = parentOf(at);
      entries.push(entryAt(at));
      continue;
    }
    const entry = entryAt(joinPath(at, part));
    entries.push(entry);
    if (!entry.info.isSymlink) {
      at = entry.path;
      continue;
    }
    if (++links > MAX_LINKS) throw new Deno.errors.FilesystemLoop(`Too many symlinks: ${folder}`);
    const target = Deno.readLinkSync(entry.path);
    rest.unshift(...namesIn(target));
    if (isAbsolute(target)) at = "/";
    // The last entry has to be a folder, also if the target is only "/" or "..".
    if (rest.length === 0) entries.push(entryAt(at));
  }
  return entries;
}

function entryAt(path: string): Entry {
  return { path, info: Deno.lstatSync(path) };
}

/** Reports whether `path` is one of `folders` or below one. A path with ".." could lead out of it again. */
function isInside(path: string, folders: readonly string[]): boolean {
  const ups = (each: string) => namesIn(each).filter((name) => name === "..").length;
  return folders.some((folder) => isWithin(path, folder) && ups(path) === ups(folder));
}

let known: Groups | undefined;

/** Reads the groups when a file that a group can write to needs them, which is rare. */
function groups(): Groups {
  return known ??= readGroups();
}
