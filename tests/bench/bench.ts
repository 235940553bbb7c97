/**
 * Times opaws, an empty Deno program, plain `env`, aws-vault, Granted, the AWS CLI and zsh as whole processes in one run,
 * on the bundle in `dist/` and in temporary homes. With `--docs` it also writes the tables into docs/benchmarks.md and
 * draws its pictures.
 * `deno task bench [ROUNDS] [--docs]`
 */
import { measure } from "./measure.ts";
import { ranInOwnSession } from "./own_session.ts";
import { pictures, type Results, summary, tables } from "./report.ts";
import { measureSection } from "./section.ts";
import { setUp } from "./sections.ts";

const ROUNDS = Number(Deno.args.find((arg) => /^\d+$/.test(arg)) ?? 31);
const DOCS = new URL("../../docs/", import.meta.url);
const MEASURED = /(<!-- measured -->\n)[^]*?(<!-- end of what was measured -->)/;

if (!await ranInOwnSession()) await measureAll();

/** Measures everything, prints it, and writes the documentation if that was asked for. */
async function measureAll(): Promise<void> {
  const base = await Deno.makeTempDir({ prefix: "opaws-bench-" });
  try {
    await using bench = await setUp(base);
    const named = [
      bench.peers,
      bench.keys,
      bench.cold,
      bench.others,
      ...bench.cli ? [bench.cli] : [],
    ];
    const sections = [];
    for (const section of named) sections.push(await measureSection(section, ROUNDS));
    const growth = [];
    for (const section of bench.growth) growth.push(await measureSection(section, ROUNDS));
    const shell = bench.shell && await measure(bench.shell, ROUNDS * 3);
    const results: Results = { sections, peers: sections[0]!, growth, shell };
    console.log(`Medians of ${ROUNDS} rounds. ${bench.versions.join(", ")}.\n`);
    console.log(tables(results));
    console.log(summary(results));
    if (Deno.args.includes("--docs")) await writeDocs(results);
  } finally {
    await Deno.remove(base, { recursive: true });
  }
}

async function writeDocs(results: Results): Promise<void> {
  const page = new URL("benchmarks.md", DOCS);
  const text = await Deno.readTextFile(page);
  const changed = text.replace(MEASURED, (_, begin, end) => `${begin}\n${tables(results)}\n${end}`);
  await Deno.writeTextFile(page, changed);
  for (const [name, picture] of Object.entries(pictures(results))) {
    await Deno.writeTextFile(new URL(`pictures/${name}`, DOCS), picture);
  }
}
