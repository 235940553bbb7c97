import type { SsoSession } from "../../aws/sso/session.ts";
import { sessionLabel } from "../../aws/sso/session.ts";
import { listFolder } from "../../fs/list_folder.ts";
import { joinPath } from "../../fs/path.ts";
import type { Paths } from "../../fs/paths.ts";
import { decodeUtf8, parseStrictJson } from "../../fs/strict_json.ts";
import { readTrusted } from "../../fs/trusted_file.ts";
import { UserError } from "../../errors.ts";

/** What anyone may know of a sign-in, without its vault: where, until when, and which vault seals its tokens. */
export interface SignInRecord {
  /** The session as it was when the person signed in. */
  readonly session: SsoSession;
  /** The name of the vault whose key seals the tokens. */
  readonly vault: string;
  /** When the person signed in; epoch milliseconds. */
  readonly signedInAt: number;
  /** When the access token expires; epoch milliseconds. */
  readonly expiresAt: number;
  /** Until when opaws can renew the token without asking, unless the session ends first; null if it cannot. Epoch milliseconds. */
  readonly renewsUntil: number | null;
}

/** A sign-in file: the record, and the sealed tokens in base64url. */
export interface SignInFile extends SignInRecord {
  /** What `sign_in_tokens.ts` opens. */
  readonly sealed: string;
}

const MAX_BYTES = 65_536;
const VERSION = 1;
/** The longest name of a session, so that the name of its file fits into every file system; bytes in UTF-8. */
const MAX_LABEL = 150;

/**
 * Returns the path of the sign-in file of the session called `label`.
 *
 * @throws UserError (64, usage) if the name is too long for a file.
 */
export function signInPath(paths: Pick<Paths, "state">, label: string): string {
  return joinPath(folderOf(paths), `${encodeLabel(label)}.json`);
}

/**
 * Returns `label` in characters that every file name may have.
 *
 * @throws UserError (64, usage) if it is too long.
 */
export function encodeLabel(label: string): string {
  const bytes = new TextEncoder().encode(label);
  if (bytes.length <= MAX_LABEL) {
    return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
  }
  throw new UserError({
    exit: "usage",
    code: "long-name",
    cannot: `use ${label.slice(0, 40)}...`,
    because: `the name of a session has at most ${MAX_LABEL} bytes`,
  });
}

/**
 * Reads the sign-in file of the session called `label`; null if nobody is signed in, or the file is damaged: it is a
 * cache, and the next sign-in writes it again.
 *
 * @throws UserError (78) as `readTrusted` does.
 */
export function readSignIn(paths: Pick<Paths, "state">, label: string): SignInFile | null {
  return readFile(signInPath(paths, label));
}

/** Returns the sign-ins of all sessions, by name. Throws as {@linkcode readSignIn}. */
export function readSignIns(paths: Pick<Paths, "state">): ReadonlyMap<string, SignInFile> {
  const found = new Map<string, SignInFile>();
  for (const { name } of listFolder(folderOf(paths))) {
    const file = name.endsWith(".json") ? readFile(joinPath(folderOf(paths), name)) : null;
    if (file !== null) found.set(sessionLabel(file.session), file);
  }
  return new Map([...found].sort(([a], [b]) => a < b ? -1 : 1));
}

/** Reports whether `record` is a sign-in to `session` as it is configured now. */
export function isSignInTo(record: SignInRecord, session: SsoSession): boolean {
  const place = ({ name, startUrl, region, scopes }: SsoSession) =>
    JSON.stringify([name, startUrl, region, scopes]);
  return place(record.session) === place(session);
}

/** Whether a person is signed in to a session, as far as this machine knows. */
export type SignInState = "signed in" | "ended" | "signed out";

/** Returns the state of `session`; `record` is its sign-in, or null. */
export function stateOf(
  session: SsoSession,
  record: SignInRecord | null,
  now: number,
): SignInState {
  if (record === null || !isSignInTo(record, session)) return "signed out";
  return Math.max(record.expiresAt, record.renewsUntil ?? 0) > now ? "signed in" : "ended";
}

/** Returns the text of a sign-in file. */
export function formatSignIn(file: SignInFile): string {
  const { session: { name, startUrl, region, scopes, kept }, ...rest } = file;
  const session = { name, startUrl, region, scopes, kept };
  return JSON.stringify({ version: VERSION, session, ...rest }, null, 2) + "\n";
}

/** Removes the sign-in of the session called `label`. */
export function removeSignIn(paths: Pick<Paths, "state">, label: string): void {
  try {
    Deno.removeSync(signInPath(paths, label));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function folderOf({ state }: Pick<Paths, "state">): string {
  return joinPath(state, "sso");
}

function readFile(path: string): SignInFile | null {
  const bytes = readTrusted(path, MAX_BYTES);
  if (bytes === null) return null;
  try {
    const value = parseStrictJson(decodeUtf8(bytes)) as SignInFile & { readonly version: unknown };
    return isSignIn(value) ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function isSignIn(value: unknown): boolean {
  if (!isObject(value) || value.version !== VERSION || !isObject(value.session)) return false;
  const { session, vault, signedInAt, expiresAt, renewsUntil, sealed } = value;
  const { name, startUrl, region, scopes, kept } = session;
  return [startUrl, region, vault, sealed].every((each) => typeof each === "string") &&
    (name === null || typeof name === "string") && typeof kept === "boolean" &&
    Array.isArray(scopes) && scopes.every((each) => typeof each === "string") &&
    [signedInAt, expiresAt, renewsUntil ?? 0].every((each) => typeof each === "number");
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
