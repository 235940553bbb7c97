import assert from "node:assert/strict";
import { AWS_1, AWS_2, MOTO, startMoto } from "./moto.ts";
import { leaksOf } from "./leaks.ts";
import { PASSWORD, UserHome } from "./user_home.ts";
import { ignoreWithout } from "../ignore.ts";

const ID = "AKIAIOSFODNN7EXAMPLE";
const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const PYTHON = `${Deno.env.get("OPAWS_CI_TOOLS") ?? "/nonexistent"}/bin/python3`;

const ignore = ignoreWithout(MOTO, AWS_1, AWS_2, PYTHON);

/** Makes a home with the item "AWS dev" bound globally. */
async function bound(environment: Record<string, string> = {}): Promise<UserHome> {
  const home = new UserHome(environment);
  await home.vault();
  await home.item("AWS dev", ID, { "default region": "eu-west-1" });
  await home.bind("AWS dev");
  return home;
}

const SHELLS = [
  ["/bin/sh", ["-ec"], 'eval "$(opaws export)"'],
  ["/bin/bash", ["-euc"], 'eval "$(opaws export --format env)"'],
  ["/bin/bash", ["-euxc"], 'eval "$(opaws export --format gitlab)"'],
  ["/bin/sh", ["-exc"], 'eval "$(opaws export --format gitlab)"'],
  ["/usr/bin/zsh", ["-fec"], 'eval "$(opaws export)"'],
  ["/usr/bin/fish", ["--no-config", "-c"], "opaws export --format fish | source"],
] as const;

for (const [shell, flags, script] of SHELLS) {
  Deno.test({
    name: `${shell} ${flags.at(-1)}: ${script} sets the keys and unsets other credentials`,
    ignore: ignoreWithout(shell),
    async fn() {
      using home = await bound({ AWS_SESSION_TOKEN: "old", AWS_PROFILE: "", AWS_ROLE_ARN: "x" });
      const ended = await home.run(shell, [...flags, `${script}\nenv`]);
      assert.equal(ended.code, 0, ended.stderr);
      assert.match(ended.stdout, new RegExp(`^AWS_ACCESS_KEY_ID=${ID}$`, "m"));
      assert.ok(ended.stdout.includes(`AWS_SECRET_ACCESS_KEY=${SECRET}\n`));
      assert.match(ended.stdout, /^AWS_REGION=eu-west-1$/m);
      assert.ok(!/^AWS_(SESSION_TOKEN|PROFILE|ROLE_ARN)=/m.test(ended.stdout), ended.stdout);
      assert.deepEqual(leaksOf(ended.stderr, { ID, SECRET }), []);
      const left = [...Deno.readDirSync(`${home.folder}/run/opaws`)].map(({ name }) => name);
      assert.deepEqual(left.filter((name) => name.startsWith("export.")), []);
    },
  });
}

Deno.test("export writes the same credentials as json, dotenv, docker, pwsh and process", async () => {
  using home = await bound();
  const exported = async (format: string): Promise<string> => {
    const ended = await home.opaws(["export", "--format", format]);
    assert.deepEqual([ended.code, ended.stderr], [0, ""]);
    return ended.stdout;
  };
  const json = JSON.parse(await exported("json"));
  assert.deepEqual(
    [json.AWS_ACCESS_KEY_ID, json.AWS_SECRET_ACCESS_KEY, json.AWS_PROFILE],
    [ID, SECRET, null],
  );
  assert.deepEqual(JSON.parse(await exported("process")), {
    Version: 1,
    AccessKeyId: ID,
    SecretAccessKey: SECRET,
  });
  const dotenv = await exported("dotenv");
  assert.ok(dotenv.includes(`AWS_SECRET_ACCESS_KEY=${SECRET}\n`));
  assert.match(dotenv, /^AWS_SESSION_TOKEN=$/m);
  assert.ok(!dotenv.includes("AWS_PROFILE"));
  const docker = await exported("docker");
  assert.deepEqual(docker.split("\n").map((line) => line.split("=")[0]), [
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "",
  ]);
  const pwsh = await exported("pwsh");
  assert.ok(pwsh.includes(`$env:AWS_SECRET_ACCESS_KEY = '${SECRET}'\n`));
  const bad = await home.opaws(["export", "--format", "yaml"]);
  assert.equal(bad.code, 64);
});

Deno.test("export --format github prints masks first, so that the log has no secret and the next step has the keys", async () => {
  using home = await bound();
  const file = `${home.folder}/github_env`;
  Deno.writeTextFileSync(file, "BEFORE<<x\nkept\nx\n");
  const env = { GITHUB_ENV: file, GITHUB_ACTIONS: "true", CI: "true" };
  const ended = await home.opaws(["export", "--format", "github"], { env });
  assert.deepEqual([ended.code, ended.stderr], [0, ""]);
  assert.equal(ended.stdout, `::add-mask::${ID}\n::add-mask::${SECRET}\n`);
  assert.deepEqual(leaksOf(logOf(ended.stdout), { ID, SECRET }), []);
  const next = Deno.readTextFileSync(file);
  assert.match(next, /^BEFORE<<x\nkept\nx\n/);
  assert.match(next, new RegExp(`\nAWS_SECRET_ACCESS_KEY<<(opaws_\\w+)\n${SECRET}\n\\1\n`));
  assert.match(next, /\nAWS_SESSION_TOKEN<<(opaws_\w+)\n\n\1\n/);
  const outside = await home.opaws(["export", "--format", "github"]);
  assert.deepEqual([outside.code, outside.stdout], [78, ""]);
});

Deno.test("a shell that evaluates a failed export fails", async () => {
  using home = new UserHome({ CI: "true" });
  for (
    const [shell, flag, script] of [
      ["/bin/sh", "-ec", 'eval "$(opaws export)"; echo reached'],
      ["/bin/bash", "-ec", 'eval "$(opaws export --format gitlab)"; echo reached'],
      ["/usr/bin/fish", "-c", "opaws export --format fish | source; and echo reached"],
    ] as const
  ) {
    if (ignoreWithout(shell)) continue;
    const ended = await home.run(shell, [flag, script]);
    assert.notEqual(ended.code, 0, shell);
    assert.equal(ended.stdout, "", shell);
    assert.match(ended.stderr, /cannot choose an item for aws/);
  }
});

Deno.test("a shell that evaluates an export with bad arguments or settings fails", async () => {
  using home = new UserHome({ CI: "true" });
  const outcome = async (args: string, env: Record<string, string> = {}): Promise<string> => {
    const script = `eval "$(opaws export ${args})"; echo reached`;
    const { code, stdout } = await home.run("/bin/sh", ["-ec", script], { env });
    return `${code} ${stdout}`;
  };
  for (const args of ["--profil x", "--format bash", "--format", "x", "--format json --item"]) {
    assert.equal(await outcome(args), args.includes("json") ? "0 reached\n" : "1 ", args);
  }
  assert.equal(await outcome("", { OPAWS_CONFIG_DIR: "relative" }), "1 ");
});

Deno.test("export prints nothing to a terminal without --reveal", async () => {
  using home = await bound();
  await using terminal = home.terminal("/bin/sh", ["-i"]);
  for (const command of ["opaws export", "opaws credential-process"]) {
    await terminal.send(`${command}; echo "ended: $?"\r`);
    const shown = await terminal.expect(/[\s\S]*\nended: \d+/, 15_000);
    assert.match(shown, /standard output is a terminal[\s\S]*--reveal[\s\S]*ended: 78/);
    assert.deepEqual(leaksOf(shown, { ID, SECRET }), []);
  }
  await terminal.send("opaws export --reveal --item 'AWS dev'\r");
  await terminal.expect(/◆ +Password of vault "personal"/, 15_000);
  await terminal.send(`${PASSWORD}\r`);
  await terminal.expect(/export AWS_SECRET_ACCESS_KEY='wJalr/, 15_000);
});

// The AWS CLI swallows the standard error of a credential_process, so nobody would see a question there.
// https://github.com/boto/botocore/issues/1348, https://github.com/99designs/aws-vault/issues/1015
Deno.test({
  name: "a credential_process that the AWS CLI starts asks visibly on the terminal",
  ignore,
  async fn() {
    await using moto = await startMoto();
    const dev = await moto.user("dev");
    using home = new UserHome({ AWS_ENDPOINT_URL: moto.url, AWS_DEFAULT_REGION: "eu-west-1" });
    await home.vault();
    const fields = { "access key id": dev.id, "secret access key": dev.secret };
    const input = JSON.stringify({ title: "AWS dev", fields });
    await home.opaws(["item", "create", "--stdin"], { input });
    Deno.writeTextFileSync(
      `${home.folder}/.aws/config`,
      "[profile dev]\ncredential_process = opaws credential-process --item 'AWS dev'\n",
    );
    await using terminal = home.terminal("/bin/sh", ["-i"]);
    await terminal.send(`'${AWS_1}' --profile dev sts get-caller-identity | cat; echo ended\r`);
    await terminal.expect(/◆ +Password of vault "personal"/, 30_000);
    await terminal.send(`${PASSWORD}\r`);
    await terminal.expect(/user\/dev[\s\S]*ended/, 30_000);
  },
});

Deno.test({
  name:
    "the AWS CLI and boto3 get credentials through the credential_process line that export prints",
  ignore,
  async fn() {
    await using moto = await startMoto();
    const dev = await moto.user("dev");
    using home = new UserHome({
      AWS_ENDPOINT_URL: moto.url,
      AWS_DEFAULT_REGION: "eu-west-1",
    });
    await home.vault();
    await home.item("AWS dev", dev.id, { "secret access key": dev.secret });
    const args = ["export", "--format", "process", "--show-config", "--profile", "dev"];
    const shown = await home.opaws([...args, "--item", "AWS dev"]);
    assert.equal(
      shown.stdout,
      "[profile dev]\ncredential_process = opaws credential-process --item 'AWS dev'\n",
    );
    assert.throws(() => Deno.statSync(`${home.folder}/.aws/config`), "opaws does not write it");
    Deno.writeTextFileSync(`${home.folder}/.aws/config`, shown.stdout);
    // Debian's AWS CLI 2 does not know AWS_ENDPOINT_URL yet.
    const endpoint = ["--endpoint-url", moto.url];
    const identity = [
      "--profile",
      "dev",
      ...endpoint,
      "sts",
      "get-caller-identity",
      "--query",
      "Arn",
    ];
    for (const aws of [AWS_1, AWS_2]) {
      const ended = await home.run(aws, [...identity, "--output", "text"]);
      assert.match(ended.stdout, /user\/dev/, ended.stderr);
    }
    const code =
      "import boto3; print(boto3.Session(profile_name='dev').client('sts').get_caller_identity()['Arn'])";
    const python = await home.run(PYTHON, ["-c", code]);
    assert.match(python.stdout, /user\/dev/, python.stderr);
    const session = `[profile role]
role_arn = arn:aws:iam::123456789012:role/deploy
[profile session]
credential_process = opaws credential-process --item "AWS dev" --profile role
`;
    Deno.writeTextFileSync(`${home.folder}/.aws/config`, shown.stdout + session);
    const refreshed = await home.run(PYTHON, ["-c", code.replace("'dev'", "'session'")], {
      env: { AWS_ENDPOINT_URL_STS: moto.url },
    });
    assert.match(refreshed.stdout, /assumed-role\/deploy/, refreshed.stderr);
    const through = await home.opaws([
      "run",
      "--profile",
      "dev",
      "--",
      AWS_2,
      ...identity.slice(2),
    ]);
    assert.match(through.stdout, /user\/dev/, through.stderr);
  },
});

Deno.test("a profile whose credential_process is opaws uses the item named there, else the binding, and never loops", async () => {
  using home = await bound();
  await home.item("AWS prod", "AKIAI44QH8DHBEXAMPLE");
  const config = `[profile named]
credential_process = opaws credential-process --item "AWS prod"
[profile itself]
credential_process = opaws credential-process --profile itself
[profile round]
credential_process = opaws run --profile round -- aws configure export-credentials
[profile one]
credential_process = opaws credential-process --profile other
[profile other]
credential_process = opaws credential-process --profile one
[profile foreign]
credential_process = /bin/echo {}
`;
  Deno.writeTextFileSync(`${home.folder}/.aws/config`, config);
  const keyOf = async (profile: string): Promise<string> => {
    const ended = await home.opaws(["credential-process", "--profile", profile]);
    return ended.code === 0 ? JSON.parse(ended.stdout).AccessKeyId : ended.stderr;
  };
  assert.equal(await keyOf("named"), "AKIAI44QH8DHBEXAMPLE");
  assert.equal(await keyOf("itself"), ID);
  assert.equal(await keyOf("round"), ID);
  for (const profile of ["one", "other", "foreign"]) {
    const refusal =
      /cannot export credentials of profile "\w+": .*credential_process.*leaves to the/;
    assert.match(await keyOf(profile), refusal);
  }
  const ran = await home.opaws([
    "run",
    "--profile",
    "round",
    "--",
    "printenv",
    "AWS_ACCESS_KEY_ID",
  ]);
  assert.equal(ran.stdout, `${ID}\n`, ran.stderr);
  const which = await home.opaws(["which", "aws", "--profile", "named"]);
  assert.match(which.stdout, /profile named names item "AWS prod" for opaws/);
  const env = { AWS_PROFILE: "itself" };
  const inherited = await home.opaws(["credential-process"], { env });
  assert.equal(JSON.parse(inherited.stdout).AccessKeyId, ID, inherited.stderr);
});

/** Returns a step's output as the runner's log shows it: without commands, and with stars for masked values. */
function logOf(output: string): string {
  const masks: string[] = [];
  return output.split("\n").map((line) => {
    const mask = /^::add-mask::(.*)$/.exec(line)?.[1];
    if (mask !== undefined) masks.push(mask);
    return masks.reduce((text, each) => text.replaceAll(each, "***"), line);
  }).join("\n");
}
