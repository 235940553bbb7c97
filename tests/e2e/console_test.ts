import assert from "node:assert/strict";
import { FakeSignIn } from "../aws/console/fake_sign_in.ts";
import { FakeSts } from "../aws/sts/fake_sts.ts";
import { ignoreOnWindows, ignoreUnless } from "../ignore.ts";
import { DEVICE, ROLE, RoleHome } from "./role_home.ts";

const TOKEN = "VCQgs5qZZt3Q6fn8Tr5EXAMPLE_sign-in";

/** What opaws prints with --print. */
async function printed(
  home: RoleHome,
  signIn: FakeSignIn,
  args: readonly string[],
): Promise<URL> {
  const { code, stdout, stderr } = await console_(home, signIn, [...args, "--print"]);
  assert.equal(code, 0, stderr);
  return new URL(stdout.trim());
}

function console_(home: RoleHome, signIn: FakeSignIn, args: readonly string[], env = {}) {
  const variables = { AWS_ENDPOINT_URL_SIGNIN: signIn.url, ...env };
  return home.opaws(["console", ...args], { env: variables });
}

Deno.test("console --print signs in as the role of a profile, for as long as it says", async () => {
  await using sts = FakeSts.start();
  await using signIn = new FakeSignIn(sts);
  using home = await RoleHome.make(sts);
  const args = ["--profile", "base", "--service", "s3", "--region", "eu-central-1"];
  const url = await printed(home, signIn, [...args, "--duration", "8h"]);
  assert.equal(`${url.origin}${url.pathname}`, `${signIn.url}/federation`);
  assert.deepEqual(Object.fromEntries(url.searchParams), {
    Action: "login",
    Issuer: "opaws",
    Destination: "https://console.aws.amazon.com/s3/home?region=eu-central-1",
    SigninToken: TOKEN,
  });
  const [{ method, target, form }] = signIn.calls as [FakeSignIn["calls"][0]];
  assert.deepEqual([method, target, form.SessionDuration], ["POST", "/federation", "28800"]);
  assert.equal(sts.calls[0]!.params.DurationSeconds, undefined, "the role's session stays");
  await printed(home, signIn, ["--profile", "base"]);
  assert.equal(signIn.calls[1]!.form.SessionDuration, undefined);
  const refused = await console_(home, signIn, ["--profile", "mid", "--duration", "8h", "--print"]);
  assert.equal(refused.code, 64);
  await printed(home, signIn, ["--profile", "mid"]);
});

Deno.test("console signs in as the item's user with GetFederationToken and a policy, also with MFA", async () => {
  await using sts = FakeSts.start();
  sts.mfa(DEVICE, () => true);
  await using signIn = new FakeSignIn(sts);
  using home = await RoleHome.make(sts, {
    "one-time password": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
    "mfa serial": DEVICE,
  });
  const everything = await console_(home, signIn, ["--print"]);
  assert.match(everything.stderr, /may do all that the user may; --policy limits it/);
  assert.match(everything.stdout, /Destination=https%3A%2F%2Fconsole.aws.amazon.com%2Fconsole%2F/);
  const arn = "arn:aws:iam::aws:policy/ReadOnlyAccess";
  const limited = await console_(home, signIn, ["--policy", arn, "--duration", "1h", "--print"]);
  assert.equal(limited.stderr, "");
  const [first, second] = sts.calls.map(({ params }) => params);
  assert.equal(first!.Action, "GetFederationToken");
  assert.deepEqual(JSON.parse(first!.Policy!).Statement[0].Action, "*");
  assert.deepEqual(
    [second!.Action, second!["PolicyArns.member.1.arn"], second!.DurationSeconds, second!.Policy],
    ["GetFederationToken", arn, "3600", undefined],
  );
  assert.deepEqual(signIn.calls.map(({ form }) => form.SessionDuration), [undefined, undefined]);
  const role = await console_(home, signIn, ["--profile", "base", "--policy", arn, "--print"]);
  assert.match(role.stderr, /it limits the session of a user, and this is the session of a role/);
});

Deno.test("the sign-in and the console are those of the role's partition", async () => {
  await using sts = FakeSts.start();
  await using signIn = new FakeSignIn(sts);
  using home = await RoleHome.make(sts);
  const role = "arn:aws-us-gov:iam::123456789012:role/x";
  const url = await printed(home, signIn, ["--role", role, "--region", "us-gov-west-1"]);
  assert.match(url.searchParams.get("Destination")!, /^https:\/\/console\.amazonaws-us-gov\.com\//);
  const moon = await console_(home, signIn, ["--role", "arn:aws-moon:iam::123456789012:role/x"]);
  assert.match(moon.stderr, /opaws knows no console of partition "aws-moon"/);
});

Deno.test({
  name:
    "the browser gets a page of mode 0600 that is removed, and no program has the address in its arguments",
  ignore: ignoreOnWindows(),
  fn: async () => {
    await using sts = FakeSts.start();
    await using signIn = new FakeSignIn(sts);
    using home = await RoleHome.make(sts);
    const log = `${home.folder}/browser.log`;
    home.program(
      "browser",
      `path=$(python3 -c 'import sys, urllib.parse as u; print(u.unquote(sys.argv[1][7:]))' "$1")
exec >'${log}'; echo "$1"; stat -c %a "$path"; cat "$path"
cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' ' >'${log}.ps'`,
    );
    const { code, stdout, stderr } = await console_(home, signIn, ["--profile", "base"], {
      BROWSER: "browser",
      DISPLAY: ":0",
    });
    assert.deepEqual([code, stdout], [0, ""], stderr);
    assert.match(stderr, /^opaws: opened the console as AWS dev, profile base\n$/);
    const [argument, mode, ...page] = Deno.readTextFileSync(log).split("\n");
    assert.match(argument!, /^file:\/\/\S+\/run\/opaws\/console-[0-9a-f]{16}\.html$/);
    assert.equal(mode, "600");
    assert.ok(page.join("\n").includes(`SigninToken=${TOKEN}`));
    assert.ok(!Deno.readTextFileSync(`${log}.ps`).includes(TOKEN));
    const left = [...Deno.readDirSync(`${home.folder}/run/opaws`)].map(({ name }) => name);
    assert.deepEqual(left.filter((name) => name.startsWith("console-")), []);
  },
});

Deno.test({
  name: "opaws sees that a browser has read the page where no time of access is recorded",
  ignore: ignoreUnless(Deno.build.os === "linux", "Linux"),
  fn: async () => {
    await using sts = FakeSts.start();
    await using signIn = new FakeSignIn(sts);
    using home = await RoleHome.make(sts);
    home.program(
      "browser",
      `exec python3 -c 'import os, sys, urllib.parse as u
os.read(os.open(u.unquote(sys.argv[1][7:]), os.O_RDONLY | os.O_NOATIME), 9)' "$1"`,
    );
    const began = Date.now();
    const env = { BROWSER: "browser", DISPLAY: ":0" };
    const { code, stderr } = await console_(home, signIn, ["--profile", "base"], env);
    assert.equal(code, 0, stderr);
    assert.ok(Date.now() - began < 20_000, "else it waits for 20 seconds, and takes longer");
  },
});

Deno.test("without a browser, and if the sign-in refuses, console says so without a secret", async () => {
  await using sts = FakeSts.start();
  await using signIn = new FakeSignIn(sts);
  using home = await RoleHome.make(sts);
  home.program("browser", "exit 3");
  const failing = await console_(home, signIn, ["--profile", "base"], { BROWSER: "browser" });
  assert.equal(failing.code, 69);
  assert.match(
    failing.stderr,
    /cannot open the browser: .*exited with status 3\n {2}try: opaws console --print/,
  );
  const responses: (() => Response)[] = [
    () => new Response("<html>", { status: 400 }),
    () => new Response("{}"),
    () => new Response("not JSON"),
    () => Response.json({ SigninToken: "a b" }),
    () => Response.redirect("https://attacker.example/"),
  ];
  for (const response of responses) {
    signIn.response = response;
    const { code, stdout, stderr } = await console_(home, signIn, ["--profile", "base", "--print"]);
    assert.ok(code === 69 || code === 77, stderr);
    assert.equal(stdout, "");
    assert.match(stderr, /^opaws: cannot sign in to the console: /);
    assert.doesNotMatch(stderr, /FwoGZX|temporary\//);
  }
  const service = await console_(home, signIn, ["--service", "../x", "--print"]);
  assert.equal(service.code, 64);
  const elsewhere = await home.opaws(["console", "--role", `${ROLE}/x`, "--print"], {
    env: { AWS_ENDPOINT_URL_SIGNIN: "https://signin.attacker.example" },
  });
  assert.equal(elsewhere.code, 78);
});
