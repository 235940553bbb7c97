/** Returns a number from 0 up to, but not including, 1. */
export type Random = () => number;

/** Returns a generator of numbers that are always the same for one seed (mulberry32). */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Returns the seed of this run: `OPAWS_TEST_SEED`, else a random one. A failure must print it. */
export function testSeed(): number {
  const given = Deno.env.get("OPAWS_TEST_SEED");
  return given === undefined ? crypto.getRandomValues(new Uint32Array(1))[0]! : Number(given);
}

/** Returns a random member of `from`. */
export function oneOf<T>(random: Random, from: readonly T[]): T {
  return from[Math.floor(random() * from.length)]!;
}
