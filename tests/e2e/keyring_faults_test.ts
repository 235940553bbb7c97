import assert from "node:assert/strict";
import { denoHost } from "../../src/host.ts";
import { kernelKeyringWorks } from "../../src/unlock/cache/kernel_keyring.ts";
import { STRACE } from "./refused_keyring.ts";
import { PASSWORD, UserHome } from "./user_home.ts";
import { ignoreUnless, ignoreUnlessRoot, ignoreWithout } from "../ignore.ts";
import { UnprivilegedUser } from "../unprivileged_user.ts";

const ignore = ignoreUnlessRoot() || ignoreWithout(STRACE) ||
  ignoreUnless(kernelKeyringWorks(denoHost), "a kernel keyring");

/** Returns the rights and the timeouts of the keys of `user`, from `proc(5)`, without those that were invalidated. */
function keysOf({ uid }: UnprivilegedUser): { rights: string; timeout: string }[] {
  return Deno.readTextFileSync("/proc/keys").split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([, flags, , , , owner, , type]) =>
      owner === String(uid) && type === "user" && !flags!.includes("i")
    )
    .map(([, , , timeout, rights]) => ({ timeout: timeout!, rights: rights! }));
}

const INJECTED: Readonly<Record<string, string>> = {
  "an unlock that a keyring call refuses leaves no key that others can read or that stays":
    "error=EPERM",
  "an unlock killed at any keyring call leaves no key that others can read or that stays":
    "signal=KILL",
};

for (const [name, injected] of Object.entries(INJECTED)) {
  Deno.test({
    name,
    ignore,
    async fn() {
      using home = new UserHome();
      using user = new UnprivilegedUser(); // nothing is in its keyring
      user.own(home.folder);
      const env = { DENO_DIR: `${home.folder}/cache` };
      const opaws = (args: readonly string[], before: readonly string[] = []) =>
        home.run("/usr/bin/setpriv", [
          ...user.privileges,
          "--",
          ...before,
          `${home.folder}/bin/opaws`,
          ...args,
        ], { env, input: `${PASSWORD}\n` });
      assert.equal((await opaws(["vault", "create", "v", "--password-stdin"])).code, 0);
      let call = 0;
      let failed = 0;
      let isInjected = true;
      while (isInjected) {
        await opaws(["lock"]);
        assert.deepEqual(keysOf(user), []);
        call++;
        const log = `${home.folder}/strace`;
        const { code } = await opaws(["unlock", "--password-stdin"], [
          ...[STRACE, "-f", "-qq", "-o", log],
          ...["-e", "trace=keyctl", "-e", `inject=keyctl:${injected}:when=${call}`],
        ]);
        isInjected = code === 137 || /INJECTED/.test(Deno.readTextFileSync(log));
        if (code !== 0) failed++;
        for (const { rights, timeout } of keysOf(user)) {
          assert.equal(rights, "003f0000", `call ${call}`);
          assert.notEqual(timeout, "perm", `call ${call}`);
        }
      }
      await opaws(["lock"]);
      assert.ok(call > 10 && failed > 4, `${call} calls, of which ${failed} matter`);
    },
  });
}
