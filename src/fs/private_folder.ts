import { exists } from "./exists.ts";
import { UserError } from "../errors.ts";
import { describeError } from "./system_error.ts";
import { windows } from "../windows/load.ts";
import { checkFolder } from "./trusted_file.ts";
import { selfAndParents } from "./path.ts";

/**
 * Creates the folder at `path` and its missing parents for this user only (mode 0700; on Windows an access list of its
 * own, which also has SYSTEM and Administrators). An existing
 * folder must belong to this user, and others must not be able to write to it.
 *
 * @throws UserError (73, cannot create) if it cannot be created; (78, refused) if it is not trusted.
 */
export function ensurePrivateFolder(path: string): void {
  try {
    checkFolder(path);
    return;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw asUserError(path, error);
  }
  try {
    if (windows === null) Deno.mkdirSync(path, { recursive: true, mode: 0o700 });
    else {
      for (const each of selfAndParents(path).reverse()) {
        if (!exists(each)) windows.createPrivateFolder(each);
      }
    }
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
