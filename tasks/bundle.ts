/**
 * Makes `dist/opaws.js`, the hot half, and `dist/cold.js`, the cold half, each bundled by itself and minified: one file
 * for both would pull Node's modules into every start, and code splitting slows the entry.
 * `deno task bundle`
 */
import { compileEagerly } from "./eager.ts";

const root = new URL("..", import.meta.url);
const dist = new URL("dist/", root);

await Deno.mkdir(dist, { recursive: true });
await bundle("main.ts", "opaws.js", ["#cold"]);
await bundle("src/cli/cold.ts", "cold.js", ["@napi-rs/keyring"]);
await pointAtCold();

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

async function pointAtCold(): Promise<void> {
  const hot = new URL("opaws.js", dist);
  const text = await Deno.readTextFile(hot);
  if (!text.includes(`import("#cold")`)) throw new Error("the hot half does not lead to #cold");
  if (/from\s*"(node|npm):/.test(text)) throw new Error("the hot half imports node: or npm:");
  // One character beyond ASCII would make V8 copy the whole source into a wider form at every start.
  const ascii = text.replace(
    /[^\0-\x7f]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  // Computed, so that Deno does not read the cold half at every start only to see what it imports.
  const cold = `import(new URL("cold.js",import.meta.url).href)`;
  const eager = compileEagerly(ascii);
  await Deno.writeTextFile(hot, eager.replaceAll(`import("#cold")`, cold));
}
