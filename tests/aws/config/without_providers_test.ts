import assert from "node:assert/strict";
import { withoutProviders } from "../../../src/aws/config/without_providers.ts";
import { errorOf } from "../../error_of.ts";

const CONFIG = `# mine
[default]
region = eu-west-1
role_arn = arn:aws:iam::123456789012:role/x
  # a comment inside
credential_process = a
  b
[profile p]
sso_session = corp
sso_account_id = 1
output = json\r
[profile other]
role_arn = y
source_profile = default
`;

function config(text: string, names = ["default", "p"]): string | null {
  return withoutProviders({ path: "config", text, isConfig: true }, names);
}

Deno.test("withoutProviders() removes only what gives the named profiles credentials", () => {
  assert.equal(
    config(CONFIG),
    `# mine
[default]
region = eu-west-1
  # a comment inside
[profile p]
output = json\r
[profile other]
role_arn = y
source_profile = default
`,
  );
});

Deno.test("withoutProviders() is null if the named profiles have no provider", () => {
  assert.equal(
    config("[default]\nregion = x\n[p]\nrole_arn = y\n[profile q]\nrole_arn = z\n"),
    null,
  );
  assert.equal(config(""), null);
});

Deno.test("withoutProviders() reads section names as the file has them", () => {
  const text = "[p]\naws_access_key_id = a\naws_secret_access_key = b\n[profile p]\nx = y\n";
  const rest = withoutProviders({ path: "credentials", text, isConfig: false }, ["p"]);
  assert.equal(rest, "[p]\n[profile p]\nx = y\n");
});

Deno.test("withoutProviders() refuses a copy with another profile's secret, and a line of [DEFAULT]", () => {
  const secret =
    "[default]\nrole_arn = x\n[profile q]\naws_access_key_id=a\naws_secret_access_key=b\n";
  const error = errorOf(() => config(secret));
  assert.deepEqual([error.status, error.message], [
    78,
    "cannot give the tool config without credentials: a copy of it would have the secret key of [profile q] too",
  ]);
  const shared = "[DEFAULT]\nrole_arn = x\n[default]\n[profile q]\n";
  assert.match(errorOf(() => config(shared)).message, /line 2 belongs to \[profile q\] too/);
});
