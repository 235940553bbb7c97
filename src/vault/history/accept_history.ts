import { UserError } from "../../errors.ts";
import { hashOf, type SignedHeader, verifyHeader } from "../crypto/generation_signature.ts";
import { memberId } from "../format/member_key_text.ts";
import { ancestorsOf, type Headers } from "./header_graph.ts";

/** The largest number of new generations that are accepted at once. */
export const MAX_NEW_HEADERS = 200_000;
/**
 * The largest step from a generation's number to the next. Local writes that replace each other make steps above 1. Without
 * a limit, one header could use up all numbers, and nobody could write the vault any more.
 */
const MAX_STEP = 2 ** 32;

/** Who vouches for a history that a joining member has not seen before. */
interface Invitation {
  /** The id of the member whose fingerprint the joining member compared. It is derived from the keys. */
  readonly inviter: string;
  /** The id of the joining member. */
  readonly joiner: string;
}

/** The input of {@linkcode acceptHistory}. */
interface Offer {
  /** The vault's id. */
  readonly vault: string;
  /** Generations that were verified before, on this machine. Empty for a joining member. */
  readonly known: Headers;
  /** The newest generations of the remote. */
  readonly heads: readonly string[];
  /** Generations from the remote, by the hashes under which it has them. Nothing in them is trusted. */
  readonly fetched: Headers;
  /** For a joining member. */
  readonly invitation?: Invitation;
}

/**
 * Verifies the generations that lead from the `known` ones to `heads`. Each must be signed by a member that all its parents
 * list as a writer. So a reader, a stranger, the store and a writer who was removed before cannot add any.
 *
 * A joining member knows no generation, and starts from those that the inviter signed and that list the joining member. The
 * inviter's client has verified what comes before these, so their ancestors are accepted by their hashes alone.
 *
 * @returns The new generations, each after its parents, without those that are known.
 * @throws UserError (65, `bad-history`) that names the generation and the reason.
 */
export async function acceptHistory(offer: Offer): Promise<Map<string, SignedHeader>> {
  const { known, invitation } = offer;
  const order = sortedOffer(offer);
  for (const [hash, { header }] of order) {
    if (await hashOf(header) !== hash) throw refused(hash, header.generation, "its hash is wrong");
    if (header.vault !== offer.vault) {
      throw refused(hash, header.generation, "it is of another vault");
    }
  }
  const trusted = new Map(known);
  const vouched = invitation === undefined ? new Set() : await vouchedFor(order, invitation);
  for (const [hash, signed] of order) {
    const because = vouched.has(hash) ? null : await whyNot(signed, trusted);
    if (because !== null) throw refused(hash, signed.header.generation, because);
    trusted.set(hash, signed);
  }
  return order;
}

/** Returns the new generations before `heads`, each after its parents. A store's graph may be deep: nothing recurses. */
function sortedOffer({ known, heads, fetched, invitation }: Offer): Map<string, SignedHeader> {
  const offered = [...ancestorsOf(heads, withoutThose(fetched, known))]
    .filter((hash) => !known.has(hash));
  if (offered.length > MAX_NEW_HEADERS) {
    throw badHistory(`it has more than ${MAX_NEW_HEADERS} new generations`);
  }
  const found: (readonly [string, SignedHeader])[] = [];
  for (const hash of offered) {
    const signed = fetched.get(hash);
    if (signed !== undefined) found.push([hash, signed]);
    // The inviter vouches for what comes before the invitation, so a joining member does not need all of it.
    else if (invitation === undefined || heads.includes(hash)) {
      throw badHistory(`generation ${hash} is missing`);
    }
  }
  // A child's number is above those of its parents, or it is refused later.
  found.sort(([a, x], [b, y]) => x.header.generation - y.header.generation || (a < b ? -1 : 1));
  return new Map(found);
}

/** Returns why a generation is not accepted after those that are `trusted`; null if it is. */
async function whyNot(
  { header, signature }: SignedHeader,
  trusted: Headers,
): Promise<string | null> {
  const { author, parents, generation } = header;
  if (parents.length === 0) return "it starts another history";
  let signing = "";
  for (const hash of parents) {
    const parent = trusted.get(hash)?.header;
    if (parent === undefined) return `generation ${hash}, which it continues, is missing`;
    if (generation <= parent.generation) return "its number is not above that of its parent";
    if (generation - parent.generation > MAX_STEP) {
      return "its number is too far above its parent's";
    }
    const writer = Object.hasOwn(parent.members, author) ? parent.members[author]! : null;
    if (writer?.role !== "writer") return `its author ${author} was not a writer before it`;
    signing = writer.signing;
  }
  // The id of every member is derived from its keys, so the author has the same key in all lists.
  if (!await verifyHeader(header, signature, signing)) return "its signature is wrong";
  const kept = leftBehind(header, trusted);
  return kept === null ? null : `it removes the member ${kept} and keeps the vault's key`;
}

/** Returns a member that a generation removes although its parents' key stays; null if there is none. */
function leftBehind(
  { members, parents, rekeyed }: SignedHeader["header"],
  trusted: Headers,
): string | null {
  if (rekeyed) return null;
  const lists = parents.map((hash) => trusted.get(hash)!.header.members);
  for (const list of lists) {
    for (const id of Object.keys(list)) {
      if (Object.hasOwn(members, id)) continue;
      // A merge takes the key of the side that removed the member.
      if (lists.every((each) => Object.hasOwn(each, id))) return id;
    }
  }
  return null;
}

/** Returns the generations that the inviter signed for the joining member, and all that come before them. */
async function vouchedFor(order: Headers, { inviter, joiner }: Invitation): Promise<Set<string>> {
  const anchors: string[] = [];
  for (const [hash, { header, signature }] of order) {
    const { author, members } = header;
    if (author !== inviter || !Object.hasOwn(members, joiner)) continue;
    const member = Object.hasOwn(members, inviter) ? members[inviter]! : null;
    if (member === null || await memberId(member) !== inviter) continue;
    if (await verifyHeader(header, signature, member.signing)) anchors.push(hash);
  }
  if (anchors.length > 0) return ancestorsOf(anchors, order);
  throw badHistory("no generation that lists you is signed by the member who invited you");
}

function withoutThose(headers: Headers, known: Headers): Headers {
  return new Map([...headers].filter(([hash]) => !known.has(hash)));
}

function refused(hash: string, generation: number, because: string): UserError {
  return badHistory(`generation ${generation} (${hash}) is refused: ${because}`);
}

function badHistory(because: string): UserError {
  return new UserError({
    exit: "damaged",
    code: "bad-history",
    cannot: "accept the history of the remote",
    because,
    try: "opaws vault history",
  });
}
