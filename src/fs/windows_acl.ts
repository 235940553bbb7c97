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
