import assert from "node:assert/strict";
import { FakeSso } from "../aws/sso/fake_sso.ts";
import { FakeSts } from "../aws/sts/fake_sts.ts";
import { SSO_CONFIG, SsoHome } from "./sso_home.ts";
import { type Ended, PASSWORD } from "./user_home.ts";

const SHOW = ["--", "sh", "-c", 'echo "$AWS_ACCESS_KEY_ID $AWS_SESSION_TOKEN $AWS_REGION"'];
const BIND = ["init", "aws", "--sso", "corp", "--account", "111122223333", "--role", "Developer"];

/** Makes a home that is signed in, with a role bound globally. */
async function boundHome(sso: FakeSso, config = SSO_CONFIG): Promise<SsoHome> {
  const home = await SsoHome.make(sso, { config });
  const login = await home.opaws(["sso", "login", "corp"]);
  assert.equal(login.code, 0, login.stderr);
  const bound = await home.opaws([...BIND, "--scope", "global", "--region", "eu-west-3"]);
  assert.equal(bound.code, 0, bound.stderr);
  assert.equal(
    bound.stdout,
    "aws uses role Developer in Acme Dev (111122223333) through corp as the global default.\n",
  );
  return home;
}

function show(home: SsoHome, ...options: string[]): Promise<Ended> {
  return home.opaws(["run", ...options, ...SHOW]);
}

Deno.test("a bound role gives credentials, which are cached until 5 minutes before they expire", async () => {
  await using sso = FakeSso.start();
  using home = await boundHome(sso);
  const first = await show(home, "--verbose");
  assert.match(first.stdout, /^ASIASSO0001EXAMPLE token-\S+ eu-west-3\n$/);
  assert.match(first.stderr, /gives sh credentials of role Developer in Acme Dev \(111122223333\)/);
  assert.equal((await show(home)).stdout, first.stdout);
  assert.equal(sso.count("GetRoleCredentials"), 1);
  sso.portal.credentialSeconds = 240;
  assert.match((await show(home, "--fresh")).stdout, /^ASIASSO0002/);
  assert.match((await show(home)).stdout, /^ASIASSO0003/, "4 minutes are not enough");
  const listed = JSON.parse((await home.opaws(["session", "list", "--json"])).stdout).sessions;
  assert.deepEqual([listed[0].call, listed[0].role, listed[0].ssoSession], [
    "GetRoleCredentials",
    "Developer in 111122223333",
    "corp",
  ]);
});

Deno.test("20 runs at once with expired credentials make one call, and with an expired token one refresh", async () => {
  await using sso = FakeSso.start();
  using home = await boundHome(sso);
  sso.portal.credentialSeconds = 240; // less than what is left before opaws renews them
  await show(home);
  sso.portal.credentialSeconds = 3600;
  const runs = async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => show(home)));
    assert.deepEqual(
      all.map(({ code }) => code),
      Array(20).fill(0),
      all.map((e) => e.stderr).join(),
    );
    assert.equal(new Set(all.map(({ stdout }) => stdout)).size, 1);
  };
  const before = [sso.count("GetRoleCredentials"), sso.count("CreateToken")];
  await runs();
  assert.deepEqual([sso.count("GetRoleCredentials"), sso.count("CreateToken")], [
    before[0]! + 1,
    before[1],
  ]);
  sso.oidc.expireTokens();
  await home.opaws(["session", "clear"]);
  await runs();
  assert.equal(sso.count("CreateToken"), before[1]! + 1);
  const given = sso.calls.filter(({ action, refused }) =>
    action === "GetRoleCredentials" && refused === null
  );
  assert.equal(given.length, before[0]! + 2);
});

Deno.test("an ended session asks on a terminal, and elsewhere exits with 79 and the command that signs in", async () => {
  await using sso = FakeSso.start();
  using home = await boundHome(sso);
  sso.oidc.end();
  const ended = await show(home);
  assert.deepEqual([ended.code, ended.stdout], [79, ""]);
  assert.match(ended.stderr, /cannot use corp: its sign-in has ended or was revoked/);
  const fix = /try: (.*)/.exec(ended.stderr)![1]!;
  assert.equal(fix, "opaws sso login corp");
  assert.equal((await home.run("sh", ["-c", fix])).code, 0);
  assert.equal((await show(home)).code, 0);
  sso.oidc.end();
  await home.opaws(["session", "clear"]);
  await home.opaws(["lock"]);
  const ask = async (answer: string, ...argv: string[]): Promise<string> => {
    await using terminal = home.terminal(argv[0]!, argv.slice(1));
    await terminal.expect(/Password of vault/);
    await terminal.send(`${PASSWORD}\r`);
    await terminal.expect(/Sign in to corp\?/);
    await terminal.send(answer);
    const { code } = await terminal.status;
    return `${code}\n${terminal.output}`;
  };
  const run = [`${home.folder}/bin/opaws`, "run", ...SHOW];
  const pages = home.pages.length;
  await home.opaws(["lock"]);
  assert.match(await ask("n", ...run), /^77\n[^]*Cancelled\./);
  assert.equal(home.pages.length, pages);
  await home.opaws(["lock"]);
  assert.match(await ask("\r", ...run), /^0\n[^]*opening your browser[^]*ASIASSO\d+EXAMPLE token-/);
  sso.oidc.end();
  await home.opaws(["session", "clear"]);
  await home.opaws(["lock"]);
  const piped = `: | '${home.folder}/bin/opaws' run ${
    SHOW.slice(0, 3).join(" ")
  } 'echo got $AWS_ACCESS_KEY_ID'`;
  assert.match(await ask("\r", "sh", "-c", piped), /^0\n[^]*got ASIASSO/, "also with a pipe");
});

Deno.test("profiles with SSO are served while opaws is signed in, also as the source of a role", async () => {
  await using sso = FakeSso.start();
  await using sts = FakeSts.start();
  const config = `${SSO_CONFIG}[profile legacy]
sso_start_url = https://acme.awsapps.com/start
sso_region = us-east-1
sso_account_id = 111122223333
sso_role_name = ReadOnly
[profile admin]
role_arn = arn:aws:iam::210987654321:role/Admin
source_profile = dev
region = us-west-2
`;
  using home = await SsoHome.make(sso, { config, environment: { AWS_ENDPOINT_URL: sts.url } });
  const verbose = async (profile: string) => await show(home, "--verbose", "--profile", profile);
  assert.match((await verbose("dev")).stderr, /leaves profile "dev" to sh: .* from SSO/);
  await home.opaws(["sso", "login", "corp"]);
  const dev = await verbose("dev");
  assert.match(dev.stdout, /^ASIASSO0001EXAMPLE \S+ eu-west-1\n/);
  assert.match((await verbose("legacy")).stderr, /leaves profile "legacy"/, "its own session");
  await home.opaws(["sso", "login", "https://acme.awsapps.com/start"]);
  assert.match((await verbose("legacy")).stdout, /^ASIASSO0002EXAMPLE/);
  const issued = sso.calls.length;
  sts.know("ASIASSO0001EXAMPLE", "unused");
  const source = {
    secret: "",
    arn: "",
    sessionToken: "",
    from: null,
    mfa: false,
    expiresAt: Infinity,
  };
  const [, token] = dev.stdout.split(" ");
  const secret = await home.opaws([
    "run",
    "--profile",
    "dev",
    "--",
    "sh",
    "-c",
    "echo $AWS_SECRET_ACCESS_KEY",
  ]);
  sts.keys.set("ASIASSO0001EXAMPLE", {
    ...source,
    secret: secret.stdout.trim(),
    sessionToken: token!,
    arn: "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Developer/me",
  });
  const admin = await verbose("admin");
  assert.equal(admin.code, 0, admin.stderr);
  assert.match(admin.stdout, /^ASIA\S+ \S+ us-west-2\n/);
  assert.deepEqual(sts.calls.map(({ params, accessKeyId }) => [params.RoleArn, accessKeyId]), [
    ["arn:aws:iam::210987654321:role/Admin", "ASIASSO0001EXAMPLE"],
  ]);
  assert.equal(sso.calls.length, issued, "the role of the source is cached");
  assert.equal((await verbose("admin")).stdout, admin.stdout);
  assert.equal(sts.calls.length, 1);
  await home.opaws(["sso", "logout", "corp"]);
  assert.match((await verbose("admin")).stderr, /leaves profile "admin" to sh/);
});

Deno.test("which, inspect, list, clear, export and credential-process treat a bound role like an item", async () => {
  await using sso = FakeSso.start();
  using home = await boundHome(sso);
  const role = "role Developer in Acme Dev (111122223333)";
  const which = await home.opaws(["which", "aws"]);
  assert.match(
    which.stdout,
    /So aws gets credentials of role Developer in Acme Dev .* through corp/,
  );
  const json = JSON.parse((await home.opaws(["which", "terraform", "--json"])).stdout);
  assert.deepEqual([json.outcome, json.ssoRole.account], ["identity center", "111122223333"]);
  const inspect = JSON.parse((await home.opaws(["inspect", "--json"])).stdout);
  const [bound] = inspect.tools[0].bindings;
  assert.deepEqual([bound.inForce, bound.account, bound.missing, inspect.tools[0].region], [
    true,
    "111122223333",
    null,
    "eu-west-3 (the binding)",
  ]);
  assert.match((await home.opaws(["inspect"])).stdout, /Developer \(corp\) +Acme Dev 111122223333/);
  assert((await home.opaws(["list"])).stdout.includes(role));
  const exported = await home.opaws(["export", "--format", "dotenv"]);
  assert.match(exported.stdout, /AWS_ACCESS_KEY_ID=ASIASSO0001EXAMPLE\n/);
  const printed = JSON.parse((await home.opaws(["credential-process"])).stdout);
  assert.equal(printed.AccessKeyId, "ASIASSO0001EXAMPLE");
  assert(Date.parse(printed.Expiration) > Date.now());
  const named = ["--sso", "corp", "--account", "777788889999", "--role", "Admin"];
  const other = JSON.parse((await home.opaws(["credential-process", ...named])).stdout);
  assert.equal(other.AccessKeyId, "ASIASSO0002EXAMPLE");
  assert.match((await show(home, ...named)).stdout, /^ASIASSO0002EXAMPLE/);
  const denied = await show(home, ...named.with(-1, "Nope"));
  assert.equal(denied.code, 77);
  assert.match(
    denied.stderr,
    /corp does not give you this role there.*\n {2}try: opaws sso list corp/,
  );
  const cleared = await home.opaws(["clear", "aws", "--yes"]);
  assert.equal(cleared.stdout, `aws no longer uses ${role} as the global default.\n`);
});

Deno.test("a role that is bound but not given, and a session that is gone, stop with a way on", async () => {
  await using sso = FakeSso.start();
  using home = await boundHome(sso);
  const wrong = await home.opaws([...BIND.with(-1, "Nope"), "--scope", "global"]);
  assert.equal(wrong.code, 66);
  assert.match(wrong.stderr, /corp does not give it to you\n {2}try: opaws sso list corp/);
  Deno.writeTextFileSync(`${home.folder}/.aws/config`, "");
  const gone = await show(home);
  assert.equal(gone.code, 66);
  assert.match(gone.stderr, /cannot find session "corp" of IAM Identity Center/);
  const inspect = await home.opaws(["inspect"]);
  assert.match(inspect.stdout, /its session is gone/);
  const doctor = await home.opaws(["doctor", "--json"]);
  assert.match(doctor.stdout, /the binding of role Developer .* is broken: its session is gone/);
});

Deno.test("init in a terminal: IAM Identity Center, sign in, account, role, region, scope", async () => {
  await using sso = FakeSso.start();
  using home = await SsoHome.make(sso, { config: "" });
  await home.opaws(["lock"]);
  await using terminal = home.terminal(`${home.folder}/bin/opaws`, ["init", "aws"]);
  const steps: [RegExp, string][] = [
    [/Password of vault/, `${PASSWORD}\r`],
    [/Where do the credentials come from\?[^]*IAM Identity Center/, "\x1b[B\r"],
    [/Which access portal[^]*Enter a start URL/, "\r"],
    [/Start URL of your access portal/, "https://acme.awsapps.com/start\r"],
    [/Region of IAM Identity Center/, "us-east-1\r"],
    [/A name for it/, "\r"],
    [/opening your browser to sign in to acme[^]*Which account\?/, "sand"],
    [/sand[^]*acme sandbox/, "\r"],
    [/Which role in acme sandbox\?/, "dev\r"],
    [/Region for its commands/, "eu-west-1\r"],
    [/When should it be used\?[^]*global default/, "\x1b[A\x1b[A\r"],
    [/aws uses role Developer in acme sandbox \(777788889999\) through acme as the global/, ""],
    [/aws.*hook|hook/, "\x1b"],
  ];
  for (const [question, answer] of steps) {
    await terminal.expect(question, 20_000);
    if (answer !== "") await terminal.send(answer);
  }
  const config = JSON.parse(
    Deno.readTextFileSync(`${home.folder}/.config/opaws/config.json`),
  );
  assert.deepEqual(config.scopes.global.aws, {
    vault: "personal",
    sso: "acme",
    account: "777788889999",
    accountName: "acme sandbox",
    role: "Developer",
    region: "eu-west-1",
  });
  assert.deepEqual(config.sso.acme, {
    startUrl: "https://acme.awsapps.com/start",
    region: "us-east-1",
  });
});
