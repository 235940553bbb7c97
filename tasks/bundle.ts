/**
 * Makes `dist/opaws.js`, which answers `opaws run`, and beside it the parts that it loads when they are needed. Each is
 * bundled by itself and minified: one file for all would pull Node's modules into every start, and code splitting slows
 * the entry. The keychain's library is native code of this system: it is copied beside them, as the lock file has it, and
 * `keychain.js` loads it from there.
 * `deno task bundle`
 */
import { createRequire } from "node:module";
import { compileEagerly } from "./eager.ts";
import { leanBundle } from "./lean_bundle.ts";

const root = new URL("..", import.meta.url);
const dist = new URL("dist/", root);
/** The parts that are loaded on demand, by the name under which the import map knows them. */
const PARTS = {
  "#cold": "cold.js",
  "#front": "front.js",
  "#grammar": "grammar.js",
  "#hook": "hook.js",
  "#keychain": "keychain.js",
  "#network": "network.js",
  "#prompts": "prompts.js",
} as const;

await Deno.mkdir(dist, { recursive: true });
const external = Object.keys(PARTS);
for (
  const [from, to, change] of [
    ["src/parts/cold.ts", "cold.js", parted],
    ["src/parts/grammar.ts", "grammar.js", eager],
    ["src/parts/network.ts", "network.js", eager],
  ] as const
) {
  await leanBundle({ from: path(from), to: path(`dist/${to}`), external });
  await rewrite(to, change);
}
await bundle("src/parts/prompts.ts", "prompts.js", []); // it asks through Node's terminal
await copyKeychain();
for (
  const [from, to] of [
    ["main.ts", "opaws.js"],
    ["src/parts/front.ts", "front.js"],
    ["src/commands/hook.ts", "hook.js"],
  ] as const
) {
  await bundle(from, to, external);
  await rewrite(to, (text) => parted(hot(to, text)));
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
function hot(name: string, text: string): string {
  if (/from\s*"(node|npm):/.test(text)) throw new Error(`${name} imports node: or npm:`);
  // One such character would make V8 copy the whole source into a wider form at every start.
  const ascii = text.replace(
    /[^\0-\x7f]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return compileEagerly(ascii);
}

function eager(text: string): string {
  return parted(compileEagerly(text));
}

/** Leads to the parts by computed addresses, so that Deno does not read them at every start only to see what they import. */
function parted(text: string): string {
  const code = Object.entries(PARTS).reduce(
    (code, [part, path]) =>
      code.replaceAll(`import("${part}")`, `import(new URL("${path}",import.meta.url).href)`),
    text,
  );
  if (code.includes('import("#')) throw new Error("it leads to a part that is not known");
  return code;
}

/** The library that npm has for this system, its bytes checked against the lock file when they were fetched. */
async function copyKeychain(): Promise<void> {
  await import("#keychain");
  const native = Object.keys(createRequire(import.meta.url).cache)
    .filter((path) => path.endsWith(".node"));
  if (native.length !== 1) throw new Error(`no library for the keychain: ${native.join(", ")}`);
  await Deno.copyFile(native[0]!, new URL("keychain.node", dist));
  await Deno.writeTextFile(
    new URL("keychain.js", dist),
    `import { createRequire } from "node:module";
export const { AsyncEntry } = createRequire(import.meta.url)("./keychain.node");
`,
  );
}

function path(name: string): string {
  return new URL(name, root).pathname;
}

async function rewrite(name: string, change: (text: string) => string): Promise<void> {
  const file = new URL(name, dist);
  await Deno.writeTextFile(file, change(await Deno.readTextFile(file)));
}
