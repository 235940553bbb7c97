// A role of IAM Identity Center from a server, in a shell and in the console.
import assert from "node:assert/strict";
import { FakeSignIn } from "../aws/console/fake_sign_in.ts";
import { FakeSso } from "../aws/sso/fake_sso.ts";
import { FakeSts } from "../aws/sts/fake_sts.ts";
import { ignoreWithout } from "../ignore.ts";
import { AWS_1, MOTO, startMoto } from "./moto.ts";
import { SsoHome } from "./sso_home.ts";

async function signedIn(sso: FakeSso): Promise<SsoHome> {
  const home = await SsoHome.make(sso);
  const login = await home.opaws(["sso", "login", "corp"]);
  assert.equal(login.code, 0, login.stderr);
  const bind = ["init", "aws", "--sso", "corp", "--account", "111122223333", "--role", "Developer"];
  const bound = await home.opaws([...bind, "--scope", "global"]);
  assert.equal(bound.code, 0, bound.stderr);
  return home;
}

Deno.test({
  name:
    "run --server serves the role of IAM Identity Center, also to an AWS CLI whose profile has it",
  ignore: ignoreWithout(AWS_1, MOTO),
  fn: async () => {
    await using sso = FakeSso.start();
    await using moto = await startMoto();
    using home = await signedIn(sso);
    for (const profile of [[], ["--profile", "dev"]]) {
      const identity = ["sts", "get-caller-identity", "--query", "Account", "--output", "text"];
      const command = [AWS_1, ...profile, ...identity];
      // The CLI itself has no tokens: with the profile's own provider it would fail.
      const { code, stdout, stderr } = await home.opaws(["run", "--server", "--", ...command], {
        env: { AWS_ENDPOINT_URL_STS: moto.url, AWS_DEFAULT_REGION: "eu-west-1" },
      });
      assert.deepEqual([code, stdout], [0, "123456789012\n"], stderr);
    }
    assert.equal(sso.count("GetRoleCredentials"), 1, "the credentials are cached");
  },
});

Deno.test("opaws shell and opaws console have the role of IAM Identity Center", async () => {
  await using sso = FakeSso.start();
  await using sts = FakeSts.start();
  await using signIn = new FakeSignIn(sts);
  using home = await signedIn(sso);
  const shell = await home.opaws(["shell", "--profile", "dev"], {
    env: { SHELL: "/bin/sh" },
    input: 'echo "$AWS_VAULT $AWS_ACCESS_KEY_ID $AWS_CREDENTIAL_EXPIRATION"\n',
  });
  assert.match(shell.stdout, /^dev ASIASSO\S+ \d{4}-\S+Z\n$/, shell.stderr);
  const named = ["--sso", "corp", "--account", "111122223333", "--role", "Developer"];
  const other = await home.opaws(["shell", ...named, "--server"], {
    env: { SHELL: "/bin/sh" },
    input: 'echo "$AWS_VAULT ${AWS_CONTAINER_CREDENTIALS_FULL_URI%:*}"\n',
  });
  assert.match(other.stdout, /Developer\S* .*http:\/\/127\.0\.0\.1\n$/, other.stderr);
  signIn.response = () => Response.json({ SigninToken: "token" });
  const opened = await home.opaws(["console", "--profile", "dev", "--print", "--duration", "2h"], {
    env: { AWS_ENDPOINT_URL_SIGNIN: signIn.url },
  });
  assert.equal(opened.code, 0, opened.stderr);
  const { form } = signIn.calls[0]!;
  assert.match(JSON.parse(form.Session!).sessionId, /^ASIASSO/);
  assert.equal(form.SessionDuration, "7200");
  const destination = new URL(opened.stdout.trim()).searchParams.get("Destination");
  assert.equal(destination, "https://console.aws.amazon.com/console/home?region=eu-west-1");
});
