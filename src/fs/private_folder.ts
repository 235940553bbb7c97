import { UserError } from "../errors.ts";
import { describeError } from "./system_error.ts";
import { checkFolder } from "./trusted_file.ts";

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

/**
 * The arguments by which `icacls` gives the folder at `path`, and all that comes into it, to `user` alone: what the modes
 * 0700 and 0600 do elsewhere. Rights that were inherited are taken away (Microsoft Learn, "icacls").
 */
export function aclArguments(path: string, user: string): string[] {
  return [path.replaceAll("/", "\\"), "/inheritance:r", "/grant:r", `${user}:(OI)(CI)F`, "/q"];
}

/** Gives the folder at `path` to this user alone. Windows only. Throws when the system refuses. */
export function ownerOnlyAcl(path: string): void {
  const root = Deno.env.get("SystemRoot") ?? "C:\\Windows";
  const domain = Deno.env.get("USERDOMAIN");
  const name = Deno.env.get("USERNAME") ?? "";
  const user = domain === undefined ? name : `${domain}\\${name}`;
  // By its own path: a PATH of somebody's choice must not stand for it.
  const { success, stderr } = new Deno.Command(`${root}\\System32\\icacls.exe`, {
    args: aclArguments(path, user),
  }).outputSync();
  if (!success) throw new Error(new TextDecoder().decode(stderr).trim());
}
