import assert from "node:assert/strict";
import { FakeSts } from "../aws/sts/fake_sts.ts";
import { DEVICE, RoleHome } from "./role_home.ts";
import { UserHome } from "./user_home.ts";

Deno.test("item create asks for the fields, then offers to ask AWS who the key belongs to", async () => {
  await using sts = FakeSts.start();
  using home = new UserHome({ AWS_ENDPOINT_URL: sts.url });
  await home.vault();
  await using terminal = home.terminal("/bin/sh", [
    "-c",
    "opaws unlock && opaws item create 'AWS new'; echo ended $?",
  ]);
  await terminal.expect(/Password of vault/, 15_000);
  await terminal.send("correct horse battery\r");
  await terminal.expect(/Access key id/, 15_000);
  await terminal.send("AKIAIOSFODNN7EXAMPLE\r");
  await terminal.expect(/◆ +Secret access key/, 15_000);
  await terminal.send("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\r");
  await terminal.expect(/Default region/, 15_000);
  await terminal.send("\r");
  await terminal.expect(/◆ +One-time password secret.*/, 15_000);
  await terminal.send("\r");
  await terminal.expect(/MFA serial/, 15_000);
  await terminal.send("\r");
  await terminal.expect(/Ask AWS now who the access key belongs to\?/, 15_000);
  await terminal.send("\r");
  await terminal.expect(/"AWS new" works\.[\s\S]*account {2}\d{12}[\s\S]*key age/, 15_000);
  await terminal.expect(/ended 0/);
  assert.deepEqual(sts.calls.map(({ action }) => action), ["GetCallerIdentity", "ListAccessKeys"]);
});

Deno.test("init tags the item with its account once, and goes on without AWS", async () => {
  await using sts = FakeSts.start();
  using home = new UserHome({ AWS_ENDPOINT_URL: sts.url });
  await home.vault();
  await home.item("AWS dev");
  const init = ["init", "aws", "--item", "AWS dev", "--scope", "global", "--yes"];
  sts.plan("GetCallerIdentity", { kind: "html" }, 1);
  const offline = await home.opaws(init);
  assert.equal(offline.code, 0);
  assert.match(
    offline.stderr,
    /cannot look up the owner of the access key.*\n {2}try: opaws item check/,
  );
  assert.equal((await home.opaws([...init, "--no-check"])).stderr, "");
  assert.equal(sts.count("GetCallerIdentity"), 1);
  assert.equal((await home.opaws(init)).stderr, "");
  assert.equal((await home.opaws(init)).stderr, "");
  assert.equal(sts.count("GetCallerIdentity"), 2, "the second run knows it");
  const inspected = JSON.parse((await home.opaws(["inspect", "--json"])).stdout);
  assert.match(inspected.tools[0].bindings[0].account, /^\d{12}$/);
  await home.opaws(["lock"]);
  const locked = JSON.parse((await home.opaws(["inspect", "--json"])).stdout);
  assert.equal(locked.tools[0].bindings[0].account, null);
});

Deno.test("run stops if the MFA device refuses the code, and does not fall back to the access key", async () => {
  await using sts = FakeSts.start();
  sts.mfa(DEVICE, () => false);
  for (const args of [[], ["--profile", "base"]]) {
    // Each in its own home: a code works once, and waiting for the next one takes time.
    using home = await RoleHome.make(sts, {
      "one-time password": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
      "mfa serial": DEVICE,
    });
    const { code, stdout, stderr } = await home.show(args);
    assert.deepEqual([code, stdout], [77, ""]);
    assert.match(stderr, /AccessDenied: MultiFactorAuthentication failed/);
    assert.deepEqual(home.sessions(), []);
  }
  assert.equal(sts.count("AssumeRole"), 0);
});

Deno.test("item check uses the region of the environment, else the item's, else the profile's", async () => {
  await using sts = FakeSts.start();
  using home = await RoleHome.make(sts);
  await home.item("AWS cn", "AKIAI44QH8DHBEXAMPLE", { "default region": "cn-north-1" });
  const check = async (item: string, env: Record<string, string> = {}) => {
    await home.opaws(["item", "check", item], { env });
    return sts.calls.findLast(({ action }) => action === "GetCallerIdentity")?.region;
  };
  assert.equal(await check("AWS dev"), "eu-west-1");
  assert.equal(await check("AWS dev", { AWS_DEFAULT_PROFILE: "mfa" }), "eu-central-1");
  assert.equal(await check("AWS cn"), "cn-north-1");
  assert.equal(await check("AWS cn", { AWS_REGION: "us-west-2" }), "us-west-2");
});
