import assert from "node:assert/strict";
import { FakeSts } from "../aws/sts/fake_sts.ts";
import { DEVICE, ROLE, RoleHome, SHOW } from "./role_home.ts";
import { PASSWORD } from "./user_home.ts";

Deno.test("a chain of three roles is assumed once, cached, and used again", async () => {
  await using sts = FakeSts.start();
  using home = await RoleHome.make(sts);
  const { code, stdout, stderr } = await home.show(["--profile", "top", "--verbose"]);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^ASIA\S+ \S+ \d{4}-\S+Z \n$/);
  assert.deepEqual(
    sts.calls.map(({ params }) => [params.RoleArn, params.ExternalId, params.RoleSessionName]),
    [
      [`${ROLE}/base`, undefined, sts.calls[0]!.params.RoleSessionName],
      [`${ROLE}/mid`, "abc", sts.calls[1]!.params.RoleSessionName],
      [`${ROLE}/top`, undefined, "me"],
    ],
  );
  assert.equal(sts.ports.size, 1, "on one connection");
  assert.match(stderr, /gives sh a session of "AWS dev".*role .*base, then .*mid, then .*top/);
  assert.equal((await home.show(["--profile", "top"])).stdout, stdout);
  assert.equal(sts.calls.length, 3);
  await home.show(["--profile", "mid"]);
  assert.equal(sts.calls.length, 3, "the roles in between are cached too");
  const config = Deno.readTextFileSync(`${home.folder}/.aws/config`);
  Deno.writeTextFileSync(`${home.folder}/.aws/config`, config.replace("= abc", "= abd"));
  await home.show(["--profile", "top"]);
  assert.equal(sts.calls.length, 5, "an edited external id renews mid and top, not base");
});

Deno.test("opaws which prints the chain, unlocks nothing and calls nothing", async () => {
  await using sts = FakeSts.start();
  using home = await RoleHome.make(sts);
  await home.opaws(["lock"]);
  const { code, stdout } = await home.opaws(["which", "aws", "--profile", "top"]);
  assert.equal(code, 0);
  const order = ["role/base", "role/mid", "external id abc", "role/top", "session name me"];
  const at = order.map((word) => stdout.indexOf(word));
  assert.deepEqual(at, at.toSorted((a, b) => a - b));
  assert.ok(at.every((place) => place > 0), stdout);
  const which = JSON.parse(
    (await home.opaws(["which", "aws", "--profile", "top", "--json"])).stdout,
  );
  assert.equal(which.outcome, "role");
  assert.deepEqual(which.roles.map((step: { role: string }) => step.role), [
    `${ROLE}/base`,
    `${ROLE}/mid`,
    `${ROLE}/top`,
  ]);
  assert.equal(sts.calls.length, 0);
});

Deno.test("20 runs at once with an empty cache make one call of each kind", async () => {
  await using sts = FakeSts.start();
  sts.mfa(DEVICE, () => true);
  using home = await RoleHome.make(sts);
  await home.opaws(["config", "set", "mfa.allowProcess", "true"]);
  const profile = ["--profile", "process"];
  const all = await Promise.all(Array.from({ length: 20 }, () => home.show(profile)));
  assert.deepEqual(all.map(({ code }) => code), Array(20).fill(0), all.map((e) => e.stderr).join());
  assert.equal(new Set(all.map(({ stdout }) => stdout)).size, 1);
  assert.deepEqual([sts.count("GetSessionToken"), sts.count("AssumeRole")], [1, 1]);
});

Deno.test("a session that ends soon is renewed, and used with a warning if that fails", async () => {
  await using sts = FakeSts.start();
  using home = await RoleHome.make(sts);
  const soon = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
  sts.plan("AssumeRole", { kind: "expiration", expiration: soon(4) }, 1);
  const first = await home.show(["--profile", "base"]);
  sts.plan("AssumeRole", { kind: "error", code: "AccessDenied", status: 403, message: "no" }, 1);
  const second = await home.show(["--profile", "base"]);
  assert.deepEqual([second.code, second.stdout], [0, first.stdout]);
  assert.match(second.stderr, /AccessDenied: no; using the cached session, which ends in \d min/);
  const third = await home.show(["--profile", "base"]);
  assert.notEqual(third.stdout, first.stdout);
  assert.equal(third.stderr, "");
});

Deno.test("a question for the code that is cancelled runs nothing, even if the cached session lasts 4 minutes", async () => {
  await using sts = FakeSts.start();
  sts.mfa(DEVICE, () => true);
  using home = await RoleHome.make(sts);
  const soon = new Date(Date.now() + 4 * 60_000).toISOString();
  for (const call of ["GetSessionToken", "AssumeRole"] as const) {
    sts.plan(call, { kind: "expiration", expiration: soon }, 1);
  }
  await using terminal = home.terminal("/bin/sh", ["-i"]);
  const run = "opaws run --profile mfa -- sh -c 'echo it ra$0' n; echo status $?\r";
  await terminal.send(run);
  await terminal.expect(/Password of vault/);
  await terminal.send(`${PASSWORD}\r`);
  await terminal.expect(/code/i);
  await terminal.send("123456\r");
  await terminal.expect(/it ran\s+status 0/);
  await terminal.send(run);
  await terminal.expect(/code/i);
  await terminal.send("\x03");
  assert.doesNotMatch(await terminal.expect(/[^]*status \d+/), /it ran|status 0/);
});

// https://github.com/fwdcloudsec/granted/pull/889: a long apply starts with a session that is about to end.
Deno.test("--fresh requests the role's session again and caches it, but not the user's session that it comes from", async () => {
  await using sts = FakeSts.start();
  using home = await RoleHome.make(sts, {
    "one-time password": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
    "mfa serial": DEVICE,
  });
  sts.mfa(DEVICE, () => true);
  const first = (await home.show(["--profile", "base"])).stdout;
  const fresh = (await home.show(["--profile", "base", "--fresh"])).stdout;
  assert.notEqual(fresh, first);
  assert.equal((await home.show(["--profile", "base"])).stdout, fresh);
  assert.deepEqual([sts.count("GetSessionToken"), sts.count("AssumeRole")], [1, 2]);
  sts.plan("AssumeRole", { kind: "error", code: "AccessDenied", status: 403, message: "no" }, 1);
  const refused = await home.show(["--profile", "base", "--fresh"]);
  assert.deepEqual([refused.code, refused.stdout], [77, ""]);
});

Deno.test("if STS refuses, opaws prints the cleaned message, caches nothing, and does not use the access key instead", async () => {
  await using sts = FakeSts.start();
  using home = await RoleHome.make(sts);
  const message = "User is not \x1b[31mauthorized\x1b[0m";
  sts.plan("AssumeRole", { kind: "error", code: "AccessDenied", status: 403, message });
  const { code, stdout, stderr } = await home.show(["--profile", "base"]);
  assert.deepEqual([code, stdout], [77, ""]);
  assert.match(stderr, /^opaws: cannot assume role .*AccessDenied: User is not /);
  assert.ok(!stderr.includes("\x1b"));
  assert.deepEqual(home.sessions(), []);
});

Deno.test("--duration, --session-name and --no-session shape the session", async () => {
  await using sts = FakeSts.start();
  using home = await RoleHome.make(sts);
  await home.show(["--profile", "base", "--duration", "30m", "--session-name", "audit"]);
  const [role] = sts.calls;
  assert.deepEqual([role?.params.DurationSeconds, role?.params.RoleSessionName], ["1800", "audit"]);
  await home.show(["--duration", "1h30m"]);
  assert.deepEqual([sts.calls[1]?.action, sts.calls[1]?.params.DurationSeconds], [
    "GetSessionToken",
    "5400",
  ]);
  assert.match((await home.show(["--no-session"])).stdout, /^AKIAIOSFODNN7EXAMPLE {2}/);
  const wrong = await home.show(["--session-name", "audit"]);
  assert.equal(wrong.code, 64);
  assert.match(wrong.stderr, /cannot use --session-name: profile "default" assumes no role/);
  for (const time of ["1", "2d", "40h", "soon"]) {
    assert.equal((await home.show(["--duration", time])).code, 64, time);
  }
});

Deno.test("opaws asks on the terminal for a code that the item cannot generate, and exits with 79 without a terminal", async () => {
  await using sts = FakeSts.start();
  sts.mfa(DEVICE, (code) => code === "345678");
  using home = await RoleHome.make(sts);
  const nobody = await home.opaws(["run", "--profile", "mfa", "--", ...SHOW]);
  assert.equal(nobody.code, 79);
  assert.match(nobody.stderr, /cannot get a one-time code of arn:.*no terminal/);
  await using terminal = home.terminal("/bin/sh", [
    "-c",
    "opaws unlock; opaws run --profile mfa -- sh -c 'echo got $AWS_ACCESS_KEY_ID $AWS_REGION'",
  ]);
  await terminal.expect(/Password of vault/, 15_000);
  await terminal.send("correct horse battery\r");
  await terminal.expect(/◆ +One-time code of arn:aws:iam::123456789012:mfa\/user1/, 15_000);
  await terminal.send("34567\r");
  await terminal.expect(/opaws: a one-time code has 6 digits\n│\n◆ +One-time code of/);
  await terminal.send("111111\r");
  await terminal.expect(/AWS does not accept this code[^]*◆ +One-time code of/, 15_000);
  await terminal.send("345 678\r");
  await terminal.expect(/got ASIA\S+ eu-central-1/, 15_000);
  assert.equal(sts.calls.find((call) => call.action === "GetSessionToken")?.region, "eu-central-1");
});

// https://github.com/1Password/shell-plugins/issues/558 and pull 463: cdk looks for the profile of --profile in the file.
Deno.test("opaws assumes the role of the profile in the arguments of cdk and eksctl and removes it there, unless it is left to the tool", async () => {
  await using sts = FakeSts.start();
  using home = await RoleHome.make(sts);
  for (const tool of ["cdk", "eksctl"]) {
    home.program(tool, 'echo "$AWS_ACCESS_KEY_ID $AWS_REGION <$AWS_PROFILE> $*"');
  }
  const runs = async (...args: string[]) => (await home.opaws(["run", "--", ...args])).stdout;
  assert.match(
    await runs("cdk", "--profile", "mfa", "list", "--profile=base"),
    /^ASIA\S+ {2}<> list\n$/,
  );
  assert.deepEqual(sts.calls.map(({ params }) => params.RoleArn), [`${ROLE}/base`]);
  assert.match(await runs("eksctl", "get", "cluster", "-p", "base"), /^ASIA.* <> get cluster\n$/);
  assert.match(await runs("cdk", "list", "-p", "base"), /^AKIA\S+ {2}<> list -p base\n$/);
  assert.equal(await runs("cdk", "list", "--profile", "sso"), "  <> list --profile sso\n");
  const none = await home.opaws(["run", "--", "cdk", "list", "--profile", "prdo"]);
  assert.deepEqual([none.code, none.stdout], [66, ""]);
});

Deno.test("a profile of another provider is left to the tool, which only --verbose reports, and a loop is refused", async () => {
  await using sts = FakeSts.start();
  using home = await RoleHome.make(sts);
  const quiet = await home.show(["--profile", "sso"]);
  assert.deepEqual([quiet.code, quiet.stderr, quiet.stdout.trim()], [0, "", ""]);
  const verbose = await home.show(["--profile", "sso", "--verbose"]);
  assert.equal(
    verbose.stderr,
    'opaws: leaves profile "sso" to sh: its credentials come from SSO\n',
  );
  const loop = await home.show(["--profile", "loop"]);
  assert.equal(loop.code, 78);
  assert.match(loop.stderr, /is a loop: loop -> loop2 -> loop/);
});

Deno.test("an item named or mapped for a source profile assumes the role even if the file has keys of that profile", async () => {
  await using sts = FakeSts.start();
  using home = await RoleHome.make(sts);
  home.credentials({ default: { id: "AKIAI44QH8DHBEXAMPLE", secret: "x" } });
  assert.equal((await home.show(["--profile", "base"])).stdout.trim(), "", "left to the tool");
  const named = await home.show(["--profile", "base", "--item", "AWS dev"]);
  assert.match(named.stdout, /^ASIA/, named.stderr);
  const map = async (profile: string) =>
    (await home.opaws(["profile", "map", profile, "--item", "AWS dev"])).stderr;
  assert.match(await map("base"), /^opaws: profile "base" takes .* "default", .*\n {2}try: /);
  assert.equal(await map("default"), "");
  assert.equal((await home.show(["--profile", "base"])).stdout, named.stdout);
  const { stdout } = await home.opaws(["which", "aws", "--profile", "base"]);
  assert.match(stdout, /So aws gets a session of arn:\S+:role\/base, made with "AWS dev"/);
  assert.deepEqual(sts.calls.map(({ params }) => params.RoleArn), [`${ROLE}/base`]);
});

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
  assert.match(text, /role\/mid +without MFA +AWS dev +personal +in (\d+ minutes|1 hour)/);
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
