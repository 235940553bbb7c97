/**
 * Bundles `main.ts` into `dist/opaws.js` and the chunks that it imports when they are needed: `dist/chunks/` has our own
 * code, `dist/libraries/` has libraries. The keychain's library is native code: it is copied to `dist/keychain.node`.
 * `deno task bundle`
 */
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { type ChunkingContext, type OutputChunk, type Plugin, rolldown } from "rolldown";

const root = new URL("..", import.meta.url);
const dist = new URL("dist/", root);
const COMMAND_LINE = ["src/commands/command_line.ts"];
const RUN = ["src/commands/run.ts"];
const PLAIN_ITEM = ["src/credentials/plain/plain_item.ts", "src/credentials/record_choice.ts"];
const SHORTCUT = [
  "src/credentials/shortcut/follow_shortcut.ts",
  "src/credentials/record_choice.ts",
];
const RENEWAL = ["src/credentials/shortcut/renew_session.ts", "src/vault/crypto/base_key.ts"];
const PLAIN_LIST = ["src/commands/item/plain_list.ts"];
const AWS_CONFIG = ["src/aws/config/profiles.ts"];
const FULL_RUN = ["src/commands/run/full_run.ts"];
const WHICH = ["src/commands/which.ts", "src/cli/base_context.ts"];
const HOOK = ["src/commands/hook.ts", "src/commands/hook/hook_text.ts"];
const PLAIN_EXPORT = ["src/commands/export/plain_export.ts"];
const SESSIONS = ["src/credentials/sessions.ts"];
const AWS_CALL = ["src/aws/aws_call.ts", "src/aws/sts/session_response.ts"];
const REQUEST = ["src/credentials/request_session.ts"];
const SERVER = ["src/commands/run/with_server.ts"];
const PLAIN_WHICH = ["src/commands/which/plain_which.ts"];
/**
 * The chunks that a start loads, each with lists of sets of files. A module goes to the first chunk with a list of which
 * each set loads it. Left to itself the bundler makes 50 small chunks on the path of `opaws run`, which take a sixth of its
 * time.
 */
const FAST: Readonly<Record<string, readonly (readonly (readonly string[])[])[]>> = {
  start: [[RUN, COMMAND_LINE]],
  plain: [[RUN, PLAIN_WHICH], [RUN, PLAIN_EXPORT], [RUN, HOOK], [SHORTCUT, AWS_CONFIG]],
  run: [[RUN]],
  text: [
    ...[[COMMAND_LINE, PLAIN_WHICH], [COMMAND_LINE, PLAIN_EXPORT], [COMMAND_LINE, AWS_CONFIG]],
    ...[[PLAIN_WHICH, PLAIN_EXPORT], [PLAIN_WHICH, AWS_CONFIG]],
  ],
  sealed: [[SHORTCUT, PLAIN_ITEM]],
  shortcut: [[SHORTCUT]],
  plain_item: [[PLAIN_ITEM]],
  renewal: [[RENEWAL]],
  aws_call: [[AWS_CALL]],
  request: [[REQUEST]],
  output: [[PLAIN_LIST, PLAIN_WHICH]],
  plain_list: [[PLAIN_LIST]],
  plain_export: [[PLAIN_EXPORT]],
  plain_which: [[PLAIN_WHICH]],
  aws_config: [[AWS_CONFIG]],
  command_line: [[COMMAND_LINE]],
  files: [[FULL_RUN, HOOK], [WHICH, HOOK]],
  hook: [[HOOK]],
  plan: [[FULL_RUN, WHICH]],
  full_run: [[FULL_RUN]],
  which: [[WHICH]],
  sessions: [[SESSIONS]],
  server: [[SERVER]],
};
/** What asks on the terminal needs Node's modules. Each costs milliseconds, so nothing else may import one. */
const NEEDS_NODE = /[\\/](@clack[\\/]|prompt_terminal\.ts$)/;

/** The name of a module that the bundle makes; see {@linkcode smallSigner}. */
const SIGNER_SERDE = "opaws:signer-serde";

await Deno.remove(dist, { recursive: true }).catch(() => {});
await Deno.mkdir(dist);
const packages = await linkPackages();
try {
  const bundle = await rolldown({
    cwd: path("."),
    input: { opaws: "main.ts" },
    external: [/^node:/],
    // Builds for browsers need none of Node's modules and read neither files nor variables of their own.
    platform: "browser",
    resolve: { mainFields: ["browser", "module", "main"], modules: [packages], symlinks: false },
    plugins: [textImports(), ownXmlParser(), smallSigner(), nativeKeychain()],
    checks: { ineffectiveDynamicImport: false, pluginTimings: false },
  });
  const { output } = await bundle.generate({
    format: "esm",
    minify: true,
    entryFileNames: "[name].js",
    chunkFileNames: ({ moduleIds }) =>
      moduleIds.some((id) => id.startsWith(packages)) ? "libraries/[name].js" : "chunks/[name].js",
    codeSplitting: {
      groups: Object.entries(FAST).map(([name, alternatives], at, { length }) => ({
        name: (id, context) =>
          // A library's modules are in its own chunk, because another library may need more of them.
          !id.startsWith(packages) &&
            alternatives.some((sets) =>
              sets.every((files) => staticImports(files, context).has(id))
            )
            ? name
            : null,
        debugName: name,
        priority: length - at,
      })),
    },
  });
  await bundle.close();
  const chunks = output.map((chunk) => {
    if (chunk.type !== "chunk") throw new Error(`${chunk.fileName} is not code`);
    return chunk;
  });
  const facades = new Map(chunks.flatMap(facadeOf));
  for (const chunk of chunks) {
    if (facadeOf(chunk).length === 0) await write(chunk, facades);
  }
} finally {
  await Deno.remove(packages, { recursive: true });
}
await copyKeychain();

/** A chunk that only gives the exports of another chunk their names. */
interface Facade {
  /** The other chunk, without a folder. */
  readonly chunk: string;
  /** The exports as members of an object: `run:m.r`, where `m` is the other chunk. */
  readonly members: string;
}

/** Returns the file name and the content of `chunk` if it is a facade. */
function facadeOf({ fileName, code }: OutputChunk): [string, Facade][] {
  const match = /^export\{([^}]*)\}from"\.\/([\w.]+)";\s*$/.exec(code);
  if (match === null) return [];
  const members = match[1]!.split(",").map((each) => {
    const [short, name = short] = each.split(" as ");
    return `${name}:m.${short}`;
  });
  return [[fileName, { chunk: match[2]!, members: members.join(",") }]];
}

async function write(
  { fileName, code, imports, moduleIds }: OutputChunk,
  facades: ReadonlyMap<string, Facade>,
): Promise<void> {
  const node = imports.find((name) => name.startsWith("node:"));
  if (node !== undefined && !moduleIds.some((id) => NEEDS_NODE.test(id))) {
    throw new Error(`${fileName} imports ${node}`);
  }
  if (code.includes("DOMParser")) throw new Error(`${fileName} needs DOMParser`);
  const file = new URL(fileName, dist);
  await Deno.mkdir(new URL(".", file), { recursive: true });
  await Deno.writeTextFile(file, withComputedImports(fileName, code, facades));
}

/**
 * Hides the names of imported chunks from Deno, which otherwise reads every chunk at every start to see what it imports:
 * that made `opaws run` a third slower. Imports the chunk behind a facade directly, which spares reading a file.
 */
function withComputedImports(
  fileName: string,
  code: string,
  facades: ReadonlyMap<string, Facade>,
): string {
  return code.replaceAll(
    /\bimport\([`"](\.[^`"]*\/)([^`"/]+)[`"]\)/g,
    (_, folder: string, name: string) => {
      const target = new URL(`${folder}${name}`, `file:///${fileName}`).pathname.slice(1);
      const facade = facades.get(target);
      const loaded = `import(new URL("${folder}${facade?.chunk ?? name}",import.meta.url).href)`;
      return facade === undefined ? loaded : `${loaded}.then(m=>({${facade.members}}))`;
    },
  );
}

/** Returns `files` and the modules that they import statically. */
function staticImports(files: readonly string[], context: ChunkingContext): ReadonlySet<string> {
  const found = new Set(files.map(path));
  for (const id of found) {
    const module = context.getModuleInfo(id);
    if (module === null) throw new Error(`${id} is not in the bundle`);
    for (const imported of module.importedIds) found.add(imported);
  }
  return found;
}

/** Makes a module of each script in `shells/`, which the sources import as text. */
function textImports(): Plugin {
  const folder = path("shells/");
  return {
    name: "text-imports",
    load: (id) =>
      id.startsWith(folder)
        ? {
          code: `export default ${JSON.stringify(Deno.readTextFileSync(id))}`,
          moduleType: "js",
        }
        : null,
  };
}

/** Makes the SDK parse XML with its own parser. In its build for browsers it uses `DOMParser`, which Deno does not have. */
function ownXmlParser(): Plugin {
  return {
    name: "own-xml-parser",
    resolveId: (name, importer) =>
      name === "./xml-parser" ? importer!.replace(/[^/]*$/, "xml-parser.js") : null,
  };
}

/**
 * Gives the code that signs requests only what it uses of `@smithy/core/serde`. The index of that folder makes a class of
 * streams when it is loaded, and every new session would wait for that. The build fails if something else is used.
 */
function smallSigner(): Plugin {
  const serde = `${packages}/@smithy/core/dist-es/submodules/serde`;
  return {
    name: "small-signer",
    resolveId: (name, importer) =>
      name === "@smithy/core/serde" && /signature-v4|checksum.sha256/.test(importer ?? "")
        ? SIGNER_SERDE
        : null,
    load: (id) =>
      id === SIGNER_SERDE
        ? {
          code: `export { hasOwn } from "@smithy/core/transport";
export { concatBytes } from "${serde}/concatBytes.js";
export { isArrayBuffer } from "${serde}/is-array-buffer/is-array-buffer.js";
export { fromHex, toHex } from "${serde}/util-hex-encoding/hex-encoding.js";
export { fromUtf8 } from "${serde}/util-utf8/fromUtf8.browser.js";
export { toUint8Array } from "${serde}/util-utf8/toUint8Array.browser.js";
export { writeKey } from "${serde}/writeKey.js";
`,
          moduleType: "js",
        }
        : null,
  };
}

/** Leaves the keychain's library out of the bundle. */
function nativeKeychain(): Plugin {
  return {
    name: "native-keychain",
    resolveId: (name) =>
      name === "@napi-rs/keyring" ? { id: "../keychain.js", external: true } : null,
  };
}

/**
 * Copies the keychain's library for this system to `dist/keychain.node` and writes `dist/keychain.js`, which loads it.
 * Deno checked its bytes against the lock file when it fetched them.
 */
async function copyKeychain(): Promise<void> {
  await import("@napi-rs/keyring");
  const native = Object.keys(createRequire(import.meta.url).cache)
    .filter((path) => path.endsWith(".node") && path.includes("keyring"));
  if (native.length !== 1) throw new Error(`no library for the keychain: ${native.join(", ")}`);
  await Deno.copyFile(native[0]!, new URL("keychain.node", dist));
  await Deno.writeTextFile(
    new URL("keychain.js", dist),
    `import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
export const { AsyncEntry } = createRequire(import.meta.url)("./keychain.node");
`,
  );
}

/**
 * Makes a folder of links to the packages of `deno.lock` in Deno's cache, where the bundler looks for them. Throws if a
 * package is locked in two versions.
 */
async function linkPackages(): Promise<string> {
  const lock = JSON.parse(await Deno.readTextFile(new URL("deno.lock", root)));
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  const cache = `${JSON.parse(new TextDecoder().decode(stdout)).npmCache}`;
  const registry = [...Deno.readDirSync(cache)].find(({ isDirectory }) => isDirectory)!.name;
  const folder = await Deno.makeTempDir({ prefix: "opaws-bundle-" });
  for (const entry of Object.keys(lock.npm)) {
    const [, name, version] = /^(@?[^@]+)@([^_]+)/.exec(entry)!;
    await Deno.mkdir(`${folder}/${name}`.replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.symlink(`${cache}/${registry}/${name}/${version}`, `${folder}/${name}`, {
      type: "junction",
    });
  }
  return folder;
}

/** Returns the absolute path of a file of this checkout, which is also the bundler's name for the module. */
function path(name: string): string {
  return fileURLToPath(new URL(name, root));
}
