// The AWS CLI 1 and 2, boto3 and the JavaScript SDK with credentials from opaws run --server and opaws serve.
import assert from "node:assert/strict";
import { ignoreWithout } from "../ignore.ts";
import { MovableClock } from "./movable_clock.ts";
import { AWS_1, AWS_2, MOTO, startMoto } from "./moto.ts";
import { ROLE } from "./role_home.ts";
import { UserHome } from "./user_home.ts";

const PYTHON = AWS_1.replace(/aws$/, "python");
const FAKETIME = "/usr/bin/faketime";
const ignore = ignoreWithout(AWS_1, AWS_2, MOTO, FAKETIME);
const OTP = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const DEVICE = "arn:aws:iam::123456789012:mfa/dev";
const REPOSITORY = new URL("../../", import.meta.url).pathname;
const BOTO3 = `import boto3, json
session = boto3.Session()
client = session.client("sts")
print(json.dumps({"arn": client.get_caller_identity()["Arn"],
  "key": session.get_credentials().access_key, "method": session.get_credentials().method}))`;

/** Each tool as a command that prints who it is. This AWS CLI 2 does not know AWS_ENDPOINT_URL. */
const TOOLS: Readonly<Record<string, readonly string[]>> = {
  "AWS CLI 1": [AWS_1, "sts", "get-caller-identity", "--query", "{arn:Arn}"],
  "AWS CLI 2": [
    AWS_2,
    "--endpoint-url",
    "MOTO",
    "sts",
    "get-caller-identity",
    "--query",
    "{arn:Arn}",
  ],
  "boto3": [PYTHON, "-c", BOTO3],
  "the JavaScript SDK": [
    Deno.execPath(),
    ...["run", "-A", "-q", "--config", `${REPOSITORY}deno.json`],
    `${REPOSITORY}tests/e2e/sdk_identity.ts`,
  ],
};

/** Files in which the default profile, and the one that is used, have providers of their own. */
const CONFIG = `[default]
region = eu-west-1
credential_process = /bin/false
[profile admin]
role_arn = ${ROLE}/admin
source_profile = default
region = eu-central-1
[profile other]
region = us-east-1
`;

function at(command: readonly string[], url: string): string[] {
  return command.map((word) => word === "MOTO" ? url : word);
}

/** How moto calls the user of any session. */
const OF_USER = /:user\/moto$/;

async function prepare(
  moto: { url: string; user: (name: string) => Promise<{ id: string; secret: string }> },
  config: string,
): Promise<UserHome> {
  const { id, secret } = await moto.user("dev");
  const home = new UserHome({ AWS_ENDPOINT_URL: moto.url });
  Deno.writeTextFileSync(`${home.folder}/.aws/config`, config);
  await home.vault();
  await home.item("AWS dev", id, { "secret access key": secret });
  await home.bind("AWS dev");
  return home;
}

for (const [name, command] of Object.entries(TOOLS)) {
  Deno.test({
    name: `${name} gets the session of an item and of a role from opaws run --server`,
    ignore,
    fn: async () => {
      await using moto = await startMoto();
      using home = await prepare(moto, CONFIG);
      const [program, ...args] = at(command, moto.url);
      const run = async (options: readonly string[]) => {
        const { code, stdout, stderr } = await home.opaws(
          ["run", "--server", ...options, "--", program!, ...args],
          { env: { AWS_REGION: "eu-west-1" } },
        );
        assert.equal(code, 0, stderr);
        return JSON.parse(stdout);
      };
      // The default profile has a provider, so naming the item is what makes opaws serve it.
      assert.match((await run(["--item", "AWS dev"])).arn, OF_USER);
      const admin = await run(["--item", "AWS dev", "--profile", "admin"]);
      assert.match(admin.arn, /:assumed-role\/admin\//);
      const spot = await run(["--item", "AWS dev", "--role", `${ROLE}/spot`]);
      assert.match(spot.arn, /:assumed-role\/spot\//);
      assert.match(spot.key ?? "ASIA", /^ASIA/);
      assert.equal(spot.method ?? "container-role", "container-role");
    },
  });
}

Deno.test({
  name: "boto3 goes on with a new session when the first one ends during the run",
  ignore,
  fn: async () => {
    using clock = new MovableClock();
    await using moto = await startMoto(clock.env);
    using home = await prepare(moto, "[default]\nregion = eu-west-1\n");
    const script = `import boto3, pathlib
session = boto3.Session()
client = session.client("sts")
def show(): print(client.get_caller_identity()["Arn"], session.get_credentials().access_key)
show()
pathlib.Path(${JSON.stringify(clock.file)}).write_text("+50m")
show()`;
    const { code, stdout, stderr } = await home.opaws(
      ["run", "--server", "--role", `${ROLE}/long`, "--", PYTHON, "-c", script],
      { env: clock.env },
    );
    assert.equal(code, 0, stderr);
    const [first, second] = stdout.trim().split("\n");
    assert.match(first!, /assumed-role\/long\/\S+ ASIA/);
    assert.match(second!, /assumed-role\/long\/\S+ ASIA/);
    assert.notEqual(first, second);
  },
});

Deno.test({
  name: "opaws run --server serves a session with MFA for the code of the item",
  ignore,
  fn: async () => {
    await using moto = await startMoto();
    using home = await prepare(moto, "[default]\nregion = eu-west-1\n");
    const { id, secret } = await moto.user("mfa");
    const fields = { "one-time password": OTP, "mfa serial": DEVICE, "secret access key": secret };
    await home.item("AWS mfa", id, fields);
    const run = ["run", "--server", "--item", "AWS mfa", "--"];
    const { code, stdout, stderr } = await home.opaws([...run, ...TOOLS["AWS CLI 1"]!]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /:user\/moto"/);
    const sessions = JSON.parse((await home.opaws(["session", "list", "--json"])).stdout).sessions;
    assert.deepEqual(sessions.map((each: { mfa: boolean }) => each.mfa), [true]);
  },
});

Deno.test({
  name: "opaws serve serves programs that it does not start, until it is stopped",
  ignore,
  fn: async () => {
    await using moto = await startMoto();
    using home = await prepare(moto, "[default]\nregion = eu-west-1\n");
    const server = new Deno.Command(`${home.folder}/bin/opaws`, {
      args: ["serve", "--json"],
      env: { ...home.env },
      clearEnv: true,
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const reader = server.stdout.getReader();
    let text = "";
    while (!text.endsWith("}\n")) text += new TextDecoder().decode((await reader.read()).value);
    const { AWS_CONTAINER_CREDENTIALS_FULL_URI, AWS_CONTAINER_AUTHORIZATION_TOKEN } = JSON.parse(
      text,
    );
    const env = { AWS_CONTAINER_CREDENTIALS_FULL_URI, AWS_CONTAINER_AUTHORIZATION_TOKEN };
    for (const command of Object.values(TOOLS)) {
      const [program, ...args] = at(command, moto.url);
      const { code, stdout, stderr } = await home.run(program!, args, {
        env: { ...env, AWS_REGION: "eu-west-1" },
      });
      assert.equal(code, 0, stderr);
      assert.match(JSON.parse(stdout).arn, OF_USER);
    }
    server.kill("SIGTERM");
    assert.equal((await server.status).code, 0);
    await reader.cancel();
    await assert.rejects(fetch(AWS_CONTAINER_CREDENTIALS_FULL_URI));
  },
});
