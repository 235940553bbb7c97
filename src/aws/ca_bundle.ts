import { UserError } from "../errors.ts";
import { describeError } from "../fs/system_error.ts";

/**
 * Reads the certificates in the file at `path` (`AWS_CA_BUNDLE`), in PEM; null without a path.
 *
 * @throws UserError (78, refused) if the file cannot be read.
 */
export function readCaBundle(path: string | null): string | null {
  if (path === null) return null;
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    throw new UserError({
      exit: "refused",
      code: "ca-bundle",
      cannot: `read the certificates in ${path}`,
      because: describeError(error),
      try: "unset AWS_CA_BUNDLE",
      cause: error,
    });
  }
}
