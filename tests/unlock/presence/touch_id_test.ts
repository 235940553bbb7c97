import assert from "node:assert/strict";
import { ask } from "../../../src/unlock/presence/touch_id.ts";
import { ignoreUnless } from "../../ignore.ts";

const ignore = ignoreUnless(Deno.build.os === "darwin", "macOS");

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
  ignore: ignoreUnless(Deno.build.os !== "darwin", "a system other than macOS"),
  async fn() {
    assert.equal((await ask("unlock a vault")).kind, "unavailable");
  },
});
