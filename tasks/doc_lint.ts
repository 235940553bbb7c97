import { sourceFiles } from "./source_files.ts";

/**
 * Runs `deno doc --lint` over all sources and fails on what it finds in ours; the libraries' own docstrings, which come
 * in with their types, are not ours to mend.
 */
const root = new URL("..", import.meta.url);
const files = ["main.ts", ...await sourceFiles("src")].map((path) => new URL(path, root).pathname);
const { stderr, stdout } = await new Deno.Command(Deno.execPath(), {
  cwd: root,
  args: ["doc", "--lint", ...files],
  env: { NO_COLOR: "1" },
}).output();
const told = new TextDecoder().decode(stderr) + new TextDecoder().decode(stdout);
const reports = told.split(/^(?=error\[)/m).filter((report) => report.startsWith("error["));
const ours = reports.filter((report) => report.includes(`--> ${root.pathname}`));
for (const report of ours) console.error(report.trimEnd() + "\n");
if (!/Checked|error\[/.test(told)) throw new Error(told);
Deno.exit(ours.length === 0 ? 0 : 1);
