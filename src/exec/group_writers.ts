import { readPasswd } from "../fs/passwd.ts";
import type { Platform } from "../platform.ts";

/** The users and groups of this machine, as far as files name them. */
export interface Groups {
  /** The operating system. */
  readonly platform: Platform;
  /** The user id. */
  readonly uid: number;
  /** The text of `/etc/passwd`. */
  readonly passwd: string;
  /** The text of `/etc/group`. */
  readonly group: string;
}

/** The groups whose members administer the machine: they can become root, or install its programs. */
const ADMINISTRATORS: Readonly<Partial<Record<Platform, string>>> = {
  linux: "staff", // Debian's /usr/local, Debian Policy 9.1.2
  darwin: "admin", // Homebrew's folders
};

/**
 * Returns who can write by the group `gid`: `self` if it is the user's private group or root's, of which nobody else is
 * a member. With a private group, as Debian, Ubuntu and Fedora make one for each user, the usual umask is 002. It has the
 * user's name or is the user's primary group. A group that the files do not name could have any members. macOS keeps its
 * users elsewhere and has no private groups.
 */
export function writersOf(
  gid: number,
  { platform, uid, passwd, group }: Groups,
): "self" | "administrators" | "others" {
  const users = rowsOf(passwd);
  const own = users.find(([, , id]) => id === String(uid));
  const found = rowsOf(group).find(([, , id]) => id === String(gid));
  if (!found) return "others";
  const [name, , , list = ""] = found;
  if (name === ADMINISTRATORS[platform]) return "administrators";
  const accepted = ["root", ...own ? [own[0]!] : []];
  const members = list.split(",").filter((each) => each !== "");
  const primary = users.filter(([, , , id]) => id === String(gid)).map(([user]) => user!);
  if (![...members, ...primary].every((each) => accepted.includes(each))) return "others";
  if (gid === 0) return "self";
  const isPrivate = own !== undefined && (name === own[0] || own[3] === String(gid));
  return platform === "linux" && isPrivate ? "self" : "others";
}

/** Reads {@linkcode Groups} from this machine. */
export function readGroups(): Groups {
  let group = "";
  try {
    group = Deno.readTextFileSync("/etc/group");
  } catch {
    // Without the file no group is known.
  }
  const platform = Deno.build.os === "darwin" ? "darwin" : "linux";
  return { platform, uid: Deno.uid() ?? 0, passwd: readPasswd(), group };
}

function rowsOf(text: string): string[][] {
  return text.split("\n").map((line) => line.split(":"));
}
