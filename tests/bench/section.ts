import { type BenchHome, unlock } from "./homes.ts";
import { measure, type Measured, type Timing } from "./measure.ts";
import { peakMemory } from "./memory.ts";

/** Commands that are timed in turn. Times of different sections are from different minutes. */
export interface Section {
  /** Its title in the documentation. */
  readonly title: string;
  /** What its first row is: all ratios are to it. */
  readonly commands: readonly [Measured, ...Measured[]];
  /** The part of the rounds that it takes; 1 by default. */
  readonly share?: number;
  /** Homes to unlock again before, because vaults lock after ten minutes without use. */
  readonly unlocked?: readonly BenchHome[];
  /** Whether to measure the peak memory too. */
  readonly memory?: boolean;
}

/** A section with its times. */
export interface MeasuredSection {
  readonly title: string;
  readonly timings: readonly Timing[];
  /** The peak memory, MiB, by the name of the command; empty if it was not measured. */
  readonly peaks: ReadonlyMap<string, number>;
}

/** Measures `section` in `rounds` rounds, or in its share of them. Throws if a command fails. */
export async function measureSection(section: Section, rounds: number): Promise<MeasuredSection> {
  for (const home of section.unlocked ?? []) await unlock(home);
  const share = Math.max(3, Math.round(rounds * (section.share ?? 1)));
  const timings = await measure(section.commands, share);
  const peaks = section.memory ? await peakMemory(section.commands) : new Map();
  return { title: section.title, timings, peaks };
}

/** Returns the ratio of the processor's work for the command called `name` to that for the first of its section. */
export function ratioOf({ timings }: MeasuredSection, name: string): number {
  const found = timings.find((each) => each.name === name);
  if (found === undefined) throw new TypeError(`${name} was not measured`);
  return found.processor / timings[0]!.processor;
}
