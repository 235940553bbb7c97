import assert from "node:assert/strict";
import { StsDouble } from "../aws/sts_double.ts";
import { RoleHome } from "./role_home.ts";
import { there } from "./there.ts";

const STRACE = "/usr/bin/strace";
// A compiled program opens none of its parts as files.
const ignore = Deno.env.get("OPAWS_BIN") !== undefined || !there(STRACE) && !Deno.env.get("CI");

Deno.test({
  name: "a kept session loads no part but the first: not the SDK, not the command line",
  ignore,
  async fn() {
    await using sts = StsDouble.start();
    using home = await RoleHome.make(sts);
    const loaded = async (words: readonly string[]): Promise<string[]> => {
      const log = `${home.folder}/strace.log`;
      const trace = ["-f", "-qq", "-e", "trace=openat", "-o", log, `${home.folder}/bin/opaws`];
      const { code, stderr } = await home.run(STRACE, [...trace, ...words]);
      assert.equal(code, 0, stderr);
      const opened = Deno.readTextFileSync(log).matchAll(/\/dist\/(\w+\.js)"/g);
      return [...new Set([...opened].map((match) => match[1]!))].sort();
    };
    const words = ["run", "--profile", "top", "--", "true"];
    assert.deepEqual(await loaded(words), ["network.js", "opaws.js"]);
    assert.deepEqual(await loaded(words), ["opaws.js"]);
    assert.equal(sts.calls.length, 3);
  },
});
