import { hashOf, type SignedHeader } from "../crypto/generation_signature.ts";
import { readSigned } from "../crypto/signed_header_text.ts";
import { damaged } from "../format/parse.ts";
import { MAX_NEW_HEADERS } from "../history/accept_history.ts";
import type { Headers } from "../history/header_graph.ts";
import { MAX_HISTORY_BYTES } from "../remotes/remote.ts";

/** Reads one signed header from a remote; null if it has none with that hash. */
type ReadHeader = (hash: string) => Promise<Uint8Array<ArrayBuffer> | null>;

/** Headers that were read from a remote. */
interface FetchedHistory {
  /** New headers, not verified except for their hashes. */
  readonly fetched: Map<string, SignedHeader>;
  /** The headers that were known before, and their ancestors as far as they were needed. Their hashes prove them. */
  readonly known: Map<string, SignedHeader>;
}

/** The number of requests at a time. */
const PARALLEL = 8;

/**
 * Reads the headers between `heads` and those that are `known`. A member who was away for long can continue a generation
 * that is older than all `known` ones. Then the ancestors of these are read too, until the histories meet.
 *
 * @throws UserError (65) if a header is damaged or is not the one that was asked for; and as the remote does.
 */
export async function fetchHistory(
  readAny: ReadHeader,
  heads: readonly string[],
  known: Headers,
): Promise<FetchedHistory> {
  const read = limited(readAny, MAX_HISTORY_BYTES);
  const fetched = new Map<string, SignedHeader>();
  const oldest = Math.min(...[...known.values()].map((each) => each.header.generation));
  const meet = await walk(read, heads, fetched, (hash) => known.has(hash), oldest);
  const all = new Map(known);
  if (meet) return { fetched, known: all };
  const roots = [...known.values()].flatMap((each) => each.header.parents);
  await walk(read, roots.filter((hash) => !known.has(hash)), all, () => false, 0);
  await walk(read, heads, fetched, (hash) => all.has(hash), 0);
  for (const hash of all.keys()) fetched.delete(hash);
  return { fetched, known: all };
}

/**
 * Reads the headers of `heads` and of what comes before them, up to those for which `isEnd` returns true, `maxBytes` at most.
 *
 * @throws UserError as {@linkcode fetchHistory} does.
 */
export async function fetchUpTo(
  read: ReadHeader,
  heads: readonly string[],
  isEnd: (signed: SignedHeader) => boolean,
  maxBytes: number = MAX_HISTORY_BYTES,
): Promise<Map<string, SignedHeader>> {
  const fetched = new Map<string, SignedHeader>();
  await walk(limited(read, maxBytes), heads, fetched, () => false, 0, isEnd);
  return fetched;
}

/**
 * Adds the headers of `from` and of their ancestors to `found`, up to those for which `isKnown` returns true. Stops below
 * the generation `oldest`. Returns whether every path ended at a known header or at the first generation.
 */
async function walk(
  read: ReadHeader,
  from: readonly string[],
  found: Map<string, SignedHeader>,
  isKnown: (hash: string) => boolean,
  oldest: number,
  isEnd: (signed: SignedHeader) => boolean = () => false,
): Promise<boolean> {
  let isComplete = true;
  let open = from;
  const seen = new Set<string>();
  while (open.length > 0) {
    const next: string[] = [];
    for (let at = 0; at < open.length; at += PARALLEL) {
      const batch = open.slice(at, at + PARALLEL).filter((hash) => !isKnown(hash));
      const headers = await Promise.all(
        batch.map(async (hash) => found.get(hash) ?? await readHeader(read, hash)),
      );
      for (const [index, signed] of headers.entries()) {
        if (signed === null) {
          isComplete = false;
          continue;
        }
        found.set(batch[index]!, signed);
        if (found.size > MAX_NEW_HEADERS) throw tooMany();
        if (isEnd(signed)) continue;
        const { parents, generation } = signed.header;
        if (generation <= oldest && parents.some((hash) => !isKnown(hash))) isComplete = false;
        else next.push(...parents);
      }
    }
    open = [...new Set(next)].filter((hash) => !seen.has(hash));
    for (const hash of open) seen.add(hash);
  }
  return isComplete;
}

/** Returns `read` with a limit for all headers together: a store can show a history that is longer than the memory. */
function limited(read: ReadHeader, maxBytes: number): ReadHeader {
  let size = 0;
  return async (hash) => {
    const content = await read(hash);
    size += content?.length ?? 0;
    if (size <= maxBytes) return content;
    throw damaged("read the history of the remote", "its headers are too large");
  };
}

async function readHeader(read: ReadHeader, hash: string): Promise<SignedHeader | null> {
  const content = await read(hash);
  if (content === null) return null;
  let signed: SignedHeader;
  try {
    signed = readSigned(content);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw damaged(`read generation ${hash} of the remote`, error.message, { cause: error });
  }
  if (await hashOf(signed.header) === hash) return signed;
  throw damaged(`read generation ${hash} of the remote`, "its header has another hash");
}

function tooMany(): Error {
  return damaged(
    "read the history of the remote",
    `it has more than ${MAX_NEW_HEADERS} generations`,
  );
}
