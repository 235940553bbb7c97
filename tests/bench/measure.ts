import { processorTime } from "./processor_time.ts";

/** A command to time, as a whole process. */
export interface Measured {
  /** Its name in the table. */
  readonly name: string;
  /** The program and its arguments. */
  readonly command: readonly [string, ...string[]];
  /** Its working directory. */
  readonly cwd: string;
  /** Its whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Its standard input; empty by default. */
  readonly input?: string;
  /** Runs before each run, and does not count. */
  readonly before?: () => Promise<void>;
}

/** How long the runs of one command took. */
export interface Timing {
  /** Its name in the table. */
  readonly name: string;
  /** Median; milliseconds. */
  readonly median: number;
  /** Minimum; milliseconds. */
  readonly minimum: number;
  /** How long the processor worked for the run with the least work; milliseconds. NaN on Windows. */
  readonly processor: number;
}

/**
 * Times `commands` in turn, in `rounds` rounds after two that do not count, so that a drift of the machine affects all
 * alike. Throws if a run does not end with status 0, because a failing command would look fast.
 */
export async function measure(commands: readonly Measured[], rounds: number): Promise<Timing[]> {
  const times = new Map<string, Run[]>(commands.map(({ name }) => [name, []]));
  for (let round = -2; round < rounds; round++) {
    for (const each of commands) {
      const took = await once(each);
      if (round >= 0) times.get(each.name)!.push(took);
    }
  }
  return [...times].map(([name, all]) => {
    const sorted = all.map(({ time }) => time).toSorted((a, b) => a - b);
    return {
      name,
      median: sorted[Math.floor(sorted.length / 2)]!,
      minimum: sorted[0]!,
      processor: Math.min(...all.map(({ processor }) => processor)),
    };
  });
}

/** What one run took; milliseconds. */
interface Run {
  readonly time: number;
  readonly processor: number;
}

async function once(
  { name, command: [program, ...args], cwd, env, input, before }: Measured,
): Promise<Run> {
  await before?.();
  const worked = processorTime();
  const begin = performance.now();
  const child = new Deno.Command(program, {
    args,
    cwd,
    env,
    clearEnv: true,
    stdin: input === undefined ? "null" : "piped",
    stdout: "null",
    stderr: "null",
  }).spawn();
  if (input !== undefined) {
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(input));
    await writer.close();
  }
  const { code } = await child.status;
  const time = performance.now() - begin;
  const processor = processorTime() - worked;
  if (code !== 0) throw new Error(`${name} ended with ${code}`);
  return { time, processor };
}
