import { Fault } from "../fault.ts";
import { reason } from "./reason.ts";

/**
 * The fault (74) of what the system refused to do with a file: `cannot` is the act and its object, `error` what was thrown, and
 * `because` the cause in words where those of {@linkcode reason} do not serve.
 */
export function systemFault(
  code: "write-failed" | "unreadable-file" | "unreadable-folder",
  cannot: string,
  error: unknown,
  because: string = reason(error),
): Fault {
  return new Fault({ exit: "io", code, cannot, because, cause: error });
}

/**
 * Reports whether `error` says that nothing can be written there now: a read-only home, a full disk, a lock that another
 * holds. Never true of what is damaged or not to be trusted.
 */
export function isUnwritable(error: unknown): error is Fault {
  return error instanceof Fault && ["cannotCreate", "io", "busy"].includes(error.exit);
}
