const root = new URL("..", import.meta.url);

/** Returns the paths of all files below `folder` whose names match `names`, from the root of the checkout, sorted. */
export async function sourceFiles(folder: string, names = /\.ts$/): Promise<string[]> {
  const found: string[] = [];
  for await (const entry of Deno.readDir(new URL(`${folder}/`, root))) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) found.push(...await sourceFiles(path, names));
    else if (names.test(path)) found.push(path);
  }
  return found.sort();
}

/** Returns the text of `main.ts` and of all TypeScript below `folders`, by path from the root of the checkout. */
export async function readSources(...folders: readonly string[]): Promise<Map<string, string>> {
  const paths = await Promise.all(folders.map((folder) => sourceFiles(folder)));
  const sources = new Map<string, string>();
  for (const path of ["main.ts", ...paths.flat()]) {
    sources.set(path, await Deno.readTextFile(new URL(path, root)));
  }
  return sources;
}
