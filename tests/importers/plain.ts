import type { Candidate } from "../../src/importers/candidate.ts";

/** A candidate with its secret laid open, for comparing. */
export type PlainCandidate = Omit<Candidate, "secretAccessKey"> & { readonly secret: string };

/** `candidates` with their secrets laid open. */
export function plain(candidates: readonly Candidate[]): PlainCandidate[] {
  return candidates.map(({ secretAccessKey, ...rest }) => ({
    ...rest,
    secret: secretAccessKey.reveal(),
  }));
}

/** The pairs of `candidates` with where they lie. */
export function pairs(
  candidates: readonly Candidate[],
): [source: string, id: string, secret: string][] {
  return candidates.map((each) => [each.source, each.accessKeyId, each.secretAccessKey.reveal()]);
}
