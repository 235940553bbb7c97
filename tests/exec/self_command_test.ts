import assert from "node:assert/strict";
import { selfCommandForShell, selfCommandWithPath } from "../../src/exec/self_command.ts";
import { ignoreOnWindows } from "../ignore.ts";
import { throwaway } from "../throwaway.ts";

const ignore = ignoreOnWindows();

Deno.test(
  "selfCommandWithPath() returns the entry on PATH, not the file behind it",
  { ignore },
  () => {
    const folder = Deno.makeTempDirSync({ prefix: "opaws-test-" });
    try {
      Deno.mkdirSync(`${folder}/bin`);
      Deno.writeTextFileSync(`${folder}/opaws-1.0`, "");
      Deno.symlinkSync(`${folder}/opaws-1.0`, `${folder}/bin/opaws`);
      const host = { env: () => `/usr/bin:${folder}/bin` };
      assert.deepEqual(selfCommandWithPath(host), [`${folder}/bin/opaws`]);
      assert.deepEqual(selfCommandForShell(host), ["opaws"]);
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  },
);

Deno.test("selfCommandWithPath() is how this process was started if opaws is not on PATH", () => {
  const host = { env: () => "/nonexistent:relative" };
  assert.deepEqual(selfCommandWithPath(host), selfCommandForShell(host));
  assert.equal(selfCommandWithPath(host)[0], Deno.execPath());
});

Deno.test("selfCommandWithPath() skips an opaws that another user can replace", { ignore }, () => {
  using place = throwaway();
  for (const name of ["open", "bin"]) {
    Deno.mkdirSync(`${place.folder}/${name}`);
    Deno.writeTextFileSync(`${place.folder}/${name}/opaws`, "");
  }
  Deno.chmodSync(`${place.folder}/open`, 0o777);
  const host = { env: () => `${place.folder}/open:${place.folder}/bin` };
  assert.deepEqual(selfCommandWithPath(host), [`${place.folder}/bin/opaws`]);
});
