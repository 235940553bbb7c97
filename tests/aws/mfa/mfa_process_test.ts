import assert from "node:assert/strict";
import { runMfaProcess } from "../../../src/aws/mfa/mfa_process.ts";

Deno.test("runMfaProcess() hides the token from the command, and keeps it in the environment", async () => {
  const names = ["OPAWS_TOKEN", "OPAWS_TOKEN_FILE", "OPAWS_VAULT"];
  for (const name of names) Deno.env.set(name, "x");
  try {
    const code = await runMfaProcess('printf "12345%s" "${#OPAWS_TOKEN}"', "device");
    assert.equal(code, "123450");
    await runMfaProcess(`env | grep -q '^OPAWS_\\(TOKEN\\|VAULT\\)' || printf 123456`, "device");
    assert.deepEqual(names.map((name) => Deno.env.get(name)), ["x", "x", "x"]);
  } finally {
    for (const name of names) Deno.env.delete(name);
  }
});
