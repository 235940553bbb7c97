import { UserError } from "../errors.ts";
import { describeError } from "./reason.ts";

/**
 * The fault (74) of what the system refused to do with a file: `cannot` is the act and its object, `error` what was thrown, and
 * `because` the cause in words where those of {@linkcode describeError} do not serve.
 */
export function systemError(
  code: "write-failed" | "unreadable-file" | "unreadable-folder",
  cannot: string,
  error: unknown,
  because: string = describeError(error),
): UserError {
  return new UserError({ exit: "io", code, cannot, because, cause: error });
}

/**
 * Reports whether `error` says that nothing can be written there now: a read-only home, a full disk, a lock that another
 * holds. Never true of what is damaged or not to be trusted.
 */
export function isUnwritable(error: unknown): error is UserError {
  return error instanceof UserError && ["cannotCreate", "io", "busy"].includes(error.exit);
}
