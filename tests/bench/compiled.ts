/**
 * Prints the size and the start-up time of the compiled program in a folder, as Markdown, next to those of an empty
 * program that Deno runs from source.
 * `deno run -A tests/bench/compiled.ts FOLDER`
 */
import { measure } from "./measure.ts";

const ROUNDS = 21;
const folder = await Deno.realPath(Deno.args[0] ?? "dist");
const program = `${folder}/opaws${Deno.build.os === "windows" ? ".exe" : ""}`;
const { size } = await Deno.stat(program);
const home = await Deno.makeTempDir({ prefix: "opaws-bench-" });
try {
  const empty = `${home}/empty.js`;
  await Deno.writeTextFile(empty, "");
  const env = { ...Deno.env.toObject(), HOME: home, USERPROFILE: home };
  const timings = await measure([
    {
      name: "an empty Deno program",
      command: [Deno.execPath(), "run", "-A", "-q", "--no-config", "--no-lock", empty],
      cwd: home,
      env,
    },
    { name: "opaws hook bash", command: [program, "hook", "bash"], cwd: home, env },
    { name: "opaws --version", command: [program, "--version"], cwd: home, env },
    { name: "opaws --help", command: [program, "--help"], cwd: home, env },
  ], ROUNDS);
  console.log(`| ${Deno.build.target} | |\n| --- | --- |`);
  console.log(`| size of the program | ${(size / 2 ** 20).toFixed(1)} MiB |`);
  for (const { name, median } of timings) {
    const ratio = (median / timings[0]!.median).toFixed(2);
    console.log(`| \`${name}\` | ${median.toFixed(1)} ms, ${ratio} times an empty program |`);
  }
} finally {
  await Deno.remove(home, { recursive: true });
}
