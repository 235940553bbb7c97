/**
 * Makes `dist/opaws.js`, which answers `opaws run`, and beside it `dist/hook.js` and `dist/cold.js`, which it loads when
 * they are needed. Each is bundled by itself and minified: one file for all would pull Node's modules into every start,
 * and code splitting slows the entry.
 * `deno task bundle`
 */
import { compileEagerly } from "./eager.ts";

const root = new URL("..", import.meta.url);
const dist = new URL("dist/", root);
/** The parts that are loaded on demand, by the name under which the import map knows them. */
const PARTS = { "#cold": "cold.js", "#hook": "hook.js" } as const;

await Deno.mkdir(dist, { recursive: true });
await bundle("src/cli/cold.ts", "cold.js", ["#cold", "#hook"]);
for (
  const [from, to] of [["main.ts", "opaws.js"], ["src/cli/commands/hook.ts", "hook.js"]] as const
) {
  await bundle(from, to, Object.keys(PARTS));
  await makeHot(to);
}

async function bundle(from: string, to: string, external: readonly string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    cwd: root,
    args: [
      "bundle",
      "--quiet",
      "--minify",
      "--platform",
      "deno",
      ...external.flatMap((name) => ["--external", name]),
      "-o",
      new URL(to, dist).pathname,
      from,
    ],
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

/** What every start pays for: no library, no character beyond ASCII, functions compiled before they are called. */
async function makeHot(name: string): Promise<void> {
  const file = new URL(name, dist);
  const text = await Deno.readTextFile(file);
  if (/from\s*"(node|npm):/.test(text)) throw new Error(`${name} imports node: or npm:`);
  // One such character would make V8 copy the whole source into a wider form at every start.
  const ascii = text.replace(
    /[^\0-\x7f]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  // Computed, so that Deno does not read the other parts at every start only to see what they import.
  const parted = Object.entries(PARTS).reduce(
    (code, [part, path]) =>
      code.replaceAll(`import("${part}")`, `import(new URL("${path}",import.meta.url).href)`),
    compileEagerly(ascii),
  );
  if (parted.includes('import("#')) throw new Error(`${name} leads to a part that is not known`);
  await Deno.writeTextFile(file, parted);
}
