import type { Candidate } from "../../src/importers/candidate.ts";

/** A candidate with its secret revealed, for comparison. */
export type PlainCandidate = Omit<Candidate, "secretAccessKey"> & { readonly secret: string };

/** Returns `candidates` with their secrets revealed. */
export function plain(candidates: readonly Candidate[]): PlainCandidate[] {
  return candidates.map(({ secretAccessKey, ...rest }) => ({
    ...rest,
    secret: secretAccessKey.reveal(),
  }));
}

/** Returns the pairs of `candidates` and where they were found. */
export function pairs(
  candidates: readonly Candidate[],
): [source: string, id: string, secret: string][] {
  return candidates.map((each) => [each.source, each.accessKeyId, each.secretAccessKey.reveal()]);
}
