import assert from "node:assert/strict";
import { FakeSts } from "../aws/sts/fake_sts.ts";
import { AWS_1, AWS_2 } from "./moto.ts";
import { UserHome } from "./user_home.ts";
import { ignoreWithout } from "../ignore.ts";

const OTHERS = {
  AWS_ACCESS_KEY_ID: "AKIAOTHEROTHEREXAMPLE",
  AWS_SECRET_ACCESS_KEY: "otherotherotherotherotherotherotherEXAMPLE",
  AWS_SESSION_TOKEN: "other",
};

const CONFIG = `[profile process]
credential_process = /bin/echo '{"Version": 1, "AccessKeyId": "AKIAPROCESSEXAMPLE0", "SecretAccessKey": "x"}'
[profile environment]
role_arn = arn:aws:iam::123456789012:role/dev
credential_source = Environment
[default]
credential_process = /bin/false
`;

function homeWithProfiles(): UserHome {
  const home = new UserHome();
  Deno.writeTextFileSync(`${home.folder}/.aws/config`, CONFIG);
  return home;
}

const show = ["sh", "-c", 'echo "$AWS_PROFILE $AWS_ACCESS_KEY_ID $AWS_SESSION_TOKEN"'];

Deno.test("keys in the environment do not override a profile that opaws is given and leaves to the tool", async () => {
  using home = homeWithProfiles();
  const run = async (args: readonly string[], env: Record<string, string> = OTHERS) => {
    const { code, stdout, stderr } = await home.opaws(["run", ...args, "--", ...show], { env });
    assert.equal(code, 0, stderr);
    return stdout.trim();
  };
  assert.equal(await run(["--profile", "process"]), "process");
  const unchanged = `${OTHERS.AWS_ACCESS_KEY_ID} ${OTHERS.AWS_SESSION_TOKEN}`;
  assert.equal(await run([]), unchanged);
  // If the user sets both variables, the tool decides.
  assert.equal(await run([], { ...OTHERS, AWS_PROFILE: "process" }), `process ${unchanged}`);
});

Deno.test({
  name: "the AWS CLI uses the credentials of the profile that opaws is given",
  ignore: ignoreWithout(AWS_2),
  async fn() {
    using home = homeWithProfiles();
    const args = ["run", "--profile", "process", "--", AWS_2, "configure", "export-credentials"];
    const { stdout, stderr } = await home.opaws(args, { env: OTHERS });
    assert.match(stdout, /"AccessKeyId": "AKIAPROCESSEXAMPLE0"/, stderr);
  },
});

Deno.test("opaws adds --profile for a role that needs the keys in the environment, and refuses a tool without such an option", async () => {
  using home = homeWithProfiles();
  for (const tool of ["aws", "cdk", "sam"]) {
    home.program(tool, 'echo "$* $AWS_PROFILE $AWS_ACCESS_KEY_ID"');
  }
  const run = (args: readonly string[], env: Record<string, string> = OTHERS) =>
    home.opaws(["run", ...args], { env });
  const profile = ["--profile", "environment"];
  const given = `environment ${OTHERS.AWS_ACCESS_KEY_ID}\n`;
  const cases: [args: string[], expected: string][] = [
    [[...profile, "--", "aws", "s3", "ls"], "--profile environment s3 ls"],
    [[...profile, "--", "aws", "--profile=", "s3", "ls"], "--profile environment s3 ls"],
    [[...profile, "--", "cdk", "deploy"], "--profile environment deploy"],
    [[...profile, "--", "sam", "deploy", "-g"], "deploy -g --profile environment"],
    [[...profile, "--", "sam", "docs"], "docs"],
  ];
  for (const [args, expected] of cases) {
    const { stdout, stderr } = await run(args);
    assert.equal(stdout, `${expected} ${given}`, stderr);
  }
  const own = await run(["--", "aws", "s3", "ls", ...profile]);
  assert.equal(own.stdout, `s3 ls --profile environment  ${OTHERS.AWS_ACCESS_KEY_ID}\n`);

  const refused = await run([...profile, "--", ...show]);
  assert.deepEqual([refused.code, refused.stdout], [78, ""]);
  assert.match(
    refused.stderr,
    /cannot leave profile "environment" to sh: .*\n {2}try: opaws run --profile environment --item ITEM -- sh\n/,
  );
  const { stdout } = await run([...profile, "--", ...show], {});
  assert.equal(stdout.trim(), "environment", "there is no key that the tool could use instead");
});

Deno.test({
  name: "AWS CLI 1 assumes the role whose credential_source is the environment",
  ignore: ignoreWithout(AWS_1),
  async fn() {
    await using sts = FakeSts.start();
    using home = new UserHome({ AWS_ENDPOINT_URL: sts.url, AWS_DEFAULT_REGION: "eu-west-1" });
    Deno.writeTextFileSync(`${home.folder}/.aws/config`, CONFIG);
    const env = {
      AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
      AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    };
    const identity = ["sts", "get-caller-identity"];
    const profile = ["--profile", "environment"];
    for (
      const args of [
        [...profile, "--", AWS_1, ...identity],
        ["--", AWS_1, ...identity, ...profile],
      ]
    ) {
      const { stdout, stderr } = await home.opaws(["run", ...args], { env });
      assert.match(stdout, /:assumed-role\/dev\//, stderr);
    }
  },
});

Deno.test({
  name:
    "AWS CLI 2 never uses the key in place of the role whose credential_source is the environment",
  ignore: ignoreWithout(AWS_2),
  async fn() {
    using home = homeWithProfiles();
    // This version calls AWS itself for the role. The closed proxy shows that it tries.
    const env = { ...OTHERS, HTTPS_PROXY: "http://127.0.0.1:1", AWS_MAX_ATTEMPTS: "1" };
    const args = ["--profile", "environment", "--", AWS_2, "configure", "export-credentials"];
    const { code, stdout, stderr } = await home.opaws(["run", ...args], { env });
    assert.notEqual(code, 0);
    assert.equal(stdout, "");
    assert.match(stderr, /proxy/i);
  },
});

Deno.test("an option for a session is refused if opaws does not request one", async () => {
  using home = homeWithProfiles();
  const cases = [
    [["--duration", "1h"], "--duration"],
    [["--session-name", "me"], "--session-name"],
    [["--fresh"], "--fresh"],
  ] as const;
  for (const [options, named] of cases) {
    const args = ["run", "--profile", "process", ...options, "--", ...show];
    const { code, stdout, stderr } = await home.opaws(args);
    assert.deepEqual([code, stdout], [64, ""]);
    assert.equal(
      stderr,
      `opaws: cannot use ${named}: its credentials come from credential_process, ` +
        `so opaws does not request a session\n  try: opaws which aws --profile process\n`,
    );
  }
  const { code } = await home.opaws(["run", "--no-session", "--profile", "process", "--", ...show]);
  assert.equal(code, 0);
});
