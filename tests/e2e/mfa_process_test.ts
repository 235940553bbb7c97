import assert from "node:assert/strict";
import { FakeSts } from "../aws/sts/fake_sts.ts";
import { ignoreUnlessRoot } from "../ignore.ts";
import { UnprivilegedUser } from "../unprivileged_user.ts";
import { DEVICE, ROLE, RoleHome } from "./role_home.ts";

const CONFIG = `[profile a]
role_arn = ${ROLE}/a
source_profile = default
mfa_serial = ${DEVICE}
mfa_process = touch_and_print 234567; touch pwned
`;

/** Makes a home with a profile whose `mfa_process` leaves a file. */
async function processHome(sts: FakeSts): Promise<RoleHome> {
  sts.mfa(DEVICE, () => true);
  const home = await RoleHome.make(sts);
  Deno.writeTextFileSync(`${home.folder}/.aws/config`, CONFIG, { mode: 0o600 });
  home.program("touch_and_print", `touch '${home.folder}/pwned'; echo "$1" | tr -d ';'`);
  return home;
}

function hasRun(home: RoleHome): boolean {
  return [...Deno.readDirSync(home.folder)].some(({ name }) => name === "pwned");
}

Deno.test("mfa_process runs only after the user has allowed it, without a shell, and which shows it", async () => {
  await using sts = FakeSts.start();
  using home = await processHome(sts);
  const refused = await home.show(["--profile", "a"]);
  assert.deepEqual([refused.code, refused.stdout], [78, ""]);
  assert.match(refused.stderr, /cannot run the mfa_process of profile "a": mfa\.allowProcess is/);
  assert.equal(hasRun(home), false);
  const which = ["which", "aws", "--profile", "a"];
  assert.match(
    (await home.opaws(which)).stdout,
    /mfa_process of profile a: touch_and_print 234567; touch pwned \(refused: mfa\.allow/,
  );
  const [, fix] = /try: opaws (.*)$/m.exec(refused.stderr)!;
  await home.opaws(fix!.split(" "));
  assert.match((await home.opaws(which)).stdout, /touch_and_print 234567; touch pwned$/m);
  const allowed = await home.show(["--profile", "a"]);
  assert.equal(allowed.code, 0, allowed.stderr);
  assert.equal(hasRun(home), true);
});

Deno.test("mfa_process does not run from an AWS file that others can write", async () => {
  await using sts = FakeSts.start();
  using home = await processHome(sts);
  await home.opaws(["config", "set", "mfa.allowProcess", "true"]);
  const file = `${home.folder}/.aws/config`;
  Deno.chmodSync(file, 0o666);
  const refused = await home.show(["--profile", "a"]);
  assert.deepEqual([refused.code, refused.stdout], [78, ""], refused.stderr);
  assert.match(refused.stderr, /other users can write to ~\/\.aws\/config/);
  assert.match(
    (await home.opaws(["which", "aws", "--profile", "a"])).stdout,
    /refused: other users/,
  );
  assert.equal(hasRun(home), false);
  const [, fix] = /try: (.*)$/m.exec(refused.stderr)!;
  assert.equal((await home.run("/bin/sh", ["-c", fix!])).code, 0);
  assert.equal((await home.show(["--profile", "a"])).code, 0);
});

Deno.test({
  name: "mfa_process does not run from an AWS file of another user",
  ignore: ignoreUnlessRoot(),
  async fn() {
    await using sts = FakeSts.start();
    using home = await processHome(sts);
    using other = new UnprivilegedUser();
    await home.opaws(["config", "set", "mfa.allowProcess", "true"]);
    const file = `${home.folder}/theirs`;
    Deno.writeTextFileSync(file, CONFIG, { mode: 0o644 });
    other.own(file);
    const refused = await home.show(["--profile", "a"], { AWS_CONFIG_FILE: file });
    assert.deepEqual([refused.code, refused.stdout], [78, ""], refused.stderr);
    assert.match(refused.stderr, /theirs belongs to another user/);
    assert.equal(hasRun(home), false);
    assert.equal(sts.calls.length, 0);
  },
});
