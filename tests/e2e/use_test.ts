import assert from "node:assert/strict";
import { PASSWORD, UserHome } from "./user_home.ts";

const KEY = ["run", "--", "sh", "-c", 'printf %s "$AWS_ACCESS_KEY_ID"'];
const DEV = "AKIAIOSFODNN7EXAMPLE";
const PROD = "AKIAI44QH8DHBEXAMPLE";

async function home(environment: Record<string, string> = {}): Promise<UserHome> {
  const made = new UserHome(environment);
  await made.vault();
  await made.item("AWS dev", DEV);
  await made.item("prod-admin", PROD);
  await made.bind("AWS dev");
  return made;
}

async function succeed(made: UserHome, args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await made.opaws(args);
  assert.equal(code, 0, stderr);
  return stdout;
}

Deno.test("use switches this terminal only, goes back with -, and clears with --none", async () => {
  using made = await home();
  assert.equal(
    await succeed(made, ["use", "prod"]),
    'aws uses "prod-admin" of vault "personal" in this terminal.\n',
  );
  assert.equal(await succeed(made, KEY), PROD);
  assert.equal(
    (await made.opaws(KEY, { env: { OPAWS_SESSION: `shell-other.${"ab".repeat(32)}` } })).stdout ===
      PROD,
    !made.env.OPAWS_SESSION,
    "OPAWS_SESSION counts only where the system knows no terminal",
  );
  const { scopes } = JSON.parse(
    Deno.readTextFileSync(`${made.folder}/.config/opaws/config.json`),
  );
  assert.equal(scopes.global.aws.title, "AWS dev");
  await succeed(made, ["use", "-"]);
  assert.equal(await succeed(made, KEY), DEV);
  await succeed(made, ["use", "-"]);
  assert.equal(await succeed(made, KEY), PROD);
  const cleared = await made.opaws(["use", "--none"]);
  assert.match(cleared.stdout, /no choice of its own in this terminal/);
  assert.match(cleared.stderr, /^opaws: aws now uses "AWS dev" \(global\)\n/);
  assert.equal(await succeed(made, KEY), DEV);
  assert.equal(JSON.parse(await succeed(made, ["use", "-", "--json"])).binding.title, "prod-admin");
});

Deno.test("init says if the choice of this terminal still comes before what was bound", async () => {
  using made = await home();
  await succeed(made, ["use", "prod"]);
  const bind = ["init", "aws", "--item", "AWS dev", "--no-check", "--yes", "--scope"];
  for (const scope of ["directory", "global"]) {
    const { stderr, code } = await made.opaws([...bind, scope]);
    assert.equal(code, 0, stderr);
    assert.match(
      stderr,
      /opaws: here, aws still uses .*prod-admin.* in this terminal session: opaws which aws\n/,
    );
  }
  assert.doesNotMatch((await made.opaws([...bind, "session"])).stderr, /still uses/);
});

Deno.test("use takes a profile with its own item, never with what the terminal was switched to", async () => {
  using made = await home();
  const role = "role_arn = arn:aws:iam::123456789012:role/x\nsource_profile = default\n";
  Deno.writeTextFileSync(
    `${made.folder}/.aws/config`,
    `[default]\n[profile role]\n${role}[profile mapped]\nregion = eu-west-2\n`,
  );
  await succeed(made, ["profile", "map", "mapped", "--item", "prod-admin"]);
  await succeed(made, ["use", "prod-admin"]);
  const { binding } = JSON.parse(await succeed(made, ["use", "role", "--json"]));
  assert.deepEqual([binding.title, binding.profile], ["AWS dev", "role"]);
  const which = JSON.parse(await succeed(made, ["which", "aws", "--json"]));
  assert.deepEqual([which.outcome, which.item, which.profile], ["role", "AWS dev", "role"]);
  assert.match(await succeed(made, ["use", "mapped"]), /profile "mapped" with "prod-admin"/);
  assert.equal(await succeed(made, KEY), PROD);
  const region = ["run", "--", "sh", "-c", 'printf %s "$AWS_REGION"'];
  assert.equal(await succeed(made, region), "eu-west-2");
});

Deno.test("use says what keeps the choice from applying", async () => {
  using made = await home({ AWS_PROFILE: "default" });
  await made.bind("AWS dev", "terraform");
  Deno.writeTextFileSync(`${made.folder}/.aws/config`, "[default]\n[profile p]\n");
  const { stderr } = await made.opaws(["use", "p"]);
  assert.match(stderr, /AWS_PROFILE names profile "default", which aws uses/);
  assert.match(stderr, /terraform has a binding of its own and keeps it/);
  assert.match(stderr, /plain aws in this shell bypasses opaws\n {2}try: opaws hook --install/);
});

Deno.test("use refuses a name that is unknown or ambiguous, and asks nothing without a terminal", async () => {
  using made = await home();
  await made.item("AWS devel");
  for (
    const [name, status, cause] of [
      ["nope", 66, /no item in vault "personal" has that title/],
      ["AWS", 64, /several items match/],
      ["", 64, /several items match/],
    ] as const
  ) {
    const { code, stderr } = await made.opaws(["use", name]);
    assert.equal(code, status, stderr);
    assert.match(stderr, cause);
  }
  const asked = await made.opaws(["use"]);
  assert.equal(asked.code, 79);
  assert.match(asked.stderr, /try: opaws use NAME/);
});

Deno.test("the picker finds prod-admin by prdadm among 500 entries, and has the most used ones first", async () => {
  using made = await home();
  const role = "role_arn = arn:aws:iam::123456789012:role/x\nsource_profile = default\n";
  const names = Array.from({ length: 500 }, (_, at) => `p${at}-readonly`);
  Deno.writeTextFileSync(
    `${made.folder}/.aws/config`,
    names.map((name) => `[profile ${name}]\n${role}`).join(""),
  );
  await using terminal = made.terminal("/bin/sh", ["-i"]);
  await terminal.send("opaws use p499-readonly; opaws use\r");
  await terminal.expect(/Password of vault|What does this terminal use/, 30_000).then((seen) =>
    seen.includes("Password") ? terminal.send(`${PASSWORD}\r`) : undefined
  );
  await terminal.expect(/Search:[^]*● p499-readonly[^]*○ /, 30_000);
  await terminal.send("prdadm");
  await terminal.expect(/● prod-admin/, 30_000);
  await terminal.send("\r");
  await terminal.expect(/aws uses "prod-admin" of vault "personal" in this terminal/, 30_000);
});

Deno.test("use switches to a role of IAM Identity Center that is bound anywhere, or was chosen before", async () => {
  using made = await home();
  const path = `${made.folder}/.config/opaws/config.json`;
  const role = {
    vault: "personal",
    sso: "corp",
    account: "111122223333",
    accountName: "Acme",
    role: "Admin",
  };
  const config = JSON.parse(Deno.readTextFileSync(path));
  config.sso = { corp: { startUrl: "https://acme.awsapps.com/start", region: "eu-west-1" } };
  config.scopes.directories = { [made.directory("work")]: { aws: role } };
  Deno.writeTextFileSync(path, JSON.stringify(config, null, 2));
  const used = JSON.parse(await succeed(made, ["use", "Acme/Admin", "--json"]));
  assert.deepEqual(used.binding, role);
  const which = JSON.parse(await succeed(made, ["which", "aws", "--json"]));
  assert.equal(which.plan, "sso", JSON.stringify(which));
  await succeed(made, ["use", "prod-admin"]);
  assert.equal(JSON.parse(await succeed(made, ["use", "-", "--json"])).binding.role, "Admin");
  config.scopes.directories = {};
  Deno.writeTextFileSync(path, JSON.stringify(config, null, 2));
  await succeed(made, ["use", "--none"]);
  await using terminal = made.terminal("/bin/sh", ["-i"]);
  await terminal.send("opaws use\r");
  const first = await terminal.expect(/Password of vault|What does this terminal use/, 30_000);
  if (first.includes("Password")) await terminal.send(`${PASSWORD}\r`);
  await terminal.expect(/Search:[^]*Another role of IAM Identity Center/, 30_000);
  await terminal.send("acad");
  await terminal.expect(/● Acme\/Admin \(role of 111122223333, through corp\)/, 30_000);
  await terminal.send("\r");
  await terminal.expect(/aws uses role Admin in Acme \(111122223333\) through corp/, 30_000);
});
