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

Deno.test("a profile named to opaws that is left to the tool is not overridden by keys in the environment", async () => {
  using home = homeWithProfiles();
  const run = async (words: readonly string[], env: Record<string, string> = OTHERS) => {
    const { code, stdout, stderr } = await home.opaws(["run", ...words, "--", ...show], { env });
    assert.equal(code, 0, stderr);
    return stdout.trim();
  };
  assert.equal(await run(["--profile", "process"]), "process");
  const kept = `${OTHERS.AWS_ACCESS_KEY_ID} ${OTHERS.AWS_SESSION_TOKEN}`;
  assert.equal(await run([]), kept);
  // Whoever sets both variables has the tools' own rule.
  assert.equal(await run([], { ...OTHERS, AWS_PROFILE: "process" }), `process ${kept}`);
});

Deno.test({
  name: "the AWS CLI takes the credentials of the profile that was named to opaws",
  ignore: ignoreWithout(AWS_2),
  async fn() {
    using home = homeWithProfiles();
    const words = ["run", "--profile", "process", "--", AWS_2, "configure", "export-credentials"];
    const { stdout, stderr } = await home.opaws(words, { env: OTHERS });
    assert.match(stdout, /"AccessKeyId": "AKIAPROCESSEXAMPLE0"/, stderr);
  },
});

Deno.test("a role that needs the keys in the environment is named by argument, and refused where that is impossible", async () => {
  using home = homeWithProfiles();
  for (const tool of ["aws", "cdk", "sam"]) {
    home.program(tool, 'echo "$* $AWS_PROFILE $AWS_ACCESS_KEY_ID"');
  }
  const run = (words: readonly string[], env: Record<string, string> = OTHERS) =>
    home.opaws(["run", ...words], { env });
  const profile = ["--profile", "environment"];
  const given = `environment ${OTHERS.AWS_ACCESS_KEY_ID}\n`;
  const cases: [words: string[], args: string][] = [
    [[...profile, "--", "aws", "s3", "ls"], "--profile environment s3 ls"],
    [[...profile, "--", "aws", "--profile=", "s3", "ls"], "--profile environment s3 ls"],
    [[...profile, "--", "cdk", "deploy"], "--profile environment deploy"],
    [[...profile, "--", "sam", "deploy", "-g"], "deploy -g --profile environment"],
    [[...profile, "--", "sam", "docs"], "docs"],
  ];
  for (const [words, args] of cases) {
    const { stdout, stderr } = await run(words);
    assert.equal(stdout, `${args} ${given}`, stderr);
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
  assert.equal(stdout.trim(), "environment", "without a key there is nothing to mistake");
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
      const words of [
        [...profile, "--", AWS_1, ...identity],
        ["--", AWS_1, ...identity, ...profile],
      ]
    ) {
      const { stdout, stderr } = await home.opaws(["run", ...words], { env });
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
    const words = ["--profile", "environment", "--", AWS_2, "configure", "export-credentials"];
    const { code, stdout, stderr } = await home.opaws(["run", ...words], { env });
    assert.notEqual(code, 0);
    assert.equal(stdout, "");
    assert.match(stderr, /proxy/i);
  },
});

Deno.test("an option for the session that opaws would make is refused where it makes none", async () => {
  using home = homeWithProfiles();
  const cases = [
    [["--duration", "1h"], "--duration"],
    [["--session-name", "me"], "--session-name"],
    [["--fresh"], "--fresh"],
  ] as const;
  for (const [options, named] of cases) {
    const words = ["run", "--profile", "process", ...options, "--", ...show];
    const { code, stdout, stderr } = await home.opaws(words);
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
