import { UserError } from "../errors.ts";
import { absolutePath, isAbsolute } from "../fs/path.ts";
import { untrustedFile } from "../exec/program_trust.ts";
import { describeError } from "../fs/system_error.ts";
import { readVariable } from "../host.ts";
import { unsetCommand } from "../unset_command.ts";

/** The variables that name the file; see `serviceEndpoint`. */
const VARIABLES = ["AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"];

/**
 * Reads the certificates in the file at `path` (`AWS_CA_BUNDLE`), in PEM; null without a path. Anyone who can change the file can
 * read and change what opaws and AWS send each other.
 *
 * @throws UserError (78, refused) if the file cannot be read, or if another user could change or replace it.
 */
export function readCaBundle(path: string | null): string | null {
  if (path === null) return null;
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (error) {
    throw refused(path, describeError(error), null, error);
  }
  const untrusted = untrustedFile(isAbsolute(path) ? path : absolutePath(path, Deno.cwd()));
  if (untrusted !== null) throw refused(path, untrusted.because, untrusted.fix);
  return text;
}

function refused(path: string, because: string, fix: string | null, cause?: unknown): UserError {
  const variable = VARIABLES.find((name) => readVariable(name) === path);
  const command = fix ?? (variable === undefined ? null : unsetCommand([variable]));
  return new UserError({
    exit: "refused",
    code: "ca-bundle",
    cannot: `use the certificates in ${path}`,
    because,
    details: { path },
    ...(command === null ? {} : { try: command }),
    cause,
  });
}
