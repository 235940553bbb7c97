import assert from "node:assert/strict";
import { FakeSts } from "../aws/sts/fake_sts.ts";
import { DEVICE, RoleHome, SHOW } from "./role_home.ts";

const SPOT = "arn:aws:iam::210987654321:role/spot";

Deno.test("run --role assumes a role with the item, with its external id, name and duration, and caches it", async () => {
  await using sts = FakeSts.start();
  using home = await RoleHome.make(sts);
  const options = ["--role", SPOT, "--external-id", "abc", "--session-name", "me"];
  const first = await home.show([...options, "--duration", "30m", "--verbose"]);
  assert.equal(first.code, 0, first.stderr);
  assert.match(first.stderr, /gives sh a session of "AWS dev" \(global\).*, role \S+role\/spot/);
  const { params } = sts.calls[0]!;
  assert.deepEqual(
    [params.RoleArn, params.ExternalId, params.RoleSessionName, params.DurationSeconds],
    [SPOT, "abc", "me", "1800"],
  );
  const again = await home.show([...options, "--duration", "30m"]);
  assert.deepEqual([again.stdout, sts.calls.length], [first.stdout, 1]);
  const list = await home.opaws(["session", "list", "--json"]);
  const [session] = JSON.parse(list.stdout).sessions;
  assert.deepEqual([session.role, session.profile], [SPOT, null]);
});

Deno.test("run --role with a profile assumes it from the profile's role, for an hour at most", async () => {
  await using sts = FakeSts.start();
  using home = await RoleHome.make(sts);
  const { code, stderr } = await home.show([
    "--profile",
    "base",
    "--role",
    SPOT,
    "--duration",
    "2h",
  ]);
  assert.equal(code, 0);
  assert.match(stderr, /so the session of \S+role\/spot is cut from 7200 to 3600 s/);
  const roles = sts.calls.map(({ params }) => params.RoleArn!.split("/")[1]);
  assert.deepEqual(roles, ["base", "spot"]);
});

Deno.test("run --role sends a one-time code if the item has a device, in the session before the role", async () => {
  await using sts = FakeSts.start();
  sts.mfa(DEVICE, () => true);
  using home = await RoleHome.make(sts, {
    "one-time password": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
    "mfa serial": DEVICE,
  });
  assert.equal((await home.show(["--role", SPOT])).code, 0);
  assert.deepEqual([sts.count("GetSessionToken"), sts.count("AssumeRole")], [1, 1]);
});

Deno.test("opaws which --role prints the plan of run --role, and a tool inside keeps the role", async () => {
  await using sts = FakeSts.start();
  using home = await RoleHome.make(sts);
  const which = await home.opaws(["which", "aws", "--role", SPOT]);
  assert.match(which.stdout, /1\. with the item, assume \S+role\/spot \(--role, /);
  const nested = ["run", "--role", SPOT, "--", "opaws", "run", "--", ...SHOW];
  const { stdout, stderr } = await home.opaws(nested);
  assert.match(stdout, /^ASIA/, stderr);
  assert.equal(sts.count("AssumeRole"), 1);
});
