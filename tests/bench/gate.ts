/**
 * Fails if opaws got slower. It compares how long the processor works for a command, and how long it takes, with the same
 * of an empty Deno program, of a plain `opaws run`, or of a zsh without the hook, all within one run and by the best of
 * many. A command over its limit is measured twice more, because what else runs on a machine makes a run slower and never
 * faster.
 * `deno task gate [ROUNDS]`
 */
import { type Limit, setUpLimits } from "./limits.ts";
import { measure } from "./measure.ts";
import { peakMemory } from "./memory.ts";
import { ranInOwnSession } from "./own_session.ts";
import { markdownTable } from "./table.ts";

const ROUNDS = Number(Deno.args[0] ?? 11);
const TRIES = 3;

if (!await ranInOwnSession()) await checkLimits();

/** Measures everything that has a limit, and sets the exit status. */
async function checkLimits(): Promise<void> {
  const base = await Deno.makeTempDir({ prefix: "opaws-bench-" });
  try {
    await using gate = await setUpLimits(base);
    const best = new Map<string, Best>();
    let slow = gate.limits;
    for (let tries = 0; tries < TRIES && slow.length > 0; tries++) {
      const bases = new Set(slow.map(({ to }) => to));
      const measured = gate.limits.filter((each) => slow.includes(each) || bases.has(each.name));
      for (const { name, minimum, processor } of await measure(measured, ROUNDS)) {
        const before = best.get(name) ?? { time: Infinity, processor: Infinity };
        best.set(name, {
          time: Math.min(minimum, before.time),
          processor: Math.min(processor, before.processor),
        });
      }
      console.log(`${report(measured, best)}\n`);
      slow = gate.limits.filter((each) => {
        const { time, processor } = ratios(each, best);
        return processor > each.limit || time > 3 * each.limit;
      });
    }
    for (const { name, to, limit } of slow) {
      fail(`${name} takes more than ${limit} times as much as ${to}, measured ${TRIES} times`);
    }
    const { command, limit } = gate.memory;
    const peak = (await peakMemory([command])).get(command.name);
    if (peak !== undefined) console.log(`Peak memory of ${command.name}: ${peak.toFixed(1)} MiB.`);
    if (peak !== undefined && peak > limit) fail(`${command.name} takes more than ${limit} MiB`);
  } finally {
    await Deno.remove(base, { recursive: true });
  }
}

/** The best of all runs of a command; milliseconds. */
interface Best {
  readonly time: number;
  readonly processor: number;
}

function ratios({ name, to }: Limit, best: ReadonlyMap<string, Best>): Best {
  if (to === "") return { time: 1, processor: 1 };
  const [own, other] = [best.get(name)!, best.get(to)!];
  return { time: own.time / other.time, processor: own.processor / other.processor };
}

function report(limits: readonly Limit[], best: ReadonlyMap<string, Best>): string {
  return markdownTable(
    ["command", "fastest", "ratio", "processor", "ratio", "limit", "compared with"],
    limits.map((each) => {
      const { time, processor } = best.get(each.name)!;
      const found = ratios(each, best);
      return [
        each.name,
        `${time.toFixed(1)} ms`,
        found.time.toFixed(2),
        `${processor.toFixed(1)} ms`,
        found.processor.toFixed(2),
        each.to === "" ? "" : String(each.limit),
        each.to,
      ];
    }),
  );
}

function fail(message: string): void {
  console.error(`opaws: ${message}`);
  Deno.exitCode = 1;
}
