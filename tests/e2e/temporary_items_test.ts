import assert from "node:assert/strict";
import { FakeSts } from "../aws/sts/fake_sts.ts";
import { UserHome } from "./user_home.ts";

const ID = "ASIAIOSFODNN7EXAMPLE";
const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const TOKEN = "IQoJb3JpZ2luX2VjEXAMPLETOKEN==";
const SHOW = [
  "sh",
  "-c",
  'printf %s "$AWS_ACCESS_KEY_ID,$AWS_SESSION_TOKEN,$AWS_CREDENTIAL_EXPIRATION"',
];

function later(minutes: number): string {
  return new Date(Date.now() + minutes * 60_000).toISOString();
}

async function create(made: UserHome, title: string, expires: string): Promise<void> {
  const fields = {
    "access key id": ID,
    "secret access key": SECRET,
    "session token": TOKEN,
    expires,
  };
  const { code, stderr } = await made.opaws(["item", "create", "--stdin"], {
    input: JSON.stringify({ title, fields }),
  });
  assert.equal(code, 0, stderr);
}

Deno.test("a temporary item gives its session token and end, warns before the end, and is refused after it", async () => {
  using made = new UserHome();
  await made.vault();
  const [far, near, over] = [later(60), later(10), later(-1)];
  await create(made, "far", far);
  await create(made, "near", near);
  await create(made, "over", over);
  const run = (item: string) => made.opaws(["run", "--item", item, "--", ...SHOW]);
  const good = await run("far");
  assert.deepEqual([good.stdout, good.stderr], [`${ID},${TOKEN},${far}`, ""]);
  const warned = await run("near");
  assert.equal(warned.stdout, `${ID},${TOKEN},${near}`);
  assert.match(warned.stderr, /^opaws: the temporary credentials of "near" end in (9|10) min\n$/);
  const refused = await run("over");
  assert.deepEqual([refused.code, refused.stdout], [77, ""]);
  assert.match(refused.stderr, /cannot use item "over": its temporary credentials ended at/);
  assert.match(refused.stderr, /try: opaws item create --temporary\n/);
  const rotated = await made.opaws(["item", "rotate", "far", "--yes"]);
  assert.equal(rotated.code, 78);
  assert.match(rotated.stderr, /it holds temporary credentials/);
});

Deno.test("item prune removes what has ended, and nothing else", async () => {
  using made = new UserHome();
  await made.vault();
  await made.item("AWS dev");
  await create(made, "far", later(60));
  await create(made, "over", later(-90));
  const listed = await made.opaws(["item", "prune", "--dry-run"]);
  assert.equal(
    listed.stdout,
    'Would remove item "over" from vault "personal": it ended 1 hour ago.\n',
  );
  const doctor = JSON.parse((await made.opaws(["doctor", "--json"])).stdout);
  const note = doctor.findings.find(({ check }: { check: string }) => check === "ended items");
  assert.deepEqual([note.state, note.try], ["note", "opaws item prune"]);
  const { pruned } = JSON.parse((await made.opaws(["item", "prune", "--json"])).stdout);
  assert.deepEqual(pruned.map(({ title }: { title: string }) => title), ["over"]);
  const { items } = JSON.parse((await made.opaws(["item", "list", "--json"])).stdout);
  assert.deepEqual(items.map(({ title }: { title: string }) => title).sort(), ["AWS dev", "far"]);
  const again = await made.opaws(["item", "prune"]);
  assert.equal(again.stdout, "No temporary credentials have ended.\n");
});

Deno.test("item create refuses a temporary key that is not complete", async () => {
  using made = new UserHome();
  await made.vault();
  const all: Record<string, string> = {
    "access key id": ID,
    "secret access key": SECRET,
    "session token": TOKEN,
    expires: later(60),
  };
  for (
    const [change, cause] of [
      [{ "session token": undefined }, /needs its session token too/],
      [{ expires: undefined }, /has no field "expires"/],
      [{ expires: "tomorrow" }, /is written like 2026-01-31T12:00:00Z/],
      [{ "access key id": "AKIAIOSFODNN7EXAMPLE" }, /is ASIA and 16/],
      [{ "session token": "a b" }, /a session token has/],
    ] as const
  ) {
    const fields = Object.fromEntries(
      Object.entries({ ...all, ...change }).filter(([, value]) => value !== undefined),
    );
    const { code, stderr } = await made.opaws(["item", "create", "--stdin"], {
      input: JSON.stringify({ title: "x", fields }),
    });
    assert.equal(code, 64, stderr);
    assert.match(stderr, cause);
  }
});

Deno.test("item import --temporary imports what has a session token and an end", async () => {
  using made = new UserHome();
  await made.vault();
  Deno.writeTextFileSync(
    `${made.folder}/.aws/credentials`,
    ["saml", "mfa", "bare"].map((name, at) =>
      `[${name}]\naws_access_key_id = ${
        ID.slice(0, -1)
      }${at}\naws_secret_access_key = ${SECRET}\n` +
      `aws_session_token = ${TOKEN}\n`
    ).map((text, at) =>
      [
        `${text}x_security_token_expires = ${later(60).replace("Z", "+00:00")}\n`,
        `${text}expiration = ${later(60).slice(0, 19).replace("T", " ")}\n`,
        text,
      ][at]
    ).join(""),
    { mode: 0o600 },
  );
  const without = await made.opaws(["item", "import", "--all"]);
  assert.match(without.stdout, /not imported: it is temporary: import it with --temporary/);
  const some = await made.opaws(["item", "import", "--all", "--temporary"]);
  assert.match(some.stdout, /Imported as "AWS saml"\.\nImported as "AWS mfa"\./, some.stderr);
  assert.match(some.stdout, /\[bare\].*: not imported: it has ended, or nothing says when/);
  const rest = ["item", "import", "--all", "--temporary", "--expires", "1h"];
  assert.match((await made.opaws(rest)).stdout, /Imported as "AWS bare"/);
  for (const name of ["saml", "mfa", "bare"]) {
    const { stdout } = await made.opaws(["run", "--item", `AWS ${name}`, "--", ...SHOW]);
    assert.match(stdout, /^ASIA\w+,IQoJ[^,]*,\d{4}-\d\d-\d\dT/);
  }
  const env = {
    AWS_ACCESS_KEY_ID: ID.replace("IOSF", "ENVI"),
    AWS_SECRET_ACCESS_KEY: SECRET,
    AWS_SESSION_TOKEN: TOKEN,
    AWS_CREDENTIAL_EXPIRATION: later(30),
  };
  const shell = await made.opaws(["item", "import", "environment", "--all", "--temporary"], {
    env,
  });
  assert.match(shell.stdout, /Imported as "AWS"/, shell.stderr);
});

Deno.test("item create --temporary asks for the session token and the end, as a time or a duration", async () => {
  using made = new UserHome();
  await made.vault();
  await using terminal = made.terminal("/bin/sh", ["-i"]);
  await terminal.send("opaws item create --temporary 'AWS now'\r");
  const first = await terminal.expect(/Password of vault|Access key id/, 20_000);
  if (first.startsWith("Password")) {
    await terminal.send("correct horse battery\r");
    await terminal.expect(/Access key id/, 20_000);
  }
  await terminal.send("AKIAIOSFODNN7EXAMPLE\r");
  await terminal.expect(/is ASIA and 16/);
  await terminal.send(`${"\x7f".repeat(20)}${ID}\r`);
  await terminal.expect(/Secret access key/);
  await terminal.send(`${SECRET}\r`);
  await terminal.expect(/Default region/);
  await terminal.send("\r");
  await terminal.expect(/Session token/);
  await terminal.send(`${TOKEN}\r`);
  await terminal.expect(/When it ends/);
  await terminal.send("never\r");
  await terminal.expect(/no time to come/);
  await terminal.send(`${"\x7f".repeat(5)}1h\r`);
  await terminal.expect(/Created item "AWS now"/, 60_000);
  await terminal.expect(/Ask AWS now/, 60_000);
  await terminal.send("n");
  const shown = await made.opaws(["run", "--item", "AWS now", "--", ...SHOW]);
  assert.match(shown.stdout, new RegExp(`^${ID},${TOKEN},`), shown.stderr);
});

Deno.test("a role is assumed from a temporary item without GetSessionToken, with its session token", async () => {
  await using sts = FakeSts.start();
  using made = new UserHome({ AWS_ENDPOINT_URL_STS: sts.url });
  await made.vault();
  await create(made, "now", later(60));
  sts.know(ID, SECRET);
  sts.keys.set(ID, { ...sts.keys.get(ID)!, sessionToken: TOKEN });
  const role = "arn:aws:iam::123456789012:role/x";
  const config =
    `[profile r]\nrole_arn = ${role}\nsource_profile = base\nregion = eu-west-1\n[profile base]\n`;
  Deno.writeTextFileSync(`${made.folder}/.aws/config`, config);
  await made.opaws(["profile", "map", "base", "--item", "now"]);
  const { code, stderr } = await made.opaws(["run", "--profile", "r", "--", ...SHOW]);
  assert.equal(code, 0, stderr);
  assert.deepEqual([sts.count("AssumeRole"), sts.count("GetSessionToken")], [1, 0]);
});
