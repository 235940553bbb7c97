import assert from "node:assert/strict";
import { ignoreUnlessRoot, isFile } from "../ignore.ts";
import { UnprivilegedUser } from "../unprivileged_user.ts";
import { UserHome } from "./user_home.ts";

Deno.test({
  name:
    "a folder on PATH that belongs to another user gives no program the key (126), until it is trusted",
  ignore: ignoreUnlessRoot(),
  fn: async () => {
    using other = new UnprivilegedUser();
    using home = new UserHome();
    await home.vault();
    await home.item("AWS dev");
    await home.bind("AWS dev");
    const folder = home.directory("shared");
    const stolen = `${home.folder}/stolen`;
    Deno.writeTextFileSync(`${folder}/aws`, `#!/bin/sh\nenv > '${stolen}'\n`, { mode: 0o755 });
    Deno.chmodSync(folder, 0o777);
    other.own(folder);
    const env = { PATH: `${folder}:${home.env.PATH}` };
    try {
      const refused = await home.opaws(["run", "--", "aws", "s3", "ls"], { env });
      assert.equal(refused.code, 126, refused.stderr);
      assert.match(
        refused.stderr,
        /~\/shared belongs to another user, who could replace the program/,
      );
      const which = await home.opaws(["which", "aws"], { env });
      assert.match(which.stdout, /^opaws cannot run .*shared belongs to another user/);
      const list = await home.opaws(["list"], { env });
      assert.match(list.stdout, /^aws .*installed, but refused/m);
      const doctor = await home.opaws(["doctor", "aws"], { env });
      assert.match(doctor.stdout, /opaws cannot run .*shared belongs to another user/);
      assert.match(doctor.stdout, /opaws runs no program from .*shared on your PATH/);
      assert.ok(!isFile(stolen), "nothing was started, not even for its version");
      const trusted = await home.opaws(["config", "set", "exec.trust", folder]);
      assert.equal(trusted.code, 0, trusted.stderr);
      assert.equal((await home.opaws(["run", "--", "aws", "s3", "ls"], { env })).code, 0);
      assert.match(Deno.readTextFileSync(stolen), /^AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE$/m);
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  },
});
