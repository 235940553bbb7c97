import assert from "node:assert/strict";
import { processCredentials } from "../../../src/commands/export/process_credentials.ts";
import { Secret } from "../../../src/secret.ts";

Deno.test("processCredentials() returns version 1, with a token and Expiration only for a session", () => {
  const key = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: new Secret("s") };
  assert.deepEqual(JSON.parse(processCredentials(key)), {
    Version: 1,
    AccessKeyId: "AKIAIOSFODNN7EXAMPLE",
    SecretAccessKey: "s",
  });
  const session = {
    ...key,
    sessionToken: new Secret("t"),
    expiresAt: Date.UTC(2026, 0, 2, 3, 4, 5),
  };
  const printed = JSON.parse(processCredentials(session));
  assert.deepEqual([printed.SessionToken, printed.Expiration], ["t", "2026-01-02T03:04:05.000Z"]);
});
