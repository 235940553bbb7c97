const root = new URL("..", import.meta.url);

/** The paths, from the root of the checkout, of all files below `folder` whose names end as `ends` says; sorted. */
export async function sourceFiles(folder: string, ends = /\.ts$/): Promise<string[]> {
  const found: string[] = [];
  for await (const entry of Deno.readDir(new URL(`${folder}/`, root))) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) found.push(...await sourceFiles(path, ends));
    else if (ends.test(path)) found.push(path);
  }
  return found.sort();
}
