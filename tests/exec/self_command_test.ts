import assert from "node:assert/strict";
import { selfCommandForShell, selfCommandWithPath } from "../../src/exec/self_command.ts";
import { ignoreOnWindows } from "../ignore.ts";

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
