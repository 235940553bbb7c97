import assert from "node:assert/strict";
import { FakeSso } from "../aws/sso/fake_sso.ts";
import { SSO_CONFIG, SsoHome } from "./sso_home.ts";
import { PASSWORD } from "./user_home.ts";

const SHOW = ["--", "sh", "-c", "echo got $AWS_ACCESS_KEY_ID in $AWS_REGION"];

Deno.test("a run without a binding offers IAM Identity Center, and goes on with the chosen role", async () => {
  await using sso = FakeSso.start();
  using home = await SsoHome.make(sso);
  await home.opaws(["lock"]);
  await using terminal = home.terminal(`${home.folder}/bin/opaws`, ["run", ...SHOW]);
  const steps: [RegExp, string][] = [
    [/Password of vault/, `${PASSWORD}\r`],
    [/Where do the credentials come from\?[^]*IAM Identity Center/, "\x1b[B\r"],
    [/Which access portal[^]*corp/, "\r"],
    [/Which account\?[^]*Acme Dev/, "\r"],
    [/Which role in Acme Dev\?[^]*Developer/, "\x1b[B\r"],
    [/Region for its commands/, "\r"],
    [/When should it be used\?/, "\x1b[A\x1b[A\r"],
    [/got ASIASSO0001EXAMPLE in us-east-1/, ""],
  ];
  for (const [question, answer] of steps) {
    await terminal.expect(question, 20_000);
    if (answer !== "") await terminal.send(answer);
  }
  assert.equal((await terminal.status).code, 0);
  const which = JSON.parse((await home.opaws(["which", "sh", "--json"])).stdout);
  assert.equal(which.ssoRole.role, "ReadOnly");
});

Deno.test("use switches a terminal to a profile of IAM Identity Center, and back", async () => {
  await using sso = FakeSso.start();
  const config = `${SSO_CONFIG}[profile admin]
role_arn = arn:aws:iam::210987654321:role/Admin
source_profile = dev
`;
  using home = await SsoHome.make(sso, { config });
  await home.item("AWS dev");
  await home.bind("AWS dev");
  const before = await home.opaws(["use", "dev"]);
  assert.equal(before.code, 78);
  assert.match(before.stderr, /its credentials come from SSO/);
  await home.opaws(["sso", "login"]);
  const used = await home.opaws(["use", "dev"]);
  assert.match(
    used.stdout,
    /aws uses role Developer in 111122223333 through corp in this terminal/,
  );
  const run = await home.opaws(["run", ...SHOW]);
  assert.equal(run.stdout, "got ASIASSO0001EXAMPLE in eu-west-1\n");
  const chained = await home.opaws(["use", "admin"]);
  assert.match(
    chained.stderr,
    /assumed with a role of IAM Identity Center\n {2}try: export AWS_PROF/,
  );
  await home.opaws(["use", "--none"]);
  assert.match((await home.opaws(["run", ...SHOW])).stdout, /got AKIAIOSFODNN7EXAMPLE/);
});
