import assert from "node:assert/strict";
import { StsDouble } from "../aws/sts/sts_double.ts";
import { RoleHome } from "./role_home.ts";
import { there } from "./there.ts";
import { UserHome } from "./user_home.ts";

const STRACE = "/usr/bin/strace";
// A compiled program opens none of its parts as files.
const ignore = Deno.env.get("OPAWS_BIN") !== undefined || !there(STRACE) && !Deno.env.get("CI");

/** Which parts `opaws` with `words` opens in `home`, in alphabetical order. */
async function loaded(home: UserHome, words: readonly string[]): Promise<string[]> {
  const log = `${home.folder}/strace.log`;
  const trace = ["-f", "-qq", "-e", "trace=openat", "-o", log, `${home.folder}/bin/opaws`];
  const { code, stderr } = await home.run(STRACE, [...trace, ...words]);
  assert.equal(code, 0, stderr);
  const opened = Deno.readTextFileSync(log).matchAll(/\/dist\/(\w+\.js)"/g);
  return [...new Set([...opened].map((match) => match[1]!))].sort();
}

Deno.test({
  name: "a kept session loads no part but the first: not the SDK, not the command line",
  ignore,
  async fn() {
    await using sts = StsDouble.start();
    using home = await RoleHome.make(sts);
    const words = ["run", "--profile", "top", "--", "true"];
    assert.deepEqual(await loaded(home, words), ["network.js", "opaws.js"]);
    assert.deepEqual(await loaded(home, words), ["opaws.js"]);
    assert.equal(sts.calls.length, 3);
  },
});

Deno.test({
  name:
    "a command line that is right loads neither the library that explains nor the one that asks",
  ignore,
  async fn() {
    using home = new UserHome();
    await home.vault();
    await home.item("AWS dev");
    const right = [
      ["init", "aws", "--item", "AWS dev", "--scope", "global", "--yes", "--no-check"],
      ["item", "list"],
      ["status"],
      ["inspect"],
      ["clear", "aws", "--yes"],
      ["lock"],
    ];
    for (const words of right) {
      const own = (await loaded(home, words)).filter((part) => part !== "front.js");
      assert.deepEqual(own, ["cold.js", "opaws.js"], words.join(" "));
    }
    assert.ok((await loaded(home, ["item", "--help"])).includes("grammar.js"));
  },
});
