import assert from "node:assert/strict";
import { FakeSts } from "../aws/sts/fake_sts.ts";
import { DEVICE, RoleHome } from "./role_home.ts";

const OTP = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

/** Returns the current code and those of the windows around it, computed with WebCrypto alone (RFC 6238). */
async function codes(): Promise<string[]> {
  const secret = new TextEncoder().encode("12345678901234567890");
  const key = await crypto.subtle.importKey("raw", secret, { name: "HMAC", hash: "SHA-1" }, false, [
    "sign",
  ]);
  const now = Math.floor(Date.now() / 30_000);
  return await Promise.all([now - 1, now, now + 1].map(async (step) => {
    const counter = new DataView(new ArrayBuffer(8));
    counter.setBigUint64(0, BigInt(step));
    const digest = new DataView(await crypto.subtle.sign("HMAC", key, counter.buffer));
    const at = digest.getUint8(19) & 15;
    return String((digest.getUint32(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
  }));
}

Deno.test("an item with a one-time password and an MFA serial gets a session with MFA by default", async () => {
  await using sts = FakeSts.start();
  let valid: string[] = [];
  sts.mfa(DEVICE, (code) => valid.includes(code));
  const fields = { "one-time password": OTP, "mfa serial": DEVICE };
  using home = await RoleHome.make(sts, fields);
  valid = await codes();
  const { code, stdout, stderr } = await home.opaws(["otp", "--json"]);
  assert.equal(code, 0, stderr);
  const otp = JSON.parse(stdout);
  assert.ok([...valid, ...await codes()].includes(otp.code));
  assert.ok(otp.secondsLeft > 0 && otp.secondsLeft <= 30 && otp.used === false);
  const refreshing = setInterval(async () => valid = await codes(), 500);
  try {
    const all = await Promise.all(Array.from({ length: 20 }, () => home.show([])));
    assert.equal(new Set(all.map((each) => each.stdout)).size, 1, all[0]?.stderr);
    assert.match(all[0]!.stdout, /^ASIA/);
    assert.equal(sts.count("GetSessionToken"), 1);
    for (const profile of ["base", "mfa"]) {
      const role = await home.show(["--profile", profile]);
      assert.equal(role.code, 0, role.stderr);
    }
    assert.deepEqual([sts.count("AssumeRole"), sts.count("GetSessionToken")], [2, 1]);
  } finally {
    clearInterval(refreshing);
  }
  const list = (await home.opaws(["session", "list"])).stdout;
  assert.match(list, /session of the user +with MFA/);
  assert.match(list, /role\/base +with MFA/);
});

Deno.test("opaws otp prints only the code on standard output, and names the field that is missing", async () => {
  await using sts = FakeSts.start();
  using home = await RoleHome.make(sts, { "one-time password": OTP });
  await home.item("plain", "AKIAI44QH8DHBEXAMPLE");
  const before = await codes();
  const { stdout, stderr } = await home.opaws(["otp"]);
  assert.ok([...before, ...await codes()].includes(stdout.trim()));
  assert.match(stderr, /^valid for \d+ s\n$/);
  const none = await home.opaws(["otp", "plain"]);
  assert.equal(none.code, 66);
  assert.match(none.stderr, /has no field "one-time password"/);
});
