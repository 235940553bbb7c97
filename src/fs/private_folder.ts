import { UserError } from "../errors.ts";
import { describeError } from "./reason.ts";
import { checkFolder } from "./trusted_file.ts";
import { ownerOnlyAcl } from "./windows_acl.ts";

/**
 * Makes the folder at `path`, and those above it, readable by this user alone (0700, on Windows an ACL); one that is there already
 * must belong to this user and be closed to the writes of others.
 * Faults (73) when it cannot be made, (78) when it is not to be trusted.
 */
export function ensurePrivateFolder(path: string): void {
  try {
    checkFolder(path);
    return;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw asUserError(path, error);
  }
  try {
    Deno.mkdirSync(path, { recursive: true, mode: 0o700 });
    if (Deno.build.os === "windows") ownerOnlyAcl(path);
  } catch (error) {
    throw asUserError(path, error);
  }
}

function asUserError(path: string, error: unknown): UserError {
  if (error instanceof UserError) return error;
  return new UserError({
    exit: "cannotCreate",
    code: "no-folder",
    cannot: `create folder ${path}`,
    because: describeError(error),
    cause: error,
  });
}
