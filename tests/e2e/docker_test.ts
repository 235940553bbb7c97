// What docs/docker.md says, with the namespaces that a container has: its own processes and files, and either the network
// of the host or one of its own.
import assert from "node:assert/strict";
import { ignoreUnlessRoot, ignoreWithout } from "../ignore.ts";
import { AWS_1, MOTO, startMoto } from "./moto.ts";
import { UserHome } from "./user_home.ts";

const PYTHON = AWS_1.replace(/aws$/, "python");
const ignore = ignoreUnlessRoot() || ignoreWithout("unshare", AWS_1, MOTO);
/** Prints where the credentials come from, and who it belongs to if AWS can be reached. */
const WHO = `import boto3, os
session = boto3.Session()
print(session.get_credentials().method)
if "AWS_ENDPOINT_URL" in os.environ: print(session.client("sts").get_caller_identity()["Arn"])`;
const SERVER = ["AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_AUTHORIZATION_TOKEN"];

Deno.test({
  name: "a container with the host's network uses the server, one with its own network cannot",
  ignore,
  fn: async () => {
    await using moto = await startMoto();
    const { id, secret } = await moto.user("dev");
    using home = new UserHome({ AWS_ENDPOINT_URL: moto.url });
    await home.vault();
    await home.item("AWS dev", id, { "secret access key": secret });
    await home.bind("AWS dev");
    const inside = (namespaces: readonly string[], variables: readonly string[]) => [
      ...["run", "--server", "--", "sh", "-c"],
      `exec unshare ${
        namespaces.join(" ")
      } env -i HOME=/nonexistent AWS_DEFAULT_REGION=eu-west-1 ` +
      `AWS_METADATA_SERVICE_NUM_ATTEMPTS=1 AWS_EC2_METADATA_DISABLED=true ` +
      variables.map((name) => `${name}="$${name}" `).join("") +
      `${PYTHON} -c '${WHO}'`,
    ];
    const container = ["--mount", "--pid", "--fork", "--mount-proc"];
    const host = await home.opaws(inside(container, [...SERVER, "AWS_ENDPOINT_URL"]));
    assert.equal(host.code, 0, host.stderr);
    assert.match(host.stdout, /^container-role\narn:aws:sts::123456789012:/);
    const own = await home.opaws(inside([...container, "--net"], SERVER));
    assert.notEqual(own.code, 0);
    assert.doesNotMatch(own.stdout, /container/);
  },
});

Deno.test({
  name: "a container with a network of its own uses what opaws export --format docker prints",
  ignore,
  fn: async () => {
    using home = new UserHome();
    await home.vault();
    await home.item("AWS dev");
    await home.bind("AWS dev");
    const exported = await home.opaws(["export", "--format", "docker"]);
    const variables = exported.stdout.trimEnd().split("\n");
    const { code, stdout, stderr } = await home.run("unshare", [
      ...["--mount", "--pid", "--fork", "--mount-proc", "--net"],
      ...["env", "-i", "HOME=/nonexistent", ...variables, PYTHON, "-c", WHO],
    ]);
    assert.equal(code, 0, stderr);
    assert.equal(stdout, "env\n");
  },
});
