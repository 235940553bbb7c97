import { UserError, type UserErrorParts } from "../errors.ts";

/** Returns the cause of a failed system call for a message. */
export function describeError(error: unknown): string {
  if (error instanceof Deno.errors.PermissionDenied) return "permission denied";
  if (!(error instanceof Error)) return String(error);
  if (/os error 28\b/.test(error.message)) return "the disk is full";
  if (/os error 30\b/.test(error.message)) return "the file system is read-only";
  if (/os error 122\b/.test(error.message)) return "the disk quota is used up";
  if (/os error 20\b/.test(error.message)) return "a part of its path is not a folder";
  return error.message.replace(/ \(os error \d+\).*$/s, "").replace(
    /^[A-Z](?=[a-z])/,
    (letter) => letter.toLowerCase(),
  );
}

/**
 * Returns a UserError (74) for a file operation that the system refused: `cannot` is verb and object, `error` is what
 * was thrown. `parts` replaces the cause that {@linkcode describeError} gives.
 */
export function systemError(
  code: "write-failed" | "unreadable-file" | "unreadable-folder",
  cannot: string,
  error: unknown,
  parts: Partial<Pick<UserErrorParts, "because" | "details">> = {},
): UserError {
  return new UserError({
    exit: "io",
    code,
    cannot,
    because: describeError(error),
    cause: error,
    ...parts,
  });
}

/**
 * Reports whether `error` means that nothing can be written at the moment: a read-only home, a full disk, a lock that
 * another process holds. False for files that are damaged or not trusted.
 */
export function isUnwritable(error: unknown): error is UserError {
  return error instanceof UserError && ["cannotCreate", "io", "busy"].includes(error.exit);
}
