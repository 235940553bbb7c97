import { type Node, parse } from "acorn";
import { full } from "acorn-walk";
import { build, type Plugin, stop } from "esbuild";

/** What {@linkcode leanBundle} makes. */
export interface LeanBundle {
  /** The module to start from. */
  readonly from: string;
  /** The file to write. */
  readonly to: string;
  /** Imports that stay imports. */
  readonly external: readonly string[];
}

/**
 * Bundles a part whose libraries have a build for browsers, with that build: it needs none of Node's modules, each of which
 * costs a start milliseconds, and reads neither files nor variables of its own. Deno's bundler does not find such builds
 * where a package names them without their extension.
 */
export async function leanBundle({ from, to, external }: LeanBundle): Promise<void> {
  const packages = await linkPackages();
  try {
    await build({
      entryPoints: [from],
      outfile: to,
      bundle: true,
      minify: true,
      format: "esm",
      platform: "browser",
      mainFields: ["browser", "module", "main"],
      nodePaths: [packages],
      external: [...external],
      plugins: [ownXmlParser],
      logLevel: "error",
    });
  } finally {
    await stop();
    await Deno.remove(packages, { recursive: true });
  }
  const text = await Deno.readTextFile(to);
  if (text.includes("DOMParser")) throw new Error(`${to} needs what Deno has not: DOMParser`);
  const left = importsOf(text).find((name) => !external.includes(name));
  if (left !== undefined) throw new Error(`${to} imports ${left}`);
}

/** What the module `code` imports, now or later. */
function importsOf(code: string): string[] {
  const names: string[] = [];
  full(parse(code, { ecmaVersion: "latest", sourceType: "module" }), (node) => {
    const { source } = node as Node & { source?: { value?: unknown } | null };
    if (typeof source?.value === "string") names.push(source.value);
  });
  return names;
}

/** For browsers the SDK reads XML with `DOMParser`, which Deno has not; its own parser needs nothing of Node's either. */
const ownXmlParser: Plugin = {
  name: "own-xml-parser",
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\.\/xml-parser$/ }, ({ resolveDir }) => ({
      path: `${resolveDir}/xml-parser.js`,
    })),
};

/** A folder of links to the packages of `deno.lock` in Deno's cache, as other bundlers look for them. Throws when one has two versions. */
async function linkPackages(): Promise<string> {
  const lock = JSON.parse(await Deno.readTextFile(new URL("../deno.lock", import.meta.url)));
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  const cache = `${JSON.parse(new TextDecoder().decode(stdout)).npmCache}`;
  const registry = [...Deno.readDirSync(cache)].find(({ isDirectory }) => isDirectory)!.name;
  const folder = await Deno.makeTempDir({ prefix: "opaws-bundle-" });
  for (const entry of Object.keys(lock.npm)) {
    const [, name, version] = /^(@?[^@]+)@([^_]+)/.exec(entry)!;
    await Deno.mkdir(`${folder}/${name}`.replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.symlink(`${cache}/${registry}/${name}/${version}`, `${folder}/${name}`);
  }
  return folder;
}
