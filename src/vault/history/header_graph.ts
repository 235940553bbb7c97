import { UserError } from "../../errors.ts";
import type { SignedHeader } from "../crypto/generation_signature.ts";
import type { GenerationHeader } from "../format/generation_header.ts";

/** Signed headers of generations by their hashes. */
export type Headers = ReadonlyMap<string, SignedHeader>;

/** How the newest generations of a remote relate to those that this machine has seen. */
type HeadsRelation =
  /** They are the same. */
  | "same"
  /** They continue all that was seen. */
  | "newer"
  /** Each of them comes before what was seen: the remote was rolled back. */
  | "older"
  /** Something that was seen is missing from them: there are two histories. */
  | "fork";

/** Returns `hashes` and all their ancestors that `headers` leads to. A hash without a header ends its path. */
export function ancestorsOf(hashes: Iterable<string>, headers: Headers): Set<string> {
  const found = new Set<string>();
  const open = [...hashes];
  for (let hash = open.pop(); hash !== undefined; hash = open.pop()) {
    if (found.has(hash)) continue;
    found.add(hash);
    for (const parent of headers.get(hash)?.header.parents ?? []) open.push(parent);
  }
  return found;
}

/** Returns how `heads`, those of a remote, relate to `seen`, those that it had before. */
export function relateHeads(
  heads: readonly string[],
  seen: readonly string[],
  headers: Headers,
): HeadsRelation {
  const offered = ancestorsOf(heads, headers);
  const known = ancestorsOf(seen, headers);
  const isNewer = seen.every((hash) => offered.has(hash));
  const isOlder = heads.every((hash) => known.has(hash));
  if (isNewer) return isOlder ? "same" : "newer";
  return isOlder ? "older" : "fork";
}

/**
 * Returns the generations that lead to `head` and not to `other`, each after its parents. The generation number grows from
 * parent to child, so it gives the order.
 *
 * @throws UserError (65, `unknown-generation`) if one of them has no header.
 */
export function onlyBefore(head: string, other: string, headers: Headers): string[] {
  const shared = ancestorsOf([other], headers);
  const own = [...ancestorsOf([head], headers)].filter((hash) => !shared.has(hash));
  const numbered = own.map((hash) => [headerOf(hash, headers).generation, hash] as const);
  numbered.sort(([a, x], [b, y]) => a - b || (x < y ? -1 : 1));
  return numbered.map(([, hash]) => hash);
}

/** Returns the header with this hash. Throws UserError (65, `unknown-generation`) if there is none. */
export function headerOf(hash: string, headers: Headers): GenerationHeader {
  const signed = headers.get(hash);
  if (signed !== undefined) return signed.header;
  throw new UserError({
    exit: "damaged",
    code: "unknown-generation",
    cannot: `follow the vault's history`,
    because: `the header of generation ${hash} is missing`,
  });
}
