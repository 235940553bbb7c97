import assert from "node:assert/strict";
import { conformanceJson, ignoreWithoutData } from "../conformance.ts";
import { PASSWORD, UserHome } from "./user_home.ts";
import { ignoreWithout } from "../ignore.ts";

const KEY = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const FAKETIME = "/usr/bin/faketime";
const VECTORS = "totp/vectors.json";
const FIELD = "one-time password";

Deno.test({
  name: "otp prints the codes of RFC 6238 at their times",
  ignore: ignoreWithoutData(VECTORS) || ignoreWithout(FAKETIME),
  async fn() {
    using home = new UserHome({ TZ: "UTC" });
    await home.vault();
    const { totp } = conformanceJson(VECTORS);
    assert.equal(totp.length, 12);
    for (const { secret_base32, algorithm, digits, time, code, code6 } of totp) {
      const uri = `otpauth://totp/x?secret=${secret_base32}&algorithm=${algorithm}`;
      const at = new Date(time * 1000).toISOString().slice(0, 19).replace("T", " ");
      for (const [count, wanted] of [[6, code6], [digits, code]]) {
        const title = `${count} ${algorithm} ${time}`;
        await home.item(title, "AKIAIOSFODNN7EXAMPLE", { [FIELD]: `${uri}&digits=${count}` });
        const opaws = `${home.folder}/bin/opaws`;
        const ended = await home.run(FAKETIME, ["-f", at, opaws, "otp", title]);
        assert.deepEqual([ended.code, ended.stdout], [0, `${wanted}\n`], ended.stderr);
      }
    }
  },
});

Deno.test("otp refuses a damaged field (78) and never prints any of it, not even under OPAWS_DEBUG", async () => {
  using home = new UserHome();
  await home.vault();
  const fields = {
    letters: `${KEY}!`,
    short: KEY.slice(0, -2),
    counter: `otpauth://hotp/x?secret=${KEY}&counter=1`,
    digits: `otpauth://totp/x?secret=${KEY}&digits=9`,
  };
  for (const [title, field] of Object.entries(fields)) {
    await home.uncheckedItem(title, { [FIELD]: field });
    for (const args of [["otp", title], ["otp", title, "--json"]]) {
      const { code, stdout, stderr } = await home.opaws(args, { env: { OPAWS_DEBUG: "1" } });
      assert.equal(code, 78);
      assert.match(stdout + stderr, /cannot use the one-time password of item/);
      assert.equal((stdout + stderr).includes(KEY.slice(0, 8)), false);
    }
  }
});

Deno.test("otp exits with 79 if the vault is locked and there is no terminal, and asks on one", async () => {
  using home = new UserHome();
  await home.vault();
  await home.item("AWS prod", "AKIAIOSFODNN7EXAMPLE", { [FIELD]: KEY });
  await home.opaws(["lock"]);
  assert.equal((await home.opaws(["otp"])).code, 79);
  const piped = await home.opaws(["otp", "--password-stdin"], { input: `${PASSWORD}\n` });
  assert.match(piped.stdout, /^[0-9]{6}\n$/);
  await home.opaws(["lock"]);
  await using terminal = home.terminal(`${home.folder}/bin/opaws`, ["otp", "AWS prod"]);
  await terminal.expect(/◆ +Password of vault "personal"/);
  await terminal.send(`${PASSWORD}\r`);
  await terminal.expect(/[0-9]{6}\nvalid for [0-9]+ s\n/);
});
