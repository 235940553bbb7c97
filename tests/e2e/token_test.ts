import assert from "node:assert/strict";
import { type Ended, UserHome } from "./user_home.ts";

const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const TOKEN_LINE = /^opaws_[0-9A-Za-z]{49}\n$/;

/** Runs `action` with a home that has two items and with the empty home of a CI runner. */
async function homes(action: (home: UserHome, runner: UserHome) => Promise<void>): Promise<void> {
  using home = new UserHome();
  using runner = new UserHome();
  await home.vault();
  await home.item("AWS dev");
  await home.item("AWS prod", "AKIAI44QH8DHBEXAMPLE", { "default region": "eu-west-1" });
  await action(home, runner);
}

async function createToken(home: UserHome, ...args: string[]): Promise<string> {
  const created = await home.opaws(["token", "create", ...args]);
  assert.equal(created.code, 0, created.stderr);
  assert.match(created.stdout, TOKEN_LINE, "nothing but the token is on standard output");
  assert.ok(!created.stderr.includes(created.stdout.trim()));
  return created.stdout.trim();
}

function assertRefused(ended: Ended, code: number, because: RegExp, token?: string): void {
  assert.deepEqual([ended.code, ended.stdout], [code, ""], ended.stderr);
  assert.match(ended.stderr, because);
  for (const secret of [SECRET, ...token ? [token, token.slice(6, 30)] : []]) {
    assert.ok(!ended.stderr.includes(secret));
  }
}

Deno.test("a token and its bundle give a CI runner the item, and the tool gets neither of them", async () => {
  await homes(async (home, runner) => {
    const file = `${runner.folder}/ci.json`;
    const token = await createToken(home, "--item", "AWS prod", "--label", "ci", "--bundle", file);
    assert.equal(Deno.statSync(file).mode! & 0o777, 0o600);
    assert.ok(!/AWS|AKIA|prod/.test(Deno.readTextFileSync(file)));
    const tokenFile = `${runner.folder}/token`;
    Deno.writeTextFileSync(tokenFile, `${token}\n`, { mode: 0o644 });
    const whole = Deno.readFileSync(file).toBase64();
    const lines = whole.replace(/.{76}/g, "$&\n");
    const url = Deno.readFileSync(file).toBase64({ alphabet: "base64url", omitPadding: true });
    for (
      const env of [
        { OPAWS_TOKEN: token, OPAWS_VAULT_FILE: file },
        { OPAWS_TOKEN: token, OPAWS_VAULT_FILE: "ci.json" },
        { OPAWS_TOKEN_FILE: tokenFile, OPAWS_VAULT_FILE: file },
        { OPAWS_TOKEN: token, OPAWS_VAULT: whole },
        { OPAWS_TOKEN: token, OPAWS_VAULT: lines },
        { OPAWS_TOKEN: token, OPAWS_VAULT: url },
      ] as Record<string, string>[]
    ) {
      const ended = await runner.opaws(["run", "--", "env"], { env: { ...env, CI: "true" } });
      assert.equal(ended.code, 0, ended.stderr);
      assert.equal(ended.stderr, "");
      assert.match(ended.stdout, /^AWS_ACCESS_KEY_ID=AKIAI44QH8DHBEXAMPLE$/m);
      assert.match(ended.stdout, /^AWS_REGION=eu-west-1$/m);
      assert.ok(!/OPAWS_(TOKEN|VAULT=)/.test(ended.stdout), ended.stdout);
      assert.ok(!ended.stdout.includes(token) && !ended.stdout.includes(whole.slice(0, 40)));
    }
    const kept = [...Deno.readDirSync(runner.folder)].map((entry) => entry.name);
    assert.ok(!kept.includes(".config"), "a token writes nothing");
  });
});

Deno.test("a token opens its own vault among several in the vaults folder", async () => {
  await homes(async (home) => {
    const token = await createToken(home, "--item", "AWS dev");
    await home.opaws(["vault", "create", "another", "--password-stdin"], {
      input: "correct horse battery\n",
    });
    await home.opaws(["lock"]);
    const env = { OPAWS_TOKEN: token };
    const ended = await home.opaws(["run", "--verbose", "--", "env"], { env });
    assert.match(ended.stdout, /^AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE$/m, ended.stderr);
    assert.match(ended.stderr, /gives env the keys of "AWS dev" \(OPAWS_TOKEN\)/);
    assertRefused(
      await home.opaws(["run", "--vault", "another", "--", "env"], { env }),
      77,
      /it is the token of another vault/,
    );
    const which = await home.opaws(["which", "aws"], { env });
    assert.match(
      which.stdout,
      /So aws gets the keys of the item that OPAWS_TOKEN opens, regardless of bindings\./,
    );
  });
});

Deno.test("--item or OPAWS_ITEM selects one of the items that a token opens, and no other item", async () => {
  await homes(async (home, runner) => {
    const file = `${runner.folder}/ci.json`;
    await home.item("AWS audit", "AKIAEXAMPLEAUDITKEYS");
    const both = ["--item", "AWS dev", "--item", "AWS prod", "--item", "aws dev"];
    const OPAWS_TOKEN = await createToken(home, ...both, "--bundle", file);
    const env = { OPAWS_TOKEN, OPAWS_VAULT_FILE: file };
    const run = (args: string[], more = {}) =>
      runner.opaws(["run", ...args, "--", "env"], { env: { ...env, ...more } });
    const several = await run([]);
    assertRefused(
      several,
      66,
      /the token opens "AWS dev", "AWS prod", and neither --item nor OPAWS_ITEM is set/,
    );
    assert.match((await run(["--item", "aws p"])).stdout, /AKIAI44QH8DHBEXAMPLE/);
    assert.match((await run([], { OPAWS_ITEM: "AWS dev" })).stdout, /AKIAIOSFODNN7EXAMPLE/);
    const over = await run(["--item", "AWS prod"], { OPAWS_ITEM: "AWS dev" });
    assert.match(over.stdout, /AKIAI44QH8DHBEXAMPLE/);
    assertRefused(
      await run(["--item", "AWS audit"]),
      77,
      /the token opens only "AWS dev", "AWS prod"/,
    );
    assertRefused(await run(["--item", "aws"]), 64, /several items match/);
  });
});

Deno.test("run exits with 77 if the token is expired, revoked, malformed or of another vault, and says which", async () => {
  await homes(async (home, runner) => {
    const file = `${runner.folder}/ci.json`;
    const token = await createToken(
      home,
      "--item",
      "AWS dev",
      "--label",
      "nightly",
      "--bundle",
      file,
    );
    const run = (env: Record<string, string>) => runner.opaws(["run", "--", "env"], { env });
    const flipped = token.slice(0, 20) + (token[20] === "a" ? "b" : "a") + token.slice(21);
    assertRefused(
      await run({ OPAWS_TOKEN: flipped, OPAWS_VAULT_FILE: file }),
      77,
      /checksum/,
      flipped,
    );
    assertRefused(
      await run({ OPAWS_TOKEN: "secret" }),
      77,
      /it is not opaws_ followed by 49 letters and digits/,
    );
    const { bundle, token: old } = JSON.parse(
      Deno.readTextFileSync(new URL("../vault/vectors/tokens.json", import.meta.url)),
    );
    const vector = { OPAWS_VAULT: btoa(unescape(encodeURIComponent(bundle))) };
    assertRefused(await run({ OPAWS_TOKEN: old, ...vector }), 77, /it expired on 2026-04-02/, old);
    assertRefused(
      await run({ OPAWS_TOKEN: token, ...vector }),
      77,
      /token of another vault/,
      token,
    );
    const damaged = Deno.readTextFileSync(file).replace(/"expires":"\d{4}/, '"expires":"2999');
    Deno.writeTextFileSync(file, damaged);
    assertRefused(
      await run({ OPAWS_TOKEN: token, OPAWS_VAULT_FILE: file }),
      65,
      /its slot in .* was changed/,
    );

    const revoked = await home.opaws(["token", "revoke", "nightly"]);
    assert.equal(revoked.code, 0, revoked.stderr);
    const here = await home.opaws(["run", "--", "env"], { env: { OPAWS_TOKEN: token } });
    assertRefused(here, 77, /it was revoked/, token);
    const again = await home.opaws(["token", "revoke", "nightly"]);
    assert.equal(again.code, 66);
  });
});

Deno.test("run checks the variables of token and vault, and refuses two of one kind", async () => {
  await homes(async (home, runner) => {
    const token = await createToken(home, "--item", "AWS dev");
    const run = (env: Record<string, string>) =>
      runner.opaws(["run", "--", "env"], { env: { OPAWS_TOKEN: token, ...env } });
    assertRefused(await run({}), 66, /neither OPAWS_VAULT_FILE nor OPAWS_VAULT is set/);
    assertRefused(await run({ OPAWS_VAULT_FILE: "/nowhere" }), 66, /there is no such file/);
    assertRefused(await run({ OPAWS_VAULT: "ä" }), 65, /it is not base64/);
    assertRefused(await run({ OPAWS_VAULT: "e30=" }), 65, /is damaged/);
    assertRefused(await run({ OPAWS_VAULT: "A".repeat(49153) }), 78, /more than 49152 characters/);
    assertRefused(await run({ OPAWS_VAULT: "e30=", OPAWS_VAULT_FILE: "/x" }), 78, /is set as well/);
    assertRefused(await run({ OPAWS_TOKEN_FILE: "/nowhere" }), 78, /is set as well/);
    const missing = await run({ OPAWS_TOKEN: "", OPAWS_TOKEN_FILE: "/nowhere" });
    assertRefused(missing, 66, /OPAWS_TOKEN_FILE \(\/nowhere\): there is no such file/);
  });
});

Deno.test("token list shows the state of each token, and item edit reports the tokens that lose the item", async () => {
  await homes(async (home) => {
    await createToken(home, "--item", "AWS dev", "--label", "one", "--expires", "12h");
    await createToken(home, "--item", "AWS dev", "--item", "AWS prod", "--label", "two");
    const edited = await home.opaws(["item", "edit", "AWS dev", "--region", "eu-west-3"]);
    assert.match(edited.stderr, /no longer open item "AWS dev".*"one" \(.*"two" \(/);
    const revoked = await home.opaws(["token", "revoke", "two", "--json"]);
    assert.deepEqual(JSON.parse(revoked.stdout).alsoLost, []);
    const { tokens } = JSON.parse((await home.opaws(["token", "list", "--json"])).stdout);
    assert.deepEqual(
      tokens.map((each: { label: string; state: string }) => [each.label, each.state]),
      [["one", "lost"], ["two", "revoked"]],
    );
    await home.opaws(["lock"]);
    const listed = await home.opaws(["token", "list"]);
    assert.match(
      listed.stdout,
      /one +personal +lost +in 1[12] hours +1 item$/m,
    );
    const bad = await home.opaws(["token", "create", "--item", "x", "--expires", "2y"]);
    assertRefused(bad, 64, /neither a duration such as 90d/);
    const none = await home.opaws(["token", "create", "--json"]);
    assert.equal(JSON.parse(none.stdout).error.exit, 64);
  });
});

Deno.test("token create --bundle replaces only a bundle, and creates no token if it cannot write it", async () => {
  await homes(async (home) => {
    const file = `${home.folder}/b.json`;
    await createToken(home, "--item", "AWS dev", "--bundle", "b.json");
    await createToken(home, "--item", "AWS dev", "--bundle", file);
    Deno.writeTextFileSync(file, "mine");
    const kept = await home.opaws(["token", "create", "--item", "AWS dev", "--bundle", file]);
    assertRefused(kept, 73, /something that is not a bundle already exists there/);
    assert.equal(Deno.readTextFileSync(file), "mine");
    const folder = await home.opaws(["token", "create", "--item", "AWS dev", "--bundle", "no/b"]);
    assertRefused(folder, 73, /its folder does not exist/);
    const { tokens } = JSON.parse((await home.opaws(["token", "list", "--json"])).stdout);
    assert.equal(tokens.length, 2);
  });
});

Deno.test("item list, item show and otp read only what the token opens", async () => {
  await homes(async (home, runner) => {
    const file = `${runner.folder}/ci.json`;
    await home.item("AWS mfa", "AKIAEXAMPLEMFAKEYSXX", { "one-time password": "JBSWY3DPEHPK3PXP" });
    const OPAWS_TOKEN = await createToken(home, "--item", "AWS mfa", "--bundle", file);
    const read = (...args: string[]) =>
      runner.opaws(args, { env: { OPAWS_TOKEN, OPAWS_VAULT_FILE: file, CI: "true" } });
    const { items } = JSON.parse((await read("item", "list", "--json")).stdout);
    assert.deepEqual(items.map((each: { title: string }) => each.title), ["AWS mfa"]);
    const shown = await read("item", "show", "aws mfa");
    assert.match(shown.stdout, /AKIAEXAMPLEMFAKEYSXX/, shown.stderr);
    assert.ok(!shown.stdout.includes(SECRET));
    assert.match((await read("otp")).stdout, /^\d{6}\n$/);
    assertRefused(await read("item", "show", "AWS dev"), 77, /the token opens only "AWS mfa"/);
  });
});

Deno.test("OPAWS_VAULT_FILE takes a pipe but not a device, and vault import says that a file is a bundle", async () => {
  await homes(async (home, runner) => {
    const file = `${runner.folder}/ci.json`;
    const OPAWS_TOKEN = await createToken(home, "--item", "AWS dev", "--bundle", file);
    const env = { OPAWS_TOKEN };
    const script = `OPAWS_VAULT_FILE=<(cat '${file}') opaws run -- printenv AWS_ACCESS_KEY_ID`;
    const piped = await runner.run("/bin/bash", ["-c", script], { env });
    assert.equal(piped.stdout, "AKIAIOSFODNN7EXAMPLE\n", piped.stderr);
    const device = { ...env, OPAWS_VAULT_FILE: "/dev/zero" };
    assertRefused(
      await runner.opaws(["run", "--", "env"], { env: device }),
      78,
      /neither a file nor/,
    );
    const imported = await runner.opaws(["vault", "import", file]);
    assert.match(imported.stdout, /Only its token opens it/, imported.stderr);
    const own = await runner.opaws(["run", "--", "printenv", "AWS_ACCESS_KEY_ID"], { env });
    assert.equal(own.stdout, "AKIAIOSFODNN7EXAMPLE\n", own.stderr);
  });
});

Deno.test("a token alone changes nothing and replaces no password", async () => {
  await homes(async (home) => {
    const token = await createToken(home, "--item", "AWS dev");
    await home.opaws(["lock"]);
    const before = Deno.readTextFileSync(`${home.folder}/.config/opaws/vaults/personal.json`);
    for (
      const args of [["item", "edit", "AWS dev", "--title", "x"], ["item", "delete", "AWS dev"], [
        "token",
        "create",
        "--item",
        "AWS dev",
      ]]
    ) {
      const ended = await home.opaws(args, { env: { OPAWS_TOKEN: token } });
      assertRefused(ended, 79, /locked/, token);
    }
    const after = Deno.readTextFileSync(`${home.folder}/.config/opaws/vaults/personal.json`);
    assert.equal(after, before);
  });
});
