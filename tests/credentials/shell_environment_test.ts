import assert from "node:assert/strict";
import { shellEnvironment } from "../../src/credentials/shell_environment.ts";
import { shellOfUid } from "../../src/fs/passwd.ts";

Deno.test("shellEnvironment() names the credentials and when they end", () => {
  const change = { set: { A: "1" }, unset: ["AWS_CREDENTIAL_EXPIRATION", "B"] };
  assert.deepEqual(shellEnvironment(change, "prod\x1b[2J", 0), {
    set: { A: "1", AWS_VAULT: "prod\ufffd[2J", AWS_CREDENTIAL_EXPIRATION: "1970-01-01T00:00:00Z" },
    // What prompts prefer, of other tools.
    unset: ["B", "AWS_SSO_PROFILE", "AWSU_PROFILE", "AWS_SESSION_EXPIRATION"],
  });
  const { set, unset } = shellEnvironment(change, "prod", undefined);
  assert.deepEqual(Object.keys(set), ["A", "AWS_VAULT"]);
  assert.ok(unset.includes("AWS_CREDENTIAL_EXPIRATION"));
});

Deno.test("shellOfUid() returns the shell of a user, if it is a path", () => {
  const passwd = "root:x:0:0:root:/root:/bin/bash\nme:x:1000:1000::/home/me:\nyou:x:1001:1:::zsh\n";
  assert.deepEqual([0, 1000, 1001, 7].map((uid) => shellOfUid(passwd, uid)), [
    "/bin/bash",
    null,
    null,
    null,
  ]);
});
