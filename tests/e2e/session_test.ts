import assert from "node:assert/strict";
import { FakeSts } from "../aws/sts/fake_sts.ts";
import { ROLE, RoleHome } from "./role_home.ts";

Deno.test("session list shows the cached sessions, and session clear, a new key and item delete remove them", async () => {
  await using sts = FakeSts.start();
  using home = await RoleHome.make(sts);
  const listed = async () => JSON.parse((await home.opaws(["session", "list", "--json"])).stdout);
  assert.deepEqual((await listed()).sessions, []);
  const { stdout } = await home.show(["--profile", "mid"]);
  const { sessions } = await listed();
  assert.deepEqual(
    sessions.map((each: Record<string, unknown>) => [each.role, each.title, each.mfa, each.ended]),
    sessions.map((each: Record<string, unknown>) => [each.role, "AWS dev", false, false]),
  );
  assert.deepEqual(sessions.map((each: { role: string }) => each.role).sort(), [
    `${ROLE}/base`,
    `${ROLE}/mid`,
  ]);
  const text = (await home.opaws(["session", "list"])).stdout;
  assert.match(text, /role\/mid +without MFA +"AWS dev" +vault personal +until \d\d:\d\d/);
  const token = stdout.split(" ")[1]!;
  assert.ok(!JSON.stringify(sessions).includes(token) && !text.includes(token));

  assert.equal((await home.opaws(["session", "clear"])).stdout, "Removed: 2.\n");
  assert.deepEqual(home.sessions(), []);
  await home.show(["--profile", "mid"]);
  const other = { "secret access key": "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY" };
  await home.opaws(["item", "edit", "AWS dev", "--stdin"], {
    input: JSON.stringify({ fields: other }),
  });
  assert.deepEqual(home.sessions(), []);
  sts.know("AKIAIOSFODNN7EXAMPLE", other["secret access key"]);
  await home.show(["--profile", "base"]);
  assert.equal(home.sessions().length, 1);
  await home.opaws(["item", "delete", "AWS dev", "--yes"]);
  assert.deepEqual(home.sessions(), []);
});
