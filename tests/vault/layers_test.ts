import assert from "node:assert/strict";
import { importsOf } from "../../tasks/imports.ts";
import { readSources } from "../../tasks/source_files.ts";

/** Each folder of the vault imports only those before it. */
const LAYERS = ["format", "crypto", "slots", "history", "remotes", "store", "sync"];

Deno.test("no folder of src/vault imports one above it", async () => {
  const climbs: string[] = [];
  for (const [path, text] of await readSources("src")) {
    const from = layerOf(path);
    if (from < 0) continue;
    for (const { target } of importsOf(path, text)) {
      if (layerOf(target) > from) climbs.push(`${path} imports ${target}`);
    }
  }
  assert.deepEqual(climbs, []);
});

function layerOf(path: string): number {
  return LAYERS.indexOf(/^src\/vault\/(\w+)\//.exec(path)?.[1] ?? "");
}
