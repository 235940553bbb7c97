/**
 * Names every export of `src/` that no other file uses, tests and tasks included.
 * `deno run -A tasks/dead_exports.ts`
 */
import { importsOf } from "./imports.ts";
import { readSources } from "./source_files.ts";

const EXPORT =
  /^export (?:abstract |async )*(?:function\*?|class|const|let|interface|type|enum) (?<name>\w+)/gm;

/**
 * Returns `path: name` for each export of `src/` that no file mentions that imports it. `sources` has the text of each
 * file by its path.
 */
export function deadExports(sources: ReadonlyMap<string, string>): string[] {
  const importers = new Map<string, Set<string>>();
  for (const [path, text] of sources) {
    for (const { target } of importsOf(path, text)) {
      importers.set(target, (importers.get(target) ?? new Set()).add(text));
    }
  }
  return [...sources].filter(([path]) => path.startsWith("src/")).flatMap(([path, text]) =>
    [...text.matchAll(EXPORT)].map(({ groups }) => groups!.name!)
      .filter((name) => {
        const word = new RegExp(`\\b${name}\\b`);
        return ![...importers.get(path) ?? []].some((importer) => word.test(importer));
      })
      .map((name) => `${path}: ${name}`)
  );
}

if (import.meta.main) {
  const dead = deadExports(await readSources("src", "tests", "tasks"));
  for (const each of dead) console.error(`${each} is exported, and no other file uses it`);
  Deno.exit(dead.length === 0 ? 0 : 1);
}
