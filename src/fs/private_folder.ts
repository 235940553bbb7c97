import { UserError } from "../errors.ts";
import { describeError } from "./system_error.ts";
import { checkFolder } from "./trusted_file.ts";

/**
 * Creates the folder at `path` and its missing parents for this user only (mode 0700, an ACL on Windows). An existing
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
    Deno.mkdirSync(path, { recursive: true, mode: 0o700 });
    if (Deno.build.os === "windows") setOwnerOnlyAcl(path);
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

/**
 * Returns the arguments with which `icacls` gives access to the folder at `path`, and to everything created in it, to
 * `user` only, as modes 0700 and 0600 do elsewhere. Removes inherited rights (Microsoft Learn, "icacls").
 */
export function aclArguments(path: string, user: string): string[] {
  return [path.replaceAll("/", "\\"), "/inheritance:r", "/grant:r", `${user}:(OI)(CI)F`, "/q"];
}

/** Gives access to the folder at `path` to this user only. Windows only. Throws if `icacls` fails. */
function setOwnerOnlyAcl(path: string): void {
  const root = Deno.env.get("SystemRoot") ?? "C:\\Windows";
  const domain = Deno.env.get("USERDOMAIN");
  const name = Deno.env.get("USERNAME") ?? "";
  const user = domain === undefined ? name : `${domain}\\${name}`;
  // By its full path, so that PATH cannot select another program.
  const { success, stderr } = new Deno.Command(`${root}\\System32\\icacls.exe`, {
    args: aclArguments(path, user),
    clearEnv: true,
    env: { SystemRoot: root },
  }).outputSync();
  if (!success) throw new Error(new TextDecoder().decode(stderr).trim());
}
