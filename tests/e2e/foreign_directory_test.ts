import assert from "node:assert/strict";
import { ignoreUnlessRoot } from "../ignore.ts";
import { UnprivilegedUser } from "../unprivileged_user.ts";
import { UserHome } from "./user_home.ts";

const SHOW = ["run", "--", "sh", "-c", "printf %s $AWS_ACCESS_KEY_ID"];

Deno.test({
  name:
    "a directory that another user made in the place of a bound one gets no key (78), a new clone does",
  ignore: ignoreUnlessRoot(),
  fn: async () => {
    using other = new UnprivilegedUser();
    using home = new UserHome();
    await home.vault();
    await home.item("AWS dev");
    await home.item("AWS prod", "AKIAI44QH8DHBEXAMPLE");
    await home.bind("AWS dev");
    const cwd = home.directory("shared/project");
    await home.bind("AWS prod", "aws", "directory", cwd);
    const below = home.directory("shared/project/below");
    const show = (at: string) => home.opaws(SHOW, { cwd: at });
    assert.equal((await show(below)).stdout, "AKIAI44QH8DHBEXAMPLE");

    Deno.removeSync(cwd, { recursive: true });
    home.directory("shared/project/below");
    assert.equal((await show(below)).stdout, "AKIAI44QH8DHBEXAMPLE", "the user's own new clone");

    other.own(cwd);
    for (const at of [cwd, below]) {
      const { code, stdout, stderr } = await show(at);
      assert.deepEqual([code, stdout], [78, ""], "neither its item nor the global one");
      assert.match(
        stderr,
        /~\/shared\/project is bound to "AWS prod", but belongs to another user/,
      );
      assert.match(stderr, /try: opaws clear sh\n|try: opaws clear aws\n/);
      assert.equal((await home.opaws(["which", "aws"], { cwd: at })).code, 78);
      const inspect = await home.opaws(["inspect", "aws"], { cwd: at });
      assert.match(inspect.stdout, /directory .*the directory belongs to another user/);
    }
    const doctor = await home.opaws(["doctor", "aws"]);
    assert.match(doctor.stdout, /"AWS prod" .* is refused: the directory belongs to another user/);
    const named = await home.opaws(["run", "--item", "AWS dev", ...SHOW.slice(1)], { cwd });
    assert.equal(named.stdout, "AKIAIOSFODNN7EXAMPLE");
    const init = [
      "init",
      "aws",
      "--item",
      "AWS dev",
      "--scope",
      "directory",
      "--no-check",
      "--yes",
    ];
    assert.equal((await home.opaws(init, { cwd })).code, 78);

    assert.equal((await home.opaws(["clear", "aws", "--yes"], { cwd })).code, 0);
    assert.equal(
      (await show(cwd)).stdout,
      "AKIAIOSFODNN7EXAMPLE",
      "the global one, once it is cleared",
    );
  },
});
