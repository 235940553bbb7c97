import { withLock } from "../../fs/lock.ts";
import { UserError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { baseKey } from "../crypto/base_key.ts";
import type { SignedHeader } from "../crypto/generation_signature.ts";
import type { MemberKeys } from "../crypto/member_keys.ts";
import { readSigned } from "../crypto/signed_header_text.ts";
import type { VaultKey } from "../crypto/vault_key.ts";
import type { VaultMember } from "../format/generation_header.ts";
import { memberFingerprint } from "../format/member_key_text.ts";
import { damaged, parseVault } from "../format/parse.ts";
import { acceptHistory } from "../history/accept_history.ts";
import type { Remote } from "../remotes/remote.ts";
import { vaultPath, type VaultPaths } from "../store/read.ts";
import { changeSharedState, NO_STATE, removeSharedState } from "../store/shared_state.ts";
import { writeVault } from "../store/write.ts";
import { checkJoinable } from "./check_joinable.ts";
import { chooseHead } from "./choose_head.ts";
import { fetchUpTo } from "./fetch_history.ts";
import { newestHeaders } from "./known_headers.ts";
import { removalOf } from "./member_events.ts";
import { KEPT_HEADERS } from "./publish.ts";
import { readGeneration } from "./read_generation.ts";
import { incompleteRemote, removedMember } from "./sync_errors.ts";

/** What a remote offers to somebody who joins. Nothing in it is verified. */
export interface VaultOffer {
  /** The id of the vault. */
  readonly vault: string;
  /** The hashes of the newest generations, the newest one first. */
  readonly heads: readonly string[];
  /** What the next request compares. */
  readonly tag: string | null;
  /** The members that the newest generation lists, by id. */
  readonly members: Readonly<Record<string, VaultMember>>;
  /** The file of the newest generation. */
  readonly file: Uint8Array<ArrayBuffer>;
  /** The name of the vault in it. */
  readonly name: string;
}

/** What joining works with. */
interface Joining {
  /** Randomness and time. */
  readonly host: Pick<Host, "random" | "now">;
  /** Where the files are. */
  readonly paths: VaultPaths;
  /** The store. */
  readonly remote: Remote;
  /** Which store it is; see `SyncContext`. */
  readonly address: string;
  /** The keys of the person who joins. */
  readonly keys: MemberKeys;
  /** The id of the member whose fingerprint the person has compared. */
  readonly inviter: string;
  /** The name that the vault gets on this machine. */
  readonly name: string;
  /** Returns the command that joins again after the copy called by a name is deleted. */
  readonly rejoin: (name: string) => string;
  /** Returns the command that joins under another name. */
  readonly joinAs: (name: string) => string;
}

/**
 * Reads what `remote` offers to the member `id`.
 *
 * @throws UserError (66) if it is empty, (77) if it does not list the member, (69) if a synced folder is not complete, and
 *   as the remote does.
 */
export async function readOffer(remote: Remote, url: string, id: string): Promise<VaultOffer> {
  const read = await remote.heads(null);
  const heads = [...read?.heads ?? []].sort((a, b) => b.generation - a.generation);
  const [newest] = heads;
  if (newest === undefined) throw empty(url);
  const content = await remote.header(newest.hash);
  const file = await remote.generation(newest.hash);
  if (content === null || file === null) throw incompleteRemote(url);
  const { header } = signedOf(content);
  if (!Object.hasOwn(header.members, id)) throw notListed(url);
  return {
    vault: header.vault,
    heads: heads.map(({ hash }) => hash),
    tag: read?.tag ?? null,
    members: header.members,
    file,
    name: parseVault(file, url).name,
  };
}

/** Returns the ids of `members` by the fingerprints of their keys, 12 words with spaces between them. */
export async function membersByFingerprint(
  members: VaultOffer["members"],
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const [id, member] of Object.entries(members)) {
    found.set((await memberFingerprint(member)).join(" "), id);
  }
  return found;
}

/**
 * Verifies the history of a vault from the generation on by which the inviter added this person, opens the newest one, and
 * stores the vault on this machine. Without the inviter's signature, the store could offer a vault whose key it knows.
 *
 * @returns The vault key, for the caller to cache and to wipe.
 * @throws UserError (65) if the inviter signed no generation that lists this person, or something is not genuine; (73,
 *   `exists`) if the name is taken, or this vault is on this machine under another name.
 */
export async function joinVault(
  { host, paths, remote, address, keys, inviter, name, rejoin, joinAs }: Joining,
  { vault, heads, tag, file }: VaultOffer,
): Promise<VaultKey> {
  const isInvitation = ({ header }: SignedHeader) =>
    header.author === inviter && Object.hasOwn(header.members, keys.id);
  // What counts of several heads depends on all that led to them.
  const isEnd = heads.length === 1 ? isInvitation : () => false;
  const fetched = await fetchUpTo((hash) => remote.header(hash), heads, isEnd);
  const invitation = { inviter, joiner: keys.id };
  const headers = await acceptHistory({ vault, known: new Map(), heads, fetched, invitation });
  const hash = chooseHead(name, heads, headers, keys.id);
  const removal = removalOf(keys.id, hash, headers);
  if (removal !== null) throw removedMember(name, removal.by, removal.time);
  const opener = { key: null, memberKeys: () => Promise.resolve(keys) };
  const content = hash === heads[0] ? file : await remote.generation(hash);
  if (content === null) throw incompleteRemote(name);
  const opened = await readGeneration(content, hash, headers.get(hash)!, name, opener);
  if (opened === null) throw notListed(address);
  const secret = baseKey(opened.key.bytes);
  const path = vaultPath(paths, name);
  await withLock(path, async () => {
    checkJoinable(paths, { vault, name, id: keys.id, rejoin, joinAs });
    removeSharedState(paths, vault); // that of a copy which was deleted
    await changeSharedState(host, paths, secret, vault, () => ({
      ...NO_STATE,
      remote: address,
      heads,
      headers: newestHeaders(heads, headers, KEPT_HEADERS),
      attempted: hash,
      tag: heads.length === 1 ? tag : null,
      synced: host.now(),
      newest: opened.signed.header.time,
    }));
    await writeVault(host, paths, secret, opened.file, null);
  });
  return opened.key;
}

function signedOf(content: Uint8Array<ArrayBuffer>): SignedHeader {
  try {
    return readSigned(content);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw damaged("read the newest generation of the remote", error.message, { cause: error });
  }
}

function empty(url: string): UserError {
  return new UserError({
    exit: "notFound",
    code: "no-vault",
    cannot: `join the vault at ${url}`,
    because: "the remote has no vault; a member publishes it with opaws sync",
    try: "opaws vault join --help",
  });
}

function notListed(url: string): UserError {
  return new UserError({
    exit: "denied",
    code: "not-a-member",
    cannot: `join the vault at ${url}`,
    because: "its members do not include you; send your member key to one who is a writer",
    try: "opaws member id",
  });
}
