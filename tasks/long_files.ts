/** Fails on source files of more lines than {@linkcode WALL}: whoever reads one wants to hold it whole. */
const WALL = 300;
const root = new URL("..", import.meta.url);
const long: string[] = [];
for (const folder of ["src/", "tasks/", "tests/", "shells/"]) await look(new URL(folder, root));
for (const line of long) console.error(line);
Deno.exit(long.length === 0 ? 0 : 1);

async function look(folder: URL): Promise<void> {
  for await (const entry of Deno.readDir(folder)) {
    const url = new URL(entry.name, folder);
    if (entry.isDirectory) await look(new URL(`${url}/`));
    else if (/\.(ts|py|sh|bash|zsh|fish|nu|ps1)$/.test(entry.name)) {
      const lines = (await Deno.readTextFile(url)).split("\n").length - 1;
      if (lines > WALL) long.push(`${url.pathname}: ${lines} lines, and ${WALL} are the most`);
    }
  }
}
