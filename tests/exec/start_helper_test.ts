import assert from "node:assert/strict";
import { SECRET_VARIABLES } from "../../src/exec/own_variables.ts";
import { helperProgram, startHelper } from "../../src/exec/start_helper.ts";
import { readSources } from "../../tasks/source_files.ts";
import { ignoreOnWindows } from "../ignore.ts";
import { throwaway } from "../throwaway.ts";

const posix = { ignore: ignoreOnWindows() };
/** The files of src that start programs by themselves. */
const STARTERS = [
  "src/exec/run_child.ts", // the tool, as a child
  "src/exec/start_helper.ts",
  "src/windows/start_program.ts", // the tool
];

async function environment(options: Parameters<typeof startHelper>[1]): Promise<string> {
  const child = startHelper("/usr/bin/env", { ...options, stdout: "piped", stderr: "piped" });
  return new TextDecoder().decode((await child.output()).stdout);
}

Deno.test("startHelper() hides opaws's secrets from the helper", posix, async () => {
  for (const name of SECRET_VARIABLES) Deno.env.set(name, "x");
  try {
    const inherited = await environment({ environment: { inherit: { EXTRA: "1" } } });
    assert.match(inherited, /^PATH=/m);
    assert.match(inherited, /^EXTRA=1$/m);
    assert.doesNotMatch(inherited, /^OPAWS_(SESSION|TOKEN|VAULT)/m);
    const token = await environment({ environment: { inherit: {} }, without: ["OPAWS_TOKEN"] });
    assert.match(token, /^OPAWS_SESSION=x$/m);
    assert.doesNotMatch(token, /^OPAWS_TOKEN=/m);
    assert.equal(await environment({ environment: { only: { ONE: "1" } } }), "ONE=1\n");
    for (const name of SECRET_VARIABLES) assert.equal(Deno.env.get(name), "x");
  } finally {
    for (const name of SECRET_VARIABLES) Deno.env.delete(name);
  }
});

Deno.test("startHelper() refuses a name that the system would search for", () => {
  for (const file of ["busctl", "./busctl", ""]) {
    assert.throws(() => startHelper(file, { environment: { inherit: {} } }), TypeError);
  }
});

Deno.test("helperProgram() does not search the working directory", posix, () => {
  using place = throwaway();
  const [path, cwd] = [Deno.env.get("PATH"), Deno.cwd()];
  Deno.writeTextFileSync(`${place.folder}/busctl`, "#!/bin/sh\n", { mode: 0o755 });
  Deno.chdir(place.folder);
  try {
    for (const entries of [".", "", ":.:/nowhere"]) {
      Deno.env.set("PATH", entries);
      assert.equal(helperProgram("busctl"), null, entries);
    }
    Deno.env.set("PATH", `.:${place.folder}`);
    assert.equal(helperProgram("busctl"), `${place.folder}/busctl`);
  } finally {
    Deno.chdir(cwd);
    Deno.env.set("PATH", path ?? "");
  }
});

Deno.test("no other file of src starts a program", async () => {
  const starters = [...await readSources("src")].filter(([, text]) =>
    /new Deno\.Command\(|\bnode:child_process\b|\bCreateProcessW\b/.test(text)
  ).map(([path]) => path);
  assert.deepEqual(starters.toSorted(), STARTERS);
});
