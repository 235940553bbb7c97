import assert from "node:assert/strict";
import { ignoreWithout } from "../ignore.ts";
import { AWS_1, MOTO, type Moto, startMoto } from "./moto.ts";
import { UserHome } from "./user_home.ts";

const TOOLS = Deno.env.get("OPAWS_CI_TOOLS") ?? "/nonexistent";
const CDK = `${TOOLS}/cdk/node_modules/.bin`;
/** A Python environment with sam, git-remote-codecommit and the Kubernetes client. */
const PYTHON_TOOLS = `${TOOLS}/sam/bin`;
const CONFIG = `[default]
region = eu-west-1
[profile ops]
region = us-west-2
[profile ccp]
region = ap-south-1
credential_process = opaws credential-process --item "AWS dev" --profile ccp
`;

/** Returns a home with an item bound globally that has a key moto knows, and every real tool on PATH. */
async function homeWith(moto: Moto): Promise<UserHome> {
  const home = new UserHome({ AWS_ENDPOINT_URL: moto.url, CI: "true" }, [
    CDK,
    `${TOOLS}/bin`,
    PYTHON_TOOLS,
  ]);
  const { id } = await moto.user("dev");
  await home.vault();
  await home.item("AWS dev", id);
  await home.bind("AWS dev");
  Deno.writeTextFileSync(`${home.folder}/.aws/config`, CONFIG);
  return home;
}

Deno.test({
  name: "cdk deploys with the bound item, from a CloudFormation template on disk",
  ignore: ignoreWithout(MOTO, `${CDK}/cdk`),
  async fn() {
    await using moto = await startMoto();
    using home = await homeWith(moto);
    const assembly = home.directory("cdk.out");
    const artifact = {
      type: "aws:cloudformation:stack",
      environment: "aws://123456789012/eu-west-1",
      properties: { templateFile: "stack.json" },
    };
    const manifest = { version: "36.0.0", artifacts: { Stack: artifact } };
    Deno.writeTextFileSync(`${assembly}/manifest.json`, JSON.stringify(manifest));
    const queue = { Resources: { Queue: { Type: "AWS::SQS::Queue" } } };
    Deno.writeTextFileSync(`${assembly}/stack.json`, JSON.stringify(queue));
    const args = ["cdk", "--app", "cdk.out", "deploy", "Stack", "--require-approval", "never"];
    const without = await home.run(`${CDK}/cdk`, args.slice(1));
    assert.notEqual(without.code, 0, "without opaws it has no credentials");
    const { code, stderr } = await home.opaws(["run", "--", ...args]);
    assert.equal(code, 0, stderr);
    const shown = await home.opaws(
      ["run", "--", "aws", "cloudformation", "describe-stacks", "--query", "Stacks[].StackName"],
    );
    assert.match(shown.stdout, /"Stack"/, shown.stderr);
  },
});

Deno.test({
  name: "sam validate asks IAM for managed policies with the bound item",
  ignore: ignoreWithout(MOTO, `${PYTHON_TOOLS}/sam`),
  async fn() {
    await using moto = await startMoto();
    using home = await homeWith(moto);
    const template = {
      Transform: "AWS::Serverless-2016-10-31",
      Resources: {
        F: {
          Type: "AWS::Serverless::Function",
          Properties: {
            Runtime: "python3.13",
            Handler: "a.b",
            InlineCode: "x",
            Policies: ["NotInTheListThatSamBrings"],
          },
        },
      },
    };
    Deno.writeTextFileSync(`${home.folder}/template.json`, JSON.stringify(template));
    const env = { SAM_CLI_TELEMETRY: "0" };
    const args = ["sam", "validate", "--template", "template.json", "--region", "eu-west-1"];
    const without = await home.run(`${PYTHON_TOOLS}/sam`, args.slice(1), { env });
    assert.notEqual(without.code, 0, "without opaws it has no credentials");
    const { code, stdout, stderr } = await home.opaws(["run", "--", ...args], { env });
    assert.equal(code, 0, stdout + stderr);
  },
});

Deno.test({
  name: "git-remote-codecommit signs for the region of the profile that the address names",
  ignore: ignoreWithout(`${PYTHON_TOOLS}/git-remote-codecommit`),
  async fn() {
    using home = new UserHome({}, [PYTHON_TOOLS]);
    await home.vault();
    await home.item("AWS dev");
    await home.bind("AWS dev");
    home.program("git", `printf '%s\\n' "$@"`);
    // opaws gives OPAWS_SESSION to no tool, so where the system knows no session, the profile's command brings its own.
    const session = home.env.OPAWS_SESSION;
    home.program(
      "opaws-here",
      `${session ? `export OPAWS_SESSION=${session}\n` : ""}exec '${home.folder}/bin/opaws' "$@"`,
    );
    Deno.writeTextFileSync(
      `${home.folder}/.aws/config`,
      CONFIG.replace("opaws credential-process", "opaws-here credential-process"),
    );
    const { code, stdout, stderr } = await home.opaws(
      ["run", "--", "git-remote-codecommit", "origin", "codecommit://ccp@repo"],
    );
    assert.equal(code, 0, stderr);
    assert.match(stdout, /https:\/\/AKIAIOSFODNN7EXAMPLE:.*@git-codecommit\.ap-south-1\./);
  },
});

Deno.test({
  name:
    "a kubeconfig's exec plugin gets a token of the bound item through a shim, with its profile's name",
  ignore: ignoreWithout(MOTO, AWS_1, `${PYTHON_TOOLS}/python`),
  async fn() {
    await using moto = await startMoto();
    using home = await homeWith(moto);
    await home.opaws(["shim", "install", "aws"]);
    const env = { PATH: `${home.folder}/.local/state/opaws/shims:${home.env.PATH}` };
    const aws = (...args: string[]) =>
      home.run("/bin/sh", ["-c", 'aws "$@"', "aws", ...args], { env });
    const created = await aws(
      ...["eks", "create-cluster", "--name", "c", "--role-arn", "arn:aws:iam::123456789012:role/x"],
      ...["--resources-vpc-config", "subnetIds=subnet-1,subnet-2", "--profile", "ops"],
    );
    assert.equal(created.code, 0, created.stderr);
    const updated = await aws("eks", "update-kubeconfig", "--name", "c", "--profile", "ops");
    assert.equal(updated.code, 0, updated.stderr);
    const kubeconfig = Deno.readTextFileSync(`${home.folder}/.kube/config`);
    assert.match(kubeconfig, /name: AWS_PROFILE\n\s+value: ops/);
    const script = "import kubernetes, base64\nkubernetes.config.load_kube_config()\n" +
      "token = next(iter(kubernetes.client.Configuration.get_default_copy().api_key.values()))\n" +
      "print(base64.urlsafe_b64decode(token.split('k8s-aws-v1.')[1] + '==').decode())";
    const { stdout, stderr } = await home.run(`${PYTHON_TOOLS}/python`, ["-c", script], { env });
    const { id } = JSON.parse((await home.opaws(["item", "list", "--json"])).stdout).items[0];
    const shown = await home.opaws(["item", "show", id, "--reveal", "--json"]);
    const key = /"(AKIA\w+)"/.exec(shown.stdout)![1]!;
    assert.match(stdout, new RegExp(`X-Amz-Credential=${key}%2F\\d+%2Fus-west-2%2Fsts`), stderr);
  },
});
