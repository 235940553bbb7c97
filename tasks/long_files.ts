/**
 * Fails if a source file has more than 300 lines, more than a reader holds in mind at once.
 * `deno run -A tasks/long_files.ts`
 */
import { sourceFiles } from "./source_files.ts";

const MAX_LINES = 300;
const NAMES = /\.(ts|py|sh|bash|zsh|fish|nu|ps1)$/;

const folders = ["src", "tasks", "tests", "shells"].map((folder) => sourceFiles(folder, NAMES));
let long = 0;
for (const path of (await Promise.all(folders)).flat()) {
  const text = await Deno.readTextFile(new URL(`../${path}`, import.meta.url));
  const lines = text.split("\n").length - 1;
  if (lines <= MAX_LINES) continue;
  long += 1;
  console.error(`${path} has ${lines} lines; the limit is ${MAX_LINES}`);
}
Deno.exit(long === 0 ? 0 : 1);
