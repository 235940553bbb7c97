import { Fault } from "../fault.ts";
import { checkOwnership } from "./trusted_file.ts";
import { ownAlone } from "./windows_acl.ts";

/**
 * Makes the folder at `path`, and those above it, readable by this user alone (0700, on Windows an ACL); one that is there already
 * must belong to this user and be closed to the writes of others.
 * Faults (73) when it cannot be made, (78) when it is not to be trusted.
 */
export function ensurePrivateFolder(path: string): void {
  try {
    const info = Deno.statSync(path);
    if (!info.isDirectory) throw new Deno.errors.NotADirectory("it is not a folder");
    checkOwnership(path, info);
    return;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw asFault(path, error);
  }
  try {
    Deno.mkdirSync(path, { recursive: true, mode: 0o700 });
    if (Deno.build.os === "windows") ownAlone(path);
  } catch (error) {
    throw asFault(path, error);
  }
}

function asFault(path: string, error: unknown): Fault {
  if (error instanceof Fault) return error;
  return new Fault({
    exit: "cannotCreate",
    code: "no-folder",
    cannot: `create folder ${path}`,
    because: reason(error),
    cause: error,
  });
}

/** The cause of a failed system call in words for a message. */
export function reason(error: unknown): string {
  if (error instanceof Deno.errors.PermissionDenied) return "the system does not allow it";
  if (!(error instanceof Error)) return String(error);
  if (/os error 28\b/.test(error.message)) return "the disk is full";
  if (/os error 30\b/.test(error.message)) return "the file system is read-only";
  if (/os error 122\b/.test(error.message)) return "the disk quota is used up";
  if (/os error 20\b/.test(error.message)) return "a part of its path is not a folder";
  return error.message.replace(/ \(os error \d+\).*$/s, "").replace(
    /^[A-Z](?=[a-z])/,
    (c) => c.toLowerCase(),
  );
}
