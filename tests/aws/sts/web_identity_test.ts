import assert from "node:assert/strict";
import { webIdentity } from "../../../src/aws/sts/web_identity.ts";
import { errorOf } from "../../error_of.ts";

const ROLE = "arn:aws:iam::123456789012:role/path/deploy";
const GITHUB = {
  ACTIONS_ID_TOKEN_REQUEST_URL: "https://runner.example/token",
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: "bearer",
};

function host(env: Record<string, string>) {
  return { env: (name: string) => env[name], now: () => 4711 };
}

Deno.test("webIdentity() prefers the file to the runner, and --role to AWS_ROLE_ARN", () => {
  const env = { ...GITHUB, AWS_WEB_IDENTITY_TOKEN_FILE: "/jwt", AWS_ROLE_ARN: "arn:x" };
  const found = webIdentity(host(env), { role: ROLE });
  assert.deepEqual([found.role, found.source], [ROLE, { kind: "file", path: "/jwt" }]);
  const runner = webIdentity(host({ ...GITHUB, AWS_ROLE_ARN: ROLE }), {});
  assert.equal(runner.source.kind, "github");
  assert.equal(runner.audience, "sts.amazonaws.com");
});

Deno.test("webIdentity() names the session after the job, within the characters and length that STS accepts", () => {
  const name = (env: Record<string, string>, sessionName?: string): string =>
    webIdentity(host({ ...GITHUB, AWS_ROLE_ARN: ROLE, ...env }), {
      ...(sessionName === undefined ? {} : { sessionName }),
    }).sessionName;
  assert.equal(name({}), "opaws-4711");
  assert.equal(name({ GITHUB_RUN_ID: "8" }), "opaws-8");
  assert.equal(name({ CI_JOB_ID: "9" }), "opaws-9");
  assert.equal(name({ AWS_ROLE_SESSION_NAME: "a b/c" }), "a-b-c");
  assert.equal(name({ AWS_ROLE_SESSION_NAME: "x" }, "mine"), "mine");
  assert.equal(name({}, "n".repeat(80)).length, 64);
});

Deno.test("webIdentity() refuses anything but the ARN of a role, and a job without a token", () => {
  for (const role of ["", "deploy", "arn:aws:iam::1:role/x", "arn:aws:iam::123456789012:user/x"]) {
    assert.equal(errorOf(() => webIdentity(host(GITHUB), { role })).status, 64, role);
  }
  const { ACTIONS_ID_TOKEN_REQUEST_URL } = GITHUB;
  const half = { ACTIONS_ID_TOKEN_REQUEST_URL };
  assert.equal(errorOf(() => webIdentity(host(half), { role: ROLE })).status, 66);
});
