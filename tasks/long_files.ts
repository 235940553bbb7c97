import { sourceFiles } from "./source_files.ts";

/** Fails on source files of more lines than {@linkcode WALL}: whoever reads one wants to hold it whole. */
const WALL = 300;
const ENDS = /\.(ts|py|sh|bash|zsh|fish|nu|ps1)$/;
const folders = ["src", "tasks", "tests", "shells"].map((folder) => sourceFiles(folder, ENDS));
let long = 0;
for (const path of (await Promise.all(folders)).flat()) {
  const text = await Deno.readTextFile(new URL(`../${path}`, import.meta.url));
  const lines = text.split("\n").length - 1;
  if (lines <= WALL) continue;
  long += 1;
  console.error(`${path}: ${lines} lines, and ${WALL} are the most`);
}
Deno.exit(long === 0 ? 0 : 1);
