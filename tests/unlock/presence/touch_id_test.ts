import assert from "node:assert/strict";
import { ask } from "../../../src/unlock/presence/touch_id.ts";

const ignore = Deno.build.os !== "darwin";

Deno.test({
  name:
    "ask() gets the framework's own answer through the block, here of a context that is invalid",
  ignore,
  async fn() {
    const outcome = await ask(
      "unlock a vault",
      (send, context) => void send(context, "invalidate"),
    );
    assert.deepEqual(outcome, {
      kind: "unavailable",
      because: "macOS cannot recognize you now (LAError -10)", // LAErrorInvalidContext
    });
  },
});

Deno.test({
  name: "ask() never throws where there is no LocalAuthentication",
  ignore: Deno.build.os === "darwin",
  async fn() {
    assert.equal((await ask("unlock a vault")).kind, "unavailable");
  },
});
