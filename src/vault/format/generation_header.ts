import { associatedData } from "./associated_data.ts";
import { canonicalJson } from "./canonical_json.ts";
import { whyNotMemberName } from "./member_name.ts";
import { MEMBER_KEY_BYTES, type MemberPublicKeys } from "./member_key_text.ts";
import { bytes, instant, integer, list, members, record, text, uuid } from "./shape.ts";
import { MAX_SLOTS } from "./vault_file.ts";

/** What a member of a shared vault may do. */
export type MemberRole = "reader" | "writer";

/** A member of a shared vault, as a generation header lists it. */
export interface VaultMember extends MemberPublicKeys {
  /** What the other members call this one. */
  readonly name: string;
  /** A writer signs generations. A reader only opens them. */
  readonly role: MemberRole;
  /** When the member was added, RFC 3339 in UTC. */
  readonly added: string;
}

/** What the author of one generation of a shared vault signs. */
export interface GenerationHeader {
  /** The vault's id. */
  readonly vault: string;
  /** The generation of the file. It is above that of every parent. */
  readonly generation: number;
  /**
   * The hashes of the generations that this one continues, sorted: none in the first, one normally, two or more if it merges
   * siblings.
   */
  readonly parents: readonly string[];
  /** The id of the member who wrote it, a writer in `members`. */
  readonly author: string;
  /** When it was written, RFC 3339 in UTC. */
  readonly time: string;
  /** The members by id. */
  readonly members: Readonly<Record<string, VaultMember>>;
  /** The SHA-256 of the canonical JSON of the file's items, 32 bytes in base64url. */
  readonly items: string;
  /** The SHA-256 of the canonical JSON of the file's slots, 32 bytes in base64url. */
  readonly slots: string;
  /** The ids of the items that this generation puts or removes relative to its parents, sorted. */
  readonly changedItems: readonly string[];
  /** The ids of the slots, and so of the members, that it puts, changes or removes, sorted. */
  readonly changedSlots: readonly string[];
  /** Whether it has another vault key than its parents. Then all items and member slots are sealed again. */
  readonly rekeyed: boolean;
}

/** Bytes of a generation's hash and of the digests in its header: SHA-256. */
const HASH_BYTES = 32;
/** The largest number of parents. */
const MAX_PARENTS = 64;
const NAMES = [
  ...["vault", "generation", "parents", "author", "time", "members", "items", "slots"],
  ...["changedItems", "changedSlots", "rekeyed"],
];

/** Checks the header of a generation, at `where` in a file. Returns it. Throws `SyntaxError` if it has another shape. */
export function parseHeader(value: unknown, where = "shared"): GenerationHeader {
  const header = members(value, where, NAMES);
  uuid(header.vault, `${where}.vault`);
  integer(header.generation, `${where}.generation`, 1);
  ascending(header.parents, `${where}.parents`, (hash, at) => bytes(hash, at, HASH_BYTES));
  if ((header.parents as string[]).length > MAX_PARENTS) {
    throw new SyntaxError(`${where}.parents has more than ${MAX_PARENTS} entries`);
  }
  uuid(header.author, `${where}.author`);
  instant(header.time, `${where}.time`);
  parseMembers(header.members, `${where}.members`);
  const listed = header.members as GenerationHeader["members"];
  const author = header.author as string;
  if (!Object.hasOwn(listed, author) || listed[author]!.role !== "writer") {
    throw new SyntaxError(`${where}.author is not a writer in its list of members`);
  }
  bytes(header.items, `${where}.items`, HASH_BYTES);
  bytes(header.slots, `${where}.slots`, HASH_BYTES);
  ascending(header.changedItems, `${where}.changedItems`, uuid);
  ascending(header.changedSlots, `${where}.changedSlots`, uuid);
  if (typeof header.rekeyed !== "boolean") {
    throw new SyntaxError(`${where}.rekeyed is not a boolean`);
  }
  return header as unknown as GenerationHeader;
}

/** Returns the bytes of a header that are hashed and signed. */
export function headerBytes(header: GenerationHeader): Uint8Array<ArrayBuffer> {
  return associatedData("generation", canonicalJson(header));
}

function parseMembers(value: unknown, where: string): void {
  const entries = Object.entries(record(value, where));
  if (entries.length > MAX_SLOTS) {
    throw new SyntaxError(`${where} has ${entries.length} entries, and ${MAX_SLOTS} are allowed`);
  }
  for (const [id, entry] of entries) {
    const at = `${where}.${uuid(id, `a key of ${where}`)}`;
    const member = members(entry, at, ["name", "role", "agreement", "signing", "added"]);
    const because = whyNotMemberName(text(member.name, `${at}.name`));
    if (because !== null) throw new SyntaxError(`${at}.name is not a member's name: ${because}`);
    if (member.role !== "reader" && member.role !== "writer") {
      throw new SyntaxError(`${at}.role is not "reader" or "writer"`);
    }
    bytes(member.agreement, `${at}.agreement`, MEMBER_KEY_BYTES);
    bytes(member.signing, `${at}.signing`, MEMBER_KEY_BYTES);
    instant(member.added, `${at}.added`);
  }
}

/** Checks for an array of strings that `check` accepts, sorted by code units, without repetition. */
function ascending(
  value: unknown,
  where: string,
  check: (value: unknown, where: string) => unknown,
): void {
  const entries = list(value, where);
  for (const [index, entry] of entries.entries()) {
    check(entry, `${where}[${index}]`);
    if (index > 0 && (entries[index - 1] as string) >= (entry as string)) {
      throw new SyntaxError(`${where} is not sorted, or repeats an entry`);
    }
  }
}
