import { isAbsolute } from "./path.ts";

/** Returns the text of `/etc/passwd`; empty if it cannot be read. */
export function readPasswd(): string {
  try {
    return Deno.readTextFileSync("/etc/passwd");
  } catch {
    return "";
  }
}

/**
 * Returns the home directory of the user `uid` from `passwd`, the text of `/etc/passwd`; null if it names none. The AWS
 * CLI, through Python's `os.path.expanduser`, also looks there if HOME is not set, as in a systemd service.
 */
export function homeOfUid(passwd: string, uid: number | null): string | null {
  const found = entries(passwd).find(([, , id, , , home]) =>
    id === String(uid) && home !== undefined && isAbsolute(home, "linux")
  );
  return found?.[5] ?? null;
}

/** Returns the shell of the user `uid` from `passwd`; null if it names none. */
export function shellOfUid(passwd: string, uid: number | null): string | null {
  const found = entries(passwd).find(([, , id]) => id === String(uid));
  const shell = found?.[6] ?? "";
  return isAbsolute(shell, "linux") ? shell : null;
}

/** Returns the login name of the user `uid` from `passwd`; null if it names none. */
export function nameOfUid(passwd: string, uid: number | null): string | null {
  return entries(passwd).find(([, , id]) => id === String(uid))?.[0] || null;
}

/** Returns the home directory of the user called `name` from `passwd`; null if there is no such user. */
export function homeOfName(passwd: string, name: string): string | null {
  return entries(passwd).find(([user]) => user === name)?.[5] ?? null;
}

function entries(passwd: string): string[][] {
  return passwd.split("\n").map((line) => line.split(":"));
}
