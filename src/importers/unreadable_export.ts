import { UserError } from "../errors.ts";
import { systemError } from "../fs/system_error.ts";

/** Returns the error (66) if the file at `path` that the user named is missing, else (74), for what `error` says. */
export function unreadableExport(path: string, error: unknown): UserError {
  if (!(error instanceof Deno.errors.NotFound)) {
    return systemError("unreadable-file", `read ${path}`, error, { details: { path } });
  }
  return new UserError({
    exit: "notFound",
    code: "no-file",
    cannot: `read ${path}`,
    because: "there is no such file",
    details: { path },
    cause: error,
  });
}
