import assert from "node:assert/strict";
import { bundlePath } from "../../../src/vault/store/bundle_file.ts";
import { errorOf } from "../../error_of.ts";
import { ignoreOnWindows } from "../../ignore.ts";

Deno.test({
  name: "bundlePath() does not open a pipe or a device",
  ignore: ignoreOnWindows(),
  fn() {
    const folder = Deno.makeTempDirSync();
    try {
      const pipe = `${folder}/pipe`;
      new Deno.Command("mkfifo", { args: [pipe] }).outputSync();
      for (const path of [pipe, "/dev/zero"]) {
        const error = errorOf(() => bundlePath({ cwd: () => folder }, path));
        assert.deepEqual([error.status, error.code], [73, "exists"]);
      }
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  },
});
