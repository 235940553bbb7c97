/**
 * Fails if a command takes too long compared with an empty Deno program. It compares ratios within one run, with slack for
 * a busy machine, and measures a command that is over its limit once more.
 * `deno task gate [ROUNDS]`
 */
import { makeHome, makeJob, opaws, START } from "./homes.ts";
import { measure, type Measured, type Timing } from "./measure.ts";
import { table } from "./table.ts";

const ROUNDS = Number(Deno.args[0] ?? 15);
const RUN = ["run", "--", "true"];

/** A command with its limit. */
interface Limit extends Measured {
  /** How many times as long as an empty Deno program it may take: more than was measured, with room for a busy machine. */
  readonly limit: number;
}

const base = await Deno.makeTempDir({ prefix: "opaws-bench-" });
try {
  const home = await makeHome(`${base}/home`, { items: 10, scope: "directory" });
  const thousand = await makeHome(`${base}/thousand`, { items: 1_000, scope: "directory" });
  const job = await makeJob(`${base}/job`, home);
  const file = `${base}/empty.js`;
  await Deno.writeTextFile(file, "");
  const empty: Limit = {
    name: "an empty Deno program",
    command: [...START, file],
    cwd: base,
    env: home.env,
    limit: 1,
  };
  const limits: readonly Limit[] = [
    empty,
    { ...opaws("opaws run -- true", home, RUN), limit: 2.2 },
    { ...opaws("opaws run -- true, 1,000 items", thousand, RUN), limit: 2.5 },
    { ...opaws("opaws run -- true in CI, a token", job, RUN), limit: 2.7 },
    { ...opaws("opaws hook zsh", home, ["hook", "zsh"]), limit: 2.2 },
    { ...opaws("opaws which aws", home, ["which", "aws"]), limit: 2.1 },
    { ...opaws("opaws --help", home, ["--help"]), limit: 1.7 },
    { ...opaws("opaws item list", home, ["item", "list"]), limit: 4.3 },
  ];
  const slow = await overLimit(limits);
  const stillSlow = slow.length === 0 ? [] : await overLimit([empty, ...slow]);
  if (stillSlow.length > 0) {
    for (const { name, limit } of stillSlow) {
      console.error(
        `opaws: ${name} takes more than ${limit} times as long as an empty program, measured twice`,
      );
    }
    Deno.exitCode = 1;
  }
} finally {
  await Deno.remove(base, { recursive: true });
}

/** Measures `limits`, prints the times and returns those over their limit. The first is the empty program. */
async function overLimit(limits: readonly Limit[]): Promise<Limit[]> {
  const timings = await measure(limits, ROUNDS);
  console.log(table(timings, new Map()));
  const ratio = ({ median }: Timing): number => median / timings[0]!.median;
  return limits.filter(({ limit }, at) => at > 0 && ratio(timings[at]!) > limit);
}
