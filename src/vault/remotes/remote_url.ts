import { UserError } from "../../errors.ts";
import { cleanText } from "../../clean_text.ts";
import { isAbsolute, namesIn, nativePath } from "../../fs/path.ts";

/** Where a shared vault is synced. */
export type RemoteAddress =
  /** A bucket of S3, and a prefix without slashes at its ends; empty for none. */
  | { readonly kind: "s3"; readonly bucket: string; readonly prefix: string }
  /** A git repository. `url` is for git: `ssh://...`, or the absolute path of a repository on this machine. */
  | {
    readonly kind: "git";
    readonly url: string;
    readonly transport: "ssh" | "file";
    readonly branch: string;
  }
  /** A folder: its absolute path. */
  | { readonly kind: "folder"; readonly path: string };

/** The branch of a git repository if the address names none. */
const BRANCH = "opaws";
const MAX_LENGTH = 1024; // characters
/** "General purpose buckets naming rules" of the S3 User Guide. */
const BUCKET = /^(?!\d+(\.\d+){3}$)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
/** Characters of a key that mean themselves everywhere ("Safe characters" of the S3 User Guide, without those of shells). */
const PREFIX_PART = /^(?!\.{1,2}$)[A-Za-z0-9!_.=+@-]+$/;
const HOST = /^(?!-)([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])$/;
const USER = /^(?!-)[A-Za-z0-9._-]+$/;
/** Stricter than `git check-ref-format`. */
const BRANCH_NAME = /^(?!.*(\.\.|\/\/|\/\.|\.lock(\/|$)))[A-Za-z0-9][A-Za-z0-9._/-]*(?<![./])$/;
/** A character that controls a terminal, reorders text, or ends an argument. */
const CONTROL = new RegExp("[\\p{Cc}\\p{Zl}\\p{Zp}\\p{Cs}\\p{Bidi_Control}]", "u");

/** An address of a git repository in the short form of ssh, `user@host:path`. */
const SHORT_GIT = /^([A-Za-z0-9._-]+@[A-Za-z0-9._-]+):\/?([A-Za-z0-9_~][^:#]*)$/;

/**
 * Parses where a vault is synced: `s3://BUCKET/PREFIX`, `git+ssh://[USER@]HOST[:PORT]/PATH[#BRANCH]`,
 * `git+file:/PATH[#BRANCH]` or the absolute path of a folder. Accepts nothing else, because the parts become arguments of
 * git and ssh, keys of S3, and paths.
 *
 * @throws UserError (64, usage) with the cause.
 */
export function parseRemoteUrl(text: string): RemoteAddress {
  if (text === "") throw refused(text, "it is empty");
  if (text.length > MAX_LENGTH) throw refused(text, `it has more than ${MAX_LENGTH} characters`);
  if (CONTROL.test(text)) throw refused(text, "it has a control character");
  if (text.startsWith("-")) throw refused(text, "it begins with a dash");
  if (text.startsWith("s3://")) return parseS3(text);
  if (text.startsWith("git+ssh://")) return parseGitSsh(text);
  if (text.startsWith("git+file:")) return parseGitFile(text);
  if (isAbsolute(text)) return { kind: "folder", path: safePath(text, nativePath(text)) };
  if (longGitUrl(text) !== null) throw refused(text, "git over SSH has the form git+ssh:// here");
  throw refused(
    text,
    /^[\w+.-]+:/.test(text)
      ? "opaws syncs with s3://, git+ssh://, git+file: and folders"
      : "it is neither a URL nor an absolute path",
  );
}

/** Returns the `git+ssh://` address for `text` in the short form of ssh, `user@host:path`; null if it has another form. */
export function longGitUrl(text: string): string | null {
  const [, host, path] = SHORT_GIT.exec(text) ?? [];
  return host === undefined ? null : `git+ssh://${host}/${path}`;
}

/** Returns `address` as {@linkcode parseRemoteUrl} takes it. */
export function remoteUrl(address: RemoteAddress): string {
  if (address.kind === "folder") return address.path;
  if (address.kind === "s3") {
    return `s3://${address.bucket}${address.prefix === "" ? "" : `/${address.prefix}`}`;
  }
  const branch = address.branch === BRANCH ? "" : `#${address.branch}`;
  return `${address.transport === "ssh" ? "git+" : "git+file:"}${address.url}${branch}`;
}

function parseS3(text: string): RemoteAddress {
  const [bucket = "", ...parts] = text.slice("s3://".length).replace(/\/$/, "").split("/");
  if (bucket.includes("@")) throw withCredentials(text);
  if (!BUCKET.test(bucket)) throw refused(text, "its first part is not the name of a bucket");
  if (!parts.every((part) => PREFIX_PART.test(part))) {
    throw refused(text, "its prefix may have letters, digits, and ! _ . = + @ - between slashes");
  }
  return { kind: "s3", bucket, prefix: parts.join("/") };
}

function parseGitSsh(text: string): RemoteAddress {
  const [address, branch] = splitBranch(text.slice("git+".length), text);
  const [, authority = "", path = ""] = /^ssh:\/\/([^/]*)(\/.*)$/.exec(address) ?? [];
  const at = authority.lastIndexOf("@");
  const user = authority.slice(0, Math.max(at, 0));
  const [, host = "", port] = /^(.*?)(?::(\d{1,5}))?$/.exec(authority.slice(at + 1)) ?? [];
  if (user.includes(":")) throw withCredentials(text);
  if (at >= 0 && !USER.test(user)) throw refused(text, "its user is not one that ssh takes");
  if (!HOST.test(host)) throw refused(text, "it names no host");
  if (port !== undefined && !(Number(port) >= 1 && Number(port) <= 65_535)) {
    throw refused(text, "its port is not a number from 1 to 65535");
  }
  const isPath = /^\/(?!-)[^/]/.test(path) && !/[?%\\'"`$]|\/\.\.(\/|$)/.test(path);
  if (!isPath) throw refused(text, "it names no repository on the host");
  return { kind: "git", url: address, transport: "ssh", branch };
}

function parseGitFile(text: string): RemoteAddress {
  const [address, branch] = splitBranch(text.slice("git+file:".length), text);
  const path = address.replace(/^\/\/(?=\/)/, "");
  if (!isAbsolute(path) || path.startsWith("//")) {
    throw refused(text, "the path of its repository is not absolute");
  }
  return { kind: "git", url: safePath(text, nativePath(path)), transport: "file", branch };
}

function splitBranch(address: string, text: string): [string, string] {
  const [before = "", branch = BRANCH, ...more] = address.split("#");
  if (more.length > 0 || !BRANCH_NAME.test(branch) || branch.length > 200) {
    throw refused(text, "what follows # is not the name of a branch");
  }
  return [before, branch];
}

/** Returns `path` if none of its parts is `..`, with which it would mean another folder than it seems to. */
function safePath(text: string, path: string): string {
  if (namesIn(path).includes("..")) throw refused(text, "its path has a part ..");
  return path;
}

/** Does not quote the address, which contains a password. */
function withCredentials(_: string): UserError {
  return new UserError({
    exit: "usage",
    code: "bad-remote",
    cannot: "sync with this address",
    because: "it contains credentials, which would be stored in config.json",
    try: "opaws remote set --help",
  });
}

function refused(text: string, because: string): UserError {
  const shown = JSON.stringify(cleanText(text.slice(0, 200).replace(/\/\/[^/]*@/, "//...@")));
  return new UserError({
    exit: "usage",
    code: "bad-remote",
    cannot: `sync with ${shown}`,
    because,
    try: "opaws remote set --help",
  });
}
