import fc from "fast-check";
import { report } from "../report.ts";

/** How many cases each property is tested with. */
export const CASES = 10_000;

/**
 * Tests `property` with {@linkcode CASES} cases and prints the seed, which `OPAWS_FUZZ_SEED` repeats. On a failure,
 * fast-check prints the smallest case it found.
 */
export async function fuzz(about: string, property: fc.IRawProperty<unknown>): Promise<void> {
  await fc.assert(property, seeded(about));
}

/** Returns {@linkcode CASES} values at once, for properties that are tested in batches, and prints the seed. */
export function batch<T>(about: string, values: fc.Arbitrary<T>): T[] {
  return fc.sample(values, seeded(about));
}

function seeded(about: string): { readonly seed: number; readonly numRuns: number } {
  const requested = Deno.env.get("OPAWS_FUZZ_SEED");
  const seed = requested === undefined
    ? crypto.getRandomValues(new Int32Array(1))[0]! & 0x7fffffff
    : Number(requested);
  report(`fuzz: ${about}: ${CASES} cases, OPAWS_FUZZ_SEED=${seed}`);
  return { seed, numRuns: CASES };
}

/** Returns `text` after one to four changes: a part is cut, inserted, doubled or replaced by one of `pieces`. */
export function mangled(
  text: fc.Arbitrary<string>,
  pieces: readonly string[],
): fc.Arbitrary<string> {
  const change = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat({ max: 12 }),
    piece: fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: "binary", maxLength: 3 })),
    kind: fc.constantFrom("out", "in", "double", "instead"),
  });
  return fc.tuple(text, fc.array(change, { minLength: 1, maxLength: 4 })).map(([whole, changes]) =>
    changes.reduce((current, { at, length, piece, kind }) => {
      const from = Math.floor(at * current.length);
      const cut = current.slice(from, from + length);
      const middle = { out: "", in: piece + cut, double: cut + cut, instead: piece }[kind]!;
      return current.slice(0, from) + middle + current.slice(from + length);
    }, whole)
  );
}
