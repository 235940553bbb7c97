import assert from "node:assert/strict";
import { FakeSts } from "../aws/sts/fake_sts.ts";
import { leaksOf } from "./leaks.ts";
import { UserHome } from "./user_home.ts";

const ROLE = "arn:aws:iam::123456789012:role/deploy";
const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

/** Returns a runner that has a bundle, its token, and a profile with a role. */
async function runnerWith(sts: FakeSts): Promise<{ runner: UserHome; token: string }> {
  using home = new UserHome();
  await home.vault();
  await home.item("AWS dev");
  const runner = new UserHome({ CI: "true", AWS_ENDPOINT_URL_STS: sts.url });
  const file = `${runner.folder}/ci.json`;
  const created = await home.opaws(["token", "create", "--item", "AWS dev", "--bundle", file]);
  Deno.writeTextFileSync(
    `${runner.folder}/.aws/config`,
    `[profile deploy]\nrole_arn = ${ROLE}\nexternal_id = ci\nregion = eu-west-1\n`,
  );
  return { runner, token: created.stdout.trim() };
}

Deno.test("a role in CI takes one STS call, and no file has the session, the key or the token in the clear", async () => {
  await using sts = FakeSts.start();
  const { runner, token } = await runnerWith(sts);
  using _ = runner;
  const env = { OPAWS_TOKEN: token, OPAWS_VAULT_FILE: `${runner.folder}/ci.json` };
  const run = () => runner.opaws(["run", "--profile", "deploy", "--", "env"], { env });
  const first = await run();
  assert.equal(first.code, 0, first.stderr);
  assert.match(first.stdout, /^AWS_SESSION_TOKEN=.+$/m);
  assert.ok(!first.stdout.includes(SECRET), "the tool does not get the access key");
  assert.ok(!/^OPAWS_TOKEN=/m.test(first.stdout));
  const second = await run();
  const keyId = /^AWS_ACCESS_KEY_ID=(.*)$/m;
  assert.equal(keyId.exec(second.stdout)![1], keyId.exec(first.stdout)![1]);
  assert.deepEqual(sts.calls.map((call) => [call.action, call.params.RoleArn]), [[
    "AssumeRole",
    ROLE,
  ]]);
  const cached = filesUnder(`${runner.folder}/.local/state/opaws`);
  assert.ok(cached.length > 0, "the session is cached");
  const session = /^AWS_SESSION_TOKEN=(.*)$/m.exec(first.stdout)![1]!;
  for (const path of cached) {
    const text = new TextDecoder("latin1").decode(Deno.readFileSync(path));
    assert.deepEqual(leaksOf(text, { SECRET, session, token }), [], path);
  }
  const exported = await runner.opaws(["export", "--profile", "deploy", "--format", "process"], {
    env,
  });
  const printed = JSON.parse(exported.stdout);
  assert.deepEqual([printed.SessionToken, typeof printed.Expiration], [session, "string"]);
  assert.equal(sts.calls.length, 1);
});

Deno.test("100 runs at once with one bundle all succeed and make one STS call", async () => {
  await using sts = FakeSts.start();
  const { runner, token } = await runnerWith(sts);
  using _ = runner;
  const env = { OPAWS_TOKEN: token, OPAWS_VAULT_FILE: `${runner.folder}/ci.json` };
  const all = await Promise.all(
    Array.from(
      { length: 100 },
      () =>
        runner.opaws(["run", "--profile", "deploy", "--", "printenv", "AWS_ACCESS_KEY_ID"], {
          env,
        }),
    ),
  );
  assert.deepEqual(all.filter(({ code }) => code !== 0).map(({ stderr }) => stderr), []);
  assert.equal(new Set(all.map(({ stdout }) => stdout)).size, 1);
  assert.equal(sts.count("AssumeRole"), 1);
  assert.equal(sts.calls.length, 1);
  const log = all.map(({ stdout, stderr }) => stdout + stderr).join("");
  assert.deepEqual(leaksOf(log, { SECRET, token }), []);
});

function filesUnder(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap((entry) =>
    entry.isDirectory ? filesUnder(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`]
  ).filter((path) => !path.endsWith(".lock"));
}
