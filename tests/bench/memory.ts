import { isFile } from "../ignore.ts";
import type { Measured } from "./measure.ts";

/** GNU time. A child process starts with the peak of its parent, and this parent is small. */
const TIME = "/usr/bin/time";
const RUNS = 3;

/**
 * Returns the peak memory of each of `commands` by name: the median of three runs, in MiB, including memory shared with
 * other processes (`getrusage(2)`, ru_maxrss). Empty if GNU time is not installed.
 */
export async function peakMemory(
  commands: readonly Measured[],
): Promise<ReadonlyMap<string, number>> {
  const peaks = new Map<string, number>();
  if (!isFile(TIME)) return peaks;
  for (const each of commands) {
    const runs: number[] = [];
    for (let run = 0; run < RUNS; run++) runs.push(await peakOnce(each));
    peaks.set(each.name, runs.toSorted((a, b) => a - b)[1]!);
  }
  return peaks;
}

async function peakOnce({ name, command, cwd, env, input = "" }: Measured): Promise<number> {
  const report = await Deno.makeTempFile({ prefix: "opaws-bench-" });
  try {
    const child = new Deno.Command(TIME, {
      args: ["-f", "%M", "-o", report, ...command],
      cwd,
      env,
      clearEnv: true,
      stdin: "piped",
      stdout: "null",
      stderr: "null",
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(input));
    await writer.close();
    const { code } = await child.status;
    const kibibytes = Number(await Deno.readTextFile(report));
    if (code !== 0 || !(kibibytes > 0)) throw new Error(`${name} ended with ${code}`);
    return kibibytes / 1024;
  } finally {
    await Deno.remove(report);
  }
}
