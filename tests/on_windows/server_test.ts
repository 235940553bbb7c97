import assert from "node:assert/strict";
import { FakeSts } from "../aws/sts/fake_sts.ts";
import { KEY, PASSWORD, WindowsHome } from "./home.ts";

async function boundHome(sts: FakeSts): Promise<WindowsHome> {
  const home = new WindowsHome();
  Object.assign(home.variables, { AWS_ENDPOINT_URL: sts.url, AWS_REGION: "eu-west-1" });
  await home.withItem();
  await home.succeed(["init", "aws", "--item", "AWS dev", "--scope", "global", "--yes"]);
  return home;
}

Deno.test("shell starts the command interpreter with the credentials, and ends with its status", async () => {
  await using sts = FakeSts.start();
  using home = await boundHome(sts);
  const { code, stdout, stderr } = await home.opaws(["shell", "--item", "AWS dev"], {
    input: "echo %AWS_ACCESS_KEY_ID%& exit 5\r\n",
  });
  assert.equal(code, 5, stderr);
  assert.match(stdout, new RegExp(KEY.id));
  assert.match(stderr, /this shell has the keys of "AWS dev"/);
});

Deno.test("run --server gives the tool a server and no keys, and ends with the tool's status", async () => {
  await using sts = FakeSts.start();
  using home = await boundHome(sts);
  const { variables } = JSON.parse(await home.succeed(["run", "--server", "--", "aws", "s3"]));
  assert.match(variables.AWS_CONTAINER_CREDENTIALS_FULL_URI, /^http:\/\/127\.0\.0\.1:\d+\//);
  assert.equal(variables.AWS_ACCESS_KEY_ID, undefined);
  const cmd = ["run", "--server", "--item", "AWS dev", "--", "cmd", "/d", "/c", "exit 300"];
  assert.equal((await home.opaws(cmd)).code, 300);
  assert.doesNotMatch(await home.succeed(["status"]), /server/);
});

Deno.test("serve prints variables for PowerShell, hands out sessions, and ends with opaws lock", async () => {
  await using sts = FakeSts.start();
  using home = await boundHome(sts);
  const server = home.start(["serve"], { stdin: "null" });
  const reader = server.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (text.split("\n").length < 3) {
    const { value, done } = await reader.read();
    assert.ok(!done, text);
    text += value;
  }
  const [, uri, token] =
    /^\$env:AWS_CONTAINER_CREDENTIALS_FULL_URI = '(.*)'\n\$env:AWS_CONTAINER_AUTHORIZATION_TOKEN = '(.*)'\n$/
      .exec(text)!;
  const response = await fetch(uri!, { headers: { authorization: token! } });
  const session = await response.json();
  assert.equal(sts.keys.get(session.AccessKeyId)?.sessionToken, session.Token);
  assert.match(await home.succeed(["status"]), /server for serve/);
  await home.succeed(["lock"]);
  assert.equal((await reader.read()).done, true);
  reader.releaseLock();
  assert.equal((await server.status).code, 79);
  await server.stderr.cancel();
  await home.succeed(["unlock", "--password-stdin"], { input: `${PASSWORD}\n` });
  assert.doesNotMatch(await home.succeed(["status"]), /server/);
});
