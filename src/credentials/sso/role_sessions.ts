import type { Paths } from "../../fs/paths.ts";
import { forgetSessions, sessionFiles } from "../session_files.ts";
import { encodeLabel } from "./sign_in_file.ts";

const PREFIX = "sso-";

/** Returns the name of the folder in `<state>/sessions/<vault id>/` with the role sessions of the SSO session `label`. */
export function roleSessionFolder(label: string): string {
  return `${PREFIX}${encodeLabel(label)}`;
}

/** Returns the name of the SSO session whose role sessions are in the folder `name`; null if an item's are. */
export function labelOfFolder(name: string): string | null {
  if (!name.startsWith(PREFIX)) return null;
  try {
    const bytes = Uint8Array.fromBase64(name.slice(PREFIX.length), { alphabet: "base64url" });
    return new TextDecoder().decode(bytes);
  } catch {
    return null;
  }
}

/** Removes the cached credentials of all roles of the SSO session `label`, and the role sessions made with them. */
export function forgetRoleSessions(paths: Pick<Paths, "state">, label: string): void {
  const folder = roleSessionFolder(label);
  const vaults = new Set(sessionFiles(paths).map(({ vault }) => vault));
  for (const vault of vaults) forgetSessions(paths, vault, folder);
}
