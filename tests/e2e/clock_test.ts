import assert from "node:assert/strict";
import { FakeSts } from "../aws/sts/fake_sts.ts";
import { ignoreUnlessRoot } from "../ignore.ts";
import { RoleHome, SHOW } from "./role_home.ts";
import { PASSWORD } from "./user_home.ts";

Deno.test({
  name: "a session that was cached before the clock was set back is renewed in time",
  // To a process, a clock that others set back is an uptime that went on further than the clock.
  ignore: ignoreUnlessRoot(), // only root may set a clock of its own
  async fn() {
    await using sts = FakeSts.start();
    using home = await RoleHome.make(sts);
    // In a process namespace of its own, OPAWS_SESSION is the only terminal session, whatever the clock.
    const env = { OPAWS_SESSION: `shell-clock.${"ab".repeat(32)}` };
    const setBack = (seconds: number, args: string[], input = "") =>
      home.run("/usr/bin/unshare", [
        ...["--pid", "--fork", "--mount-proc", "--time", "--boottime", `${seconds}`],
        ...[`${home.folder}/bin/opaws`, ...args],
      ], { env, input });
    const show = ["run", "--profile", "base", "--", ...SHOW];
    await setBack(0, ["unlock", "--password-stdin"], `${PASSWORD}\n`);
    const soon = new Date(Date.now() + 12 * 60_000).toISOString();
    sts.plan("AssumeRole", { kind: "expiration", expiration: soon }, 1);
    const first = await setBack(0, show);
    assert.equal(first.code, 0, first.stderr);
    assert.equal((await setBack(60, show)).stdout, first.stdout);
    const renewed = await setBack(8 * 60, show);
    assert.equal(renewed.code, 0, renewed.stderr);
    assert.notEqual(renewed.stdout, first.stdout);
    assert.equal(sts.count("AssumeRole"), 2);
  },
});
