import assert from "node:assert/strict";
import { ignoreWithout } from "../ignore.ts";
import { HookHome } from "./hook_home.ts";
import { NU } from "./nu.ts";

// What only the hook of Nushell has; hook_test.ts has the rest.
Deno.test({
  name: "the hook of nu pipes a value into a tool",
  ignore: ignoreWithout(NU),
  async fn() {
    using home = new HookHome("nu");
    const run = await home.script(`source ./hook\n"a b" | aws s3 cp -`, [], { FAKE_CAT: "1" });
    assert.equal(run.stdout.trim(), "a b");
  },
});
