import type { Host } from "../../../src/host.ts";

/** A host whose time and randomness come from a seed, so that a run can be repeated. */
export interface SeededHost extends Pick<Host, "random" | "now"> {
  /** Returns an integer from 0 to `below` - 1. */
  int(below: number): number;
  /** Returns one of `all`. */
  pick<T>(all: readonly T[]): T;
  /** Lets time pass; milliseconds. */
  pass(milliseconds: number): void;
}

/** Returns a host for `seed`, by mulberry32. */
export function seededHost(seed: number): SeededHost {
  let state = seed >>> 0;
  let time = Date.parse("2026-03-01T08:00:00Z");
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  return {
    now: () => time,
    random: (length) => Uint8Array.from({ length }, () => next() & 0xff),
    int: (below) => next() % below,
    pick: (all) => all[next() % all.length]!,
    pass(milliseconds) {
      time += milliseconds;
    },
  };
}
