import assert from "node:assert/strict";
import { FakeSts } from "../aws/sts/fake_sts.ts";
import { ignoreWithoutBotocore, PYTHON } from "../aws/python.ts";
import { UserHome } from "./user_home.ts";

const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const REGIONS = ["sh", "-c", 'echo "$AWS_REGION,$AWS_DEFAULT_REGION"'];
const CONFIG = new URL("../../deno.json", import.meta.url).pathname;

/** Returns a home with an item bound globally, and without an endpoint in the environment. */
async function bound(config: string, fields: Record<string, string> = {}): Promise<UserHome> {
  const home = new UserHome({ AWS_ENDPOINT_URL: "" });
  await home.vault();
  await home.item("AWS dev", "AKIAIOSFODNN7EXAMPLE", fields);
  await home.bind("AWS dev");
  Deno.writeTextFileSync(`${home.folder}/.aws/config`, config);
  return home;
}

/** Returns the value of a Python expression about boto3 under `opaws run`. */
async function boto3(home: UserHome, options: readonly string[], expression: string) {
  const code = `import boto3, json; print(json.dumps(${expression}))`;
  const ended = await home.opaws(["run", ...options, "--", PYTHON, "-c", code]);
  assert.equal(ended.code, 0, ended.stderr);
  return JSON.parse(ended.stdout);
}

Deno.test("the region of an imported item takes precedence over that of [default]", async () => {
  using home = new UserHome();
  await home.vault();
  home.credentials({
    default: { id: "AKIAI44QH8DHBEXAMPLE", secret: SECRET },
    prod: { id: "AKIAIOSFODNN7EXAMPLE", secret: SECRET },
  });
  const path = `${home.folder}/.aws/credentials`;
  const text = Deno.readTextFileSync(path).replace("[default]\n", "[default]\nregion = eu-west-1\n")
    .replace("[prod]\n", "[prod]\nregion = us-west-2\n");
  Deno.writeTextFileSync(path, text);
  assert.equal((await home.opaws(["item", "import", "--all"])).code, 0);
  const init = ["init", "aws", "--item", "AWS prod", "--scope", "global", "--yes"];
  assert.equal((await home.opaws(init)).code, 0);
  const run = async () => (await home.opaws(["run", "--", ...REGIONS])).stdout;
  assert.equal(await run(), "us-west-2,us-west-2\n");
  assert.match(
    (await home.opaws(["which", "aws"])).stdout,
    /region: the item's, if it has one, or/,
  );
  await home.opaws([...init, "--region", "ap-south-1"]);
  assert.equal(await run(), "ap-south-1,ap-south-1\n");
  for (const command of ["which", "inspect"]) {
    const { stdout } = await home.opaws([command, "aws"]);
    assert.match(stdout, /region: ap-south-1 \(the binding\)/, command);
  }
});

Deno.test("a shell that evaluates several exports has the region of the last one, and keeps one that the user sets", async () => {
  using home = await bound(
    "[profile a]\nregion = eu-west-1\nendpoint_url = http://127.0.0.1:1\n[profile b]\nregion = us-west-2\n[profile c]\n",
  );
  const shown = async (...profiles: string[]) => {
    const lines = profiles.map((name) =>
      name.includes("=") ? `export ${name}` : `eval "$(opaws export --profile ${name})"`
    );
    const script = [...lines, 'echo "$AWS_REGION,$AWS_DEFAULT_REGION,$AWS_ENDPOINT_URL"'];
    const { stdout, stderr } = await home.run("/bin/bash", ["-c", script.join("\n")]);
    assert.equal(stderr, "");
    return stdout.trim();
  };
  assert.equal(await shown("a"), "eu-west-1,eu-west-1,http://127.0.0.1:1");
  assert.equal(await shown("a", "b"), "us-west-2,us-west-2,");
  assert.equal(await shown("a", "c"), ",,");
  assert.equal(await shown("AWS_REGION=mine", "a", "c"), "mine,mine,");
  assert.equal(await shown("a", "AWS_REGION=mine", "c"), "mine,mine,");
});

Deno.test({
  name: "a tool that picks a profile itself keeps that profile's region",
  ignore: ignoreWithoutBotocore(),
  async fn() {
    using home = await bound("[default]\nregion = eu-west-1\n[profile ccp]\nregion = us-west-2\n");
    const regions = '[boto3.Session(profile_name="ccp").region_name, boto3.Session().region_name]';
    assert.deepEqual(await boto3(home, [], regions), ["us-west-2", "eu-west-1"]);
  },
});

Deno.test({
  name: "boto3 gets the settings of the profile that a flag, a variable, a binding or a role names",
  ignore: ignoreWithoutBotocore(),
  async fn() {
    await using sts = FakeSts.start();
    sts.know("AKIAIOSFODNN7EXAMPLE", SECRET);
    const settings = "endpoint_url = http://127.0.0.1:5601\nregion = eu-west-1\n" +
      "retry_mode = adaptive\nmax_attempts = 7\nservices = local\n";
    using home = await bound(
      `[default]\nregion = us-east-1\n[profile local]\n${settings}` +
        `[profile role]\n${settings}role_arn = arn:aws:iam::123456789012:role/x\n` +
        "[services local]\ndynamodb =\n  endpoint_url = http://127.0.0.1:8000\n",
    );
    const seen =
      '[boto3.client("s3").meta.endpoint_url, boto3.client("dynamodb").meta.endpoint_url,' +
      ' boto3.client("s3").meta.config.retries["mode"], boto3.client("s3").meta.region_name]';
    const expected = ["http://127.0.0.1:5601", "http://127.0.0.1:8000", "adaptive", "eu-west-1"];
    assert.deepEqual(await boto3(home, ["--profile", "local"], seen), expected, "--profile");
    const variable = await home.opaws(
      ["run", "--", PYTHON, "-c", `import boto3, json; print(json.dumps(${seen}))`],
      { env: { AWS_PROFILE: "local" } },
    );
    assert.deepEqual(JSON.parse(variable.stdout), expected, "AWS_PROFILE");
    const role = await home.opaws(
      [
        "run",
        "--profile",
        "role",
        "--",
        PYTHON,
        "-c",
        `import boto3, json; print(json.dumps(${seen}))`,
      ],
      { env: { AWS_ENDPOINT_URL_STS: sts.url } },
    );
    assert.deepEqual(JSON.parse(role.stdout), expected, role.stderr);
    const init = ["init", "aws", "--item", "AWS dev", "--scope", "global", "--profile", "local"];
    assert.equal((await home.opaws([...init, "--yes"])).code, 0);
    assert.deepEqual(await boto3(home, [], seen), expected, "binding");
  },
});

Deno.test({
  name: "boto3 does not send a profile's requests to the endpoint of [default]",
  ignore: ignoreWithoutBotocore(),
  async fn() {
    using home = await bound(
      "[default]\nendpoint_url = http://127.0.0.1:5601\nregion = eu-west-1\n[profile p]\nregion = eu-west-1\n",
    );
    const endpoint = 'boto3.client("s3").meta.endpoint_url';
    assert.equal(await boto3(home, [], endpoint), "http://127.0.0.1:5601");
    assert.equal(
      await boto3(home, ["--profile", "p"], endpoint),
      "https://s3.eu-west-1.amazonaws.com",
    );
  },
});

Deno.test("the JavaScript SDK gets the endpoint and the region of the profile", async () => {
  await using sts = FakeSts.start();
  sts.know("AKIAIOSFODNN7EXAMPLE", SECRET);
  using home = await bound(
    `[default]\nregion = us-east-1\n[profile local]\nendpoint_url = ${sts.url}\nregion = eu-west-1\n`,
  );
  const script = new URL("sdk_identity.ts", import.meta.url).pathname;
  const ended = await home.opaws([
    ...["run", "--profile", "local", "--", Deno.execPath(), "run", "-A", "-q"],
    ...["--config", CONFIG, script],
  ]);
  assert.equal(ended.code, 0, ended.stderr);
  assert.deepEqual(
    sts.calls.map(({ action, region, accessKeyId }) => [action, region, accessKeyId]),
    [["GetCallerIdentity", "eu-west-1", "AKIAIOSFODNN7EXAMPLE"]],
  );
});
