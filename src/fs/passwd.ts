/**
 * The home directory of the user `uid` in the text of `/etc/passwd`; null when it has none there. For what is started
 * without HOME, such as a service of systemd: the AWS CLI finds its files there too, by Python's `os.path.expanduser`.
 */
export function homeOfUid(text: string, uid: number | null): string | null {
  for (const line of text.split("\n")) {
    const [, , id, , , home] = line.split(":");
    if (id === String(uid) && home?.startsWith("/")) return home;
  }
  return null;
}

/** The text of `/etc/passwd`; empty when it cannot be read. */
export function readPasswd(): string {
  try {
    return Deno.readTextFileSync("/etc/passwd");
  } catch {
    return "";
  }
}
