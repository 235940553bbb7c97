import assert from "node:assert/strict";
import { pathCuts } from "../../tasks/path_cuts.ts";

Deno.test("pathCuts() finds paths that are cut or joined by hand", () => {
  const bad = [
    'const cut = path.lastIndexOf("/");',
    'path.split("/").at(-1)',
    'if (named.startsWith("/")) return;',
    'path.lastIndexOf("\\\\")',
    String.raw`const name = path.replace(/^.*[\\/]/, "");`,
    String.raw`const parent = path.replace(/[\\/]+[^\\/]*$/, "");`,
    "const file = `${folder}/${name}`;",
    "const file = `${paths.runtime}/login`;",
    "const file = `${stateFolder}/x`;",
  ];
  for (const line of bad) assert.deepEqual(pathCuts("src/x.ts", line), [`line 1: ${line}`]);
});

Deno.test("pathCuts() leaves addresses, comments and the rules themselves alone", () => {
  const good = [
    "const url = `${base}/token`;",
    'const region = arn.split(":")[3];',
    '// path.split("/") would be wrong',
    ' * cuts at `path.lastIndexOf("/")`',
    "joinPath(folder, name)",
    "`${account}/${role}`",
  ];
  for (const line of good) assert.deepEqual(pathCuts("src/x.ts", line), [], line);
  assert.deepEqual(pathCuts("src/fs/path.ts", 'path.lastIndexOf("/")'), []);
  assert.deepEqual(pathCuts("src/vault/plain_x.ts", "`${paths.state}/index`"), []);
});
