import assert from "node:assert/strict";
import { AWS_2 } from "./moto.ts";
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
  assert.equal(await run(["--profile", "environment"]), `environment ${kept}`);
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
