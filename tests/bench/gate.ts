/**
 * Holds in CI what the bench promises: `deno task gate [ROUNDS]`. It compares ratios within one run, never times, and
 * with slack for a machine that others use too; a limit that is passed is measured once more before it counts.
 */
import { makeHome, makeJob, opaws, START } from "./homes.ts";
import { measure, type Measured, type Timing } from "./measure.ts";
import { table } from "./table.ts";

const ROUNDS = Number(Deno.args[0] ?? 15);
const RUN = ["run", "--", "true"];

/** A command, and how many times as long as an empty Deno program it may take: about half as much again as was measured. */
interface Limit extends Measured {
  readonly most: number;
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
    most: 1,
  };
  const limits: readonly Limit[] = [
    empty,
    { ...opaws("opaws run -- true", home, RUN), most: 2.3 },
    { ...opaws("opaws run -- true, 1,000 items", thousand, RUN), most: 2.6 },
    { ...opaws("opaws run -- true in CI, a token", job, RUN), most: 2.3 },
    { ...opaws("opaws hook zsh", home, ["hook", "zsh"]), most: 2.1 },
    { ...opaws("opaws which aws", home, ["which", "aws"]), most: 2.3 },
    { ...opaws("opaws --help", home, ["--help"]), most: 2 },
    { ...opaws("opaws item list", home, ["item", "list"]), most: 3.6 },
  ];
  const passed = await over(limits);
  const still = passed.length === 0 ? [] : await over([empty, ...passed]);
  if (still.length > 0) {
    for (const { name, most } of still) {
      console.error(
        `opaws: ${name} takes more than ${most} times an empty program, twice measured`,
      );
    }
    Deno.exitCode = 1;
  }
} finally {
  await Deno.remove(base, { recursive: true });
}

/** Which of `limits`, of which the first is the measure, are passed. Prints what was measured. */
async function over(limits: readonly Limit[]): Promise<Limit[]> {
  const timings = await measure(limits, ROUNDS);
  console.log(table(timings, new Map()));
  const ratio = ({ median }: Timing): number => median / timings[0]!.median;
  return limits.filter(({ most }, at) => at > 0 && ratio(timings[at]!) > most);
}
