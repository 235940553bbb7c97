import assert from "node:assert/strict";
import { runMfaProcess } from "../../../src/aws/mfa/mfa_process.ts";
import { UserError } from "../../../src/errors.ts";

Deno.test("runMfaProcess() hides the token from the command, and keeps it in the environment", async () => {
  const names = ["OPAWS_TOKEN", "OPAWS_TOKEN_FILE", "OPAWS_VAULT"];
  for (const name of names) Deno.env.set(name, "x");
  try {
    const code = await runMfaProcess(`sh -c 'printf "12345%s" "\${#OPAWS_TOKEN}"'`, "device");
    assert.equal(code, "123450");
    const hidden = `env | grep -q "^OPAWS_\\(TOKEN\\|VAULT\\)" || printf 123456`;
    await runMfaProcess(`sh -c '${hidden}'`, "device");
    assert.deepEqual(names.map((name) => Deno.env.get(name)), ["x", "x", "x"]);
  } finally {
    for (const name of names) Deno.env.delete(name);
  }
});

Deno.test("runMfaProcess() passes the words to the program, without a shell", async () => {
  const folder = Deno.makeTempDirSync();
  const before = Deno.cwd();
  try {
    Deno.chdir(folder);
    await assert.rejects(runMfaProcess("echo 123456; touch made", "device"), /printed no code/);
    await assert.rejects(runMfaProcess("echo $(touch made)", "device"), /printed no code/);
    assert.equal(await runMfaProcess("printf %s '123456'", "device"), "123456");
    Deno.writeTextFileSync("evil", "#!/bin/sh\necho 123456\n", { mode: 0o755 });
    for (const command of ["./evil", "../evil", "evil", "echo 'x", "", "nope 1"]) {
      await assert.rejects(
        runMfaProcess(command, "device"),
        (error) => error instanceof UserError && error.status === 78,
        command,
      );
    }
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["evil"]);
  } finally {
    Deno.chdir(before);
    Deno.removeSync(folder, { recursive: true });
  }
});
