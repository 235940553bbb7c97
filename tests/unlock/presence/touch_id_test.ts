import assert from "node:assert/strict";
import { ask } from "../../../src/unlock/presence/touch_id.ts";

const ignore = Deno.build.os !== "darwin";

Deno.test({
  name:
    "ask() receives the framework's reply through the block, for example for an invalid context",
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
  name: "ask() does not throw without LocalAuthentication",
  ignore: Deno.build.os === "darwin",
  async fn() {
    assert.equal((await ask("unlock a vault")).kind, "unavailable");
  },
});
