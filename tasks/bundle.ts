/**
 * Makes `dist/opaws.js`, which answers `opaws run`, and beside it `front.js`, `hook.js`, `cold.js` and `network.js`,
 * which it loads when they are needed. Each is bundled by itself and minified: one file for all would pull Node's
 * modules into every start, and code splitting slows the entry. The keychain's library is native code of this system: it
 * is copied beside them, as the lock file has it, and `keychain.js` loads it from there.
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
  "#hook": "hook.js",
  "#keychain": "keychain.js",
  "#network": "network.js",
} as const;

await Deno.mkdir(dist, { recursive: true });
await bundle("src/cli/cold.ts", "cold.js", Object.keys(PARTS));
await rewrite("cold.js", parted);
await leanBundle({
  from: new URL("src/cli/network.ts", root).pathname,
  to: new URL("network.js", dist).pathname,
  // The prompts are within reach of what it imports, and not called from it.
  external: [...Object.keys(PARTS), "@clack/prompts", "node:*"],
});
await rewrite("network.js", (text) => parted(compileEagerly(text)));
await copyKeychain();
for (
  const [from, to] of [
    ["main.ts", "opaws.js"],
    ["src/cli/front.ts", "front.js"],
    ["src/cli/commands/hook.ts", "hook.js"],
  ] as const
) {
  await bundle(from, to, Object.keys(PARTS));
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

async function rewrite(name: string, change: (text: string) => string): Promise<void> {
  const file = new URL(name, dist);
  await Deno.writeTextFile(file, change(await Deno.readTextFile(file)));
}
