/** A command to time, as a whole process. */
export interface Measured {
  /** What it shows. */
  readonly name: string;
  /** The program and its arguments. */
  readonly command: readonly [string, ...string[]];
  /** Its working directory. */
  readonly cwd: string;
  /** Its whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** What is piped in; nothing when left out. */
  readonly input?: string;
}

/** The middle, in milliseconds, of the times that the runs of one command took. */
export interface Timing {
  /** What it shows. */
  readonly name: string;
  /** Median; milliseconds. */
  readonly median: number;
  /** The least; milliseconds. */
  readonly least: number;
}

/**
 * Times `commands` in turn, `rounds` times after two rounds that do not count, so that a drift of the machine touches
 * all alike. Throws when a run does not end with status 0: a failing command would look fast.
 */
export async function measure(commands: readonly Measured[], rounds: number): Promise<Timing[]> {
  const times = new Map<string, number[]>(commands.map(({ name }) => [name, []]));
  for (let round = -2; round < rounds; round++) {
    for (const each of commands) {
      const took = await once(each);
      if (round >= 0) times.get(each.name)!.push(took);
    }
  }
  return [...times].map(([name, all]) => {
    const sorted = all.toSorted((a, b) => a - b);
    return { name, median: sorted[Math.floor(sorted.length / 2)]!, least: sorted[0]! };
  });
}

async function once(
  { name, command: [program, ...args], cwd, env, input }: Measured,
): Promise<number> {
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
  const took = performance.now() - begin;
  if (code !== 0) throw new Error(`${name} ended with ${code}`);
  return took;
}
