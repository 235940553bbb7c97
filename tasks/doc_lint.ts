/**
 * Fails if something exported from our sources has no docstring, by `deno doc --lint`. Libraries' own docstrings, which
 * come in with their types, and types that a file keeps to itself are left out.
 * `deno run -A tasks/doc_lint.ts`
 */
import { sourceFiles } from "./source_files.ts";

const root = new URL("..", import.meta.url);
const files = ["main.ts", ...await sourceFiles("src")].map((path) => new URL(path, root).pathname);
const { stderr, stdout } = await new Deno.Command(Deno.execPath(), {
  cwd: root,
  args: ["doc", "--lint", ...files],
  env: { NO_COLOR: "1" },
}).output();
const output = new TextDecoder().decode(stderr) + new TextDecoder().decode(stdout);
if (!/Checked|error\[/.test(output)) throw new Error(output);
const ours = output.split(/^(?=error\[)/m).filter((report) =>
  report.startsWith("error[") && !isMember(report) &&
  !report.startsWith("error[private-type-ref]") &&
  report.includes(`--> ${root.pathname}`)
);
/** Reports whether `report` is about a member of a type. A good name needs no docstring, so members may have none. */
function isMember(report: string): boolean {
  return /^error\[missing-jsdoc\]/.test(report) && / \| +(static |readonly |get )/.test(report);
}

for (const report of ours) console.error(report.trimEnd() + "\n");
Deno.exit(ours.length === 0 ? 0 : 1);
