import assert from "node:assert/strict";
import { leaksOf } from "./leaks.ts";
import { OidcIssuer } from "./oidc_issuer.ts";
import { type Ended, UserHome } from "./user_home.ts";

const ROLE = "arn:aws:iam::123456789012:role/ci/deploy";

function refused(ended: Ended, code: number, because: RegExp, issuer: OidcIssuer): void {
  assert.deepEqual([ended.code, ended.stdout], [code, ""], ended.stderr);
  assert.match(ended.stderr, because);
  const secrets = Object.fromEntries([issuer.bearer, ...issuer.issued].map((each) => [each, each]));
  assert.deepEqual(leaksOf(ended.stderr, secrets), []);
}

Deno.test("--web-identity exchanges the runner's token for a session of the role, without a vault", async () => {
  await using issuer = await OidcIssuer.start();
  using home = new UserHome({ ...issuer.environment, AWS_REGION: "eu-west-1" });
  const args = ["run", "--role", ROLE, "--web-identity", "--duration", "20m"];
  const ended = await home.opaws([...args, "--verbose", "--", "env"]);
  assert.equal(ended.code, 0, ended.stderr);
  assert.match(ended.stdout, /^AWS_ACCESS_KEY_ID=ASIAIOSFODNN7EXAMPLE$/m);
  assert.match(ended.stdout, /^AWS_SESSION_TOKEN=webIdentitySession\/\/EXAMPLETOKEN==$/m);
  assert.match(ended.stdout, /^AWS_REGION=eu-west-1$/m);
  assert.match(ended.stdout, /^AWS_CREDENTIAL_EXPIRATION=20/m);
  const { WebIdentityToken, ...call } = issuer.calls[0]!;
  assert.deepEqual(call, {
    Action: "AssumeRoleWithWebIdentity",
    Version: "2011-06-15",
    RoleArn: ROLE,
    RoleSessionName: "opaws-4711",
    DurationSeconds: "1200",
  });
  assert.deepEqual([issuer.calls.length, issuer.issued], [1, [WebIdentityToken]]);
  assert.match(ended.stderr, /gives env a session of arn:aws:iam::123456789012:role\/ci\/deploy/);
  assert.deepEqual(
    leaksOf(ended.stderr + ended.stdout, { WebIdentityToken: WebIdentityToken! }),
    [],
  );
  assert.throws(() => Deno.statSync(`${home.folder}/.local`), "nothing is cached");
});

Deno.test("--web-identity takes AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN, which the tool does not get", async () => {
  await using issuer = await OidcIssuer.start();
  using home = new UserHome({ AWS_ENDPOINT_URL_STS: issuer.url });
  const file = `${home.folder}/jwt`;
  Deno.writeTextFileSync(file, `${await issuer.token("sts.amazonaws.com")}\n`);
  const env = {
    AWS_WEB_IDENTITY_TOKEN_FILE: file,
    AWS_ROLE_ARN: ROLE,
    AWS_ROLE_SESSION_NAME: "me@x y",
  };
  const ended = await home.opaws(["run", "--web-identity", "--", "env"], { env });
  assert.match(ended.stdout, /^AWS_ACCESS_KEY_ID=ASIAIOSFODNN7EXAMPLE$/m, ended.stderr);
  assert.ok(!/^AWS_(ROLE_ARN|WEB_IDENTITY_TOKEN_FILE|ROLE_SESSION_NAME)=/m.test(ended.stdout));
  assert.equal(issuer.calls[0]!.RoleSessionName, "me@x-y");
});

Deno.test("if the runner or STS refuses, the message has no token, and no stored key is used instead", async () => {
  await using issuer = await OidcIssuer.start();
  using home = new UserHome(issuer.environment);
  await home.vault();
  await home.item("AWS dev");
  const run = (env: Record<string, string> = {}, ...args: string[]) =>
    home.opaws(["run", "--role", ROLE, "--web-identity", ...args, "--", "env"], { env });
  const request = (value: string): Record<string, string> => ({
    ACTIONS_ID_TOKEN_REQUEST_URL: value,
  });

  refused(
    await run({ ACTIONS_ID_TOKEN_REQUEST_TOKEN: "old" }),
    77,
    /responded with status 401/,
    issuer,
  );
  refused(await run(request("http://example.com/token")), 78, /neither https nor/, issuer);
  refused(
    await run(request("http://127.0.0.1:1/token")),
    69,
    /cannot get a web identity token from 127\.0\.0\.1:1: /,
    issuer,
  );
  refused(await run(request("")), 66, /the permission "id-token: write"/, issuer);
  refused(
    await run({ GITHUB_ACTIONS: "", ...request("") }),
    66,
    /neither AWS_WEB_IDENTITY/,
    issuer,
  );
  refused(await run({ AWS_WEB_IDENTITY_TOKEN_FILE: "/none" }), 66, /no such file/, issuer);
  refused(await run({}, "--item", "AWS dev"), 64, /web identity uses none/, issuer);
  for (
    const planned of [
      new Response("<html>"),
      Response.json({ value: "no token" }),
      Response.json({ value: `a.${"b".repeat(70_000)}.c` }),
      new Response(null, { status: 302, headers: { location: `${issuer.url}/token` } }),
    ]
  ) {
    issuer.planned.push(planned);
    refused(await run(), 69, /cannot get a web identity token from 127\.0\.0\.1/, issuer);
  }
  assert.equal(issuer.calls.length, 0);
  issuer.refusal = "Not authorized to perform sts:AssumeRoleWithWebIdentity";
  refused(await run(), 77, /InvalidIdentityToken\w*: Not authorized/, issuer);
  const china = ["run", "--role", "arn:aws-cn:iam::123456789012:role/x", "--web-identity"];
  issuer.refusal = null;
  const audience = await home.opaws([...china, "--", "env"]);
  refused(audience, 77, /Incorrect token audience sts\.amazonaws\.com\.cn/, issuer);
});

Deno.test("the log has no token even if STS quotes it", async () => {
  await using issuer = await OidcIssuer.start();
  using home = new UserHome({ AWS_ENDPOINT_URL_STS: issuer.url });
  const token = await issuer.token("sts.amazonaws.com");
  Deno.writeTextFileSync(`${home.folder}/jwt`, token);
  issuer.refusal = `cannot parse ${token.split(".")[1]}`;
  const env = { AWS_WEB_IDENTITY_TOKEN_FILE: "jwt", OPAWS_DEBUG: "1" };
  const ended = await home.opaws(["run", "--role", ROLE, "--web-identity", "--", "env"], { env });
  assert.match(ended.stderr, /STS refuses the token, and quotes it/);
  assert.deepEqual(leaksOf(ended.stderr, { token, claims: token.split(".")[1]! }), []);
});

Deno.test("--web-identity without a role, or with what is not the ARN of one, is refused by name", async () => {
  using home = new UserHome();
  const none = await home.opaws(["run", "--web-identity", "--", "env"]);
  assert.match(none.stderr, /neither --role nor AWS_ROLE_ARN names one/);
  const odd = await home.opaws(["run", "--role", "deploy", "--web-identity", "--", "env"]);
  assert.match(odd.stderr, /"deploy" is not the ARN of a role/);
});
