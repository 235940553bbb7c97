import assert from "node:assert/strict";
import { FakeSso } from "../aws/sso/fake_sso.ts";
import { SSO_CONFIG, SsoHome } from "./sso_home.ts";
import { PASSWORD } from "./user_home.ts";

const ADD = ["--start-url", "https://acme.awsapps.com/start", "--region", "us-east-1"];

Deno.test("a session that opaws keeps: added, signed in to, listed, signed out of, removed", async () => {
  await using sso = FakeSso.start();
  using home = await SsoHome.make(sso, { config: "" });
  const added = await home.opaws(["sso", "add", "corp", ...ADD]);
  assert.equal(added.stdout, "Added session corp. Sign in: opaws sso login corp\n");
  const login = await home.opaws(["sso", "login"]);
  assert.equal(login.code, 0, login.stderr);
  assert.match(
    login.stdout,
    /^Signed in to corp, with a token until .*, renewed without asking. Vault "personal" seals it/,
  );
  assert.match(login.stderr, /opening your browser to sign in to corp/);
  assert.match(login.stderr, new RegExp(`^${sso.url}/authorize\\?`, "m"));
  assert.match(home.pages[0]!, /\/authorize\?response_type=code&/);
  await home.opaws(["lock"]);
  const status = await home.opaws(["sso", "status", "--json"]);
  const [session] = JSON.parse(status.stdout).sessions;
  assert.deepEqual([session.session, session.state, session.vault], [
    "corp",
    "signed in",
    "personal",
  ], "without unlocking");
  const text = await home.opaws(["sso", "status"]);
  assert.match(
    text.stdout,
    /^corp {2,}https:\S+ {2,}us-east-1 {2,}signed in {2,}until .* personal$/m,
  );
  const locked = await home.opaws(["sso", "list"]);
  assert.equal(locked.code, 79);
  const unlock = { input: `${PASSWORD}\n` };
  const list = await home.opaws(["sso", "list", "--password-stdin", "--filter", "PROD"], unlock);
  assert.match(list.stdout, /^ACCOUNT +NAME +ROLE\n444455556666 +Acme Prod +ReadOnly\n$/);
  const all = JSON.parse((await home.opaws(["sso", "list", "--json"])).stdout);
  assert.deepEqual(
    all.accounts.map(({ name, roles }: { name: string; roles: string[] }) => [name, roles.length]),
    [["Acme Dev", 2], ["Acme Prod", 1], ["acme sandbox", 3]],
  );
  assert.equal((await home.opaws(["sso", "remove", "corp"])).code, 78);
  const logout = await home.opaws(["sso", "logout"]);
  assert.equal(logout.stdout, "Signed out of corp.\n");
  assert.equal(sso.count("Logout"), 1);
  assert.equal((await home.opaws(["sso", "logout"])).code, 66);
  const after = await home.opaws(["sso", "list"]);
  assert.equal(after.code, 79);
  assert.match(after.stderr, /cannot use corp: nobody is signed in\n {2}try: opaws sso login corp/);
  assert.equal((await home.opaws(["sso", "remove", "corp"])).stdout, "Removed session corp.\n");
  assert.match((await home.opaws(["sso", "status"])).stdout, /There are no sessions/);
});

Deno.test("an [sso-session] is signed in to with a device code where no browser comes back", async () => {
  await using sso = FakeSso.start();
  using home = await SsoHome.make(sso);
  const device = await home.opaws(["sso", "login", "corp", "--device", "--json"]);
  assert.equal(device.code, 0, device.stderr);
  assert.equal(JSON.parse(device.stdout).state, "signed in");
  assert.match(device.stderr, /check that the page shows this code: [0-9A-F]{4}-[0-9A-F]{4}/);
  assert.match(home.pages[0]!, /\/device\?user_code=/);
  await home.opaws(["lock"]);
  const pty = home.terminal("env", [
    "SSH_CONNECTION=1 2 3 4",
    `${home.folder}/bin/opaws`,
    "sso",
    "login",
  ]);
  await using _ = pty;
  await pty.expect(/Password of vault/);
  await pty.send(`${PASSWORD}\r`);
  const shown = await pty.expect(/open this page in a browser to sign in to corp:\s+http\S+/);
  assert.equal(home.pages.length, 1, "no browser is opened over ssh");
  await pty.expect(/shows this code/);
  await (await fetch(/http\S+/.exec(shown)![0])).body?.cancel();
  await pty.expect(/Signed in to corp/);
});

Deno.test("the tokens are readable nowhere, and nothing is written to ~/.aws", async () => {
  await using sso = FakeSso.start();
  using home = await SsoHome.make(sso);
  await home.opaws(["sso", "login"]);
  await home.opaws(["sso", "list"]);
  const found = await home.run("grep", ["-rlE", "(access|refresh|secret|code)-[0-9a-f]{36}", "."]);
  assert.equal(found.stdout, "");
  assert.equal(Deno.readTextFileSync(`${home.folder}/.aws/config`), SSO_CONFIG);
  assert.deepEqual([...Deno.readDirSync(`${home.folder}/.aws`)].map(({ name }) => name), [
    "config",
  ]);
});

Deno.test("profiles are printed, or written between marker lines, again each time", async () => {
  await using sso = FakeSso.start();
  using home = await SsoHome.make(sso);
  await home.opaws(["sso", "login"]);
  const printed = await home.opaws([
    "sso",
    "profiles",
    "--filter",
    "prod",
    "--region",
    "eu-west-3",
  ]);
  const profile = "[profile Acme-Prod-ReadOnly]\nsso_session = corp\n" +
    "sso_account_id = 444455556666\nsso_role_name = ReadOnly\nregion = eu-west-3\n";
  assert.equal(printed.stdout.trimEnd() + "\n", profile);
  const path = `${home.folder}/.aws/config`;
  const write = ["sso", "profiles", "--write", "--template", "{account}.{role}"];
  const first = await home.opaws(write);
  assert.equal(first.stdout, "Wrote 6 profiles of corp to ~/.aws/config.\n");
  const text = Deno.readTextFileSync(path);
  assert(text.startsWith(SSO_CONFIG));
  const second = await home.opaws(write);
  assert.equal(second.stdout, "~/.aws/config has the 6 profiles of corp already.\n");
  assert.equal(Deno.readTextFileSync(path), text);
  sso.portal.accountList.pop();
  await home.opaws(write);
  assert(!Deno.readTextFileSync(path).includes("sandbox"), "roles that are gone go");
  const clash = await home.opaws(["sso", "profiles", "--template", "dev", "--filter", "prod"]);
  assert.match(clash.stderr, /profile dev is left out: the AWS config file has one with this name/);
});

Deno.test("a kept session is written with its profiles, and read by tools from there", async () => {
  await using sso = FakeSso.start();
  using home = await SsoHome.make(sso, { config: "" });
  await home.opaws(["sso", "add", "corp", ...ADD]);
  await home.opaws(["sso", "login"]);
  const path = `${home.folder}/.aws/config`;
  assert.equal((await home.opaws(["sso", "profiles", "--write"])).code, 0);
  const text = Deno.readTextFileSync(path);
  assert.match(text, /\[sso-session corp\]\nsso_start_url = https:\/\/acme.awsapps.com\/start\n/);
  assert.match((await home.opaws(["sso", "profiles", "--write"])).stdout, /already/);
  assert.equal(Deno.readTextFileSync(path), text);
});

Deno.test("a second sign-in to the same session waits for the first, and uses it", async () => {
  await using sso = FakeSso.start();
  using home = await SsoHome.make(sso, { environment: { BROWSER: "true" } }); // opens nothing
  await home.opaws(["lock"]);
  const login = async () => {
    const terminal = home.terminal(`${home.folder}/bin/opaws`, ["sso", "login"]);
    await terminal.expect(/Password of vault/);
    await terminal.send(`${PASSWORD}\r`);
    return terminal;
  };
  await using first = await login();
  const shown = await first.expect(/http\S+authorize\S+/);
  await home.opaws(["lock"]);
  await using second = await login();
  await second.expect(/waiting for another opaws to sign in to corp/);
  await (await fetch(shown)).body?.cancel();
  await first.expect(/Signed in to corp/);
  await second.expect(/Signed in to corp/);
  assert.equal(sso.count("CreateToken"), 1);
});

Deno.test("bad options and unknown sessions are refused with a way on", async () => {
  await using sso = FakeSso.start();
  using home = await SsoHome.make(sso);
  const cases: [string[], number, RegExp][] = [
    [
      ["login", "nope"],
      66,
      /the AWS config file has no such \[sso-session\].*\n.*opaws sso status/,
    ],
    [["login", "https://x.awsapps.com/start"], 66, /no profile has this start URL/],
    [
      ["add", "corp", ...ADD],
      78,
      /has an \[sso-session\] with this name.*\n.*opaws sso login corp/,
    ],
    [["add", "x", "--region", "us-east-1"], 64, /--start-url is not given/],
    [["add", "x", "--start-url", "https://a", "--region", "here there"], 64, /cannot add session/],
    [["add", "x", "--start-url", "http://a", "--region", "us-east-1"], 64, /begins with https/],
    [["add", "a b", ...ADD], 64, /a session's name has letters/],
    [["add", "x", ...ADD, "--vault", "nope"], 66, /no vault with that name/],
    [["remove", "corp"], 66, /cannot find session "corp"/],
    [["logout", "corp"], 66, /nobody is signed in/],
  ];
  for (const [args, code, message] of cases) {
    const ended = await home.opaws(["sso", ...args]);
    assert.equal(ended.code, code, `${args}: ${ended.stderr}`);
    assert.match(ended.stderr, message);
  }
});
