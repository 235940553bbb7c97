import { hashOf, type SignedHeader } from "../crypto/generation_signature.ts";
import { ancestorsOf, type Headers } from "../history/header_graph.ts";

/** Returns the headers of `hashes` and of the generations before them, about `limit` at most, the newest ones. */
export function newestHeaders(
  hashes: Iterable<string>,
  headers: Headers,
  limit: number,
): SignedHeader[] {
  return [...ancestorsOf(hashes, headers)]
    .flatMap((hash) => headers.get(hash) ?? [])
    .sort((a, b) => b.header.generation - a.header.generation)
    .slice(0, limit);
}

/** Returns `headers` by their hashes. */
export async function byHash(headers: readonly SignedHeader[]): Promise<Map<string, SignedHeader>> {
  const hashes = await Promise.all(headers.map(({ header }) => hashOf(header)));
  return new Map(headers.map((signed, index) => [hashes[index]!, signed]));
}
