import assert from "node:assert/strict";
import { goSdkAccepts } from "../../../src/aws/config/go_sdk.ts";
import { parseAwsFile } from "../../../src/aws/config/parse.ts";
import { mergeProfiles, type Profiles } from "../../../src/aws/config/profiles.ts";

const ROLE = "role_arn = arn:aws:iam::123456789012:role/dev";

// What `LoadDefaultConfig` of aws-sdk-go-v2/config 1.33.18 does with AWS_PROFILE and keys in the environment.
const CONFIG = `
[default]
region = eu-west-1
[profile plain]
region = us-west-2
[profile keyless]
${ROLE}
source_profile = default
[profile sourceless]
${ROLE}
[profile self]
${ROLE}
source_profile = self
[profile self-key]
${ROLE}
source_profile = self-key
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = x
[profile process]
credential_process = opaws credential-process --profile process
[profile over-process]
${ROLE}
source_profile = process
[profile over-plain]
${ROLE}
source_profile = plain
[profile over-role]
${ROLE}
source_profile = over-process
[profile over-keyless]
${ROLE}
source_profile = keyless
[profile missing]
${ROLE}
source_profile = gone
[profile no-role]
source_profile = process
[profile two]
${ROLE}
source_profile = process
credential_source = Environment
[profile environment]
${ROLE}
credential_source = Environment
[profile sso]
sso_start_url = https://example.com
sso_region = eu-west-1
sso_account_id = 123456789012
sso_role_name = dev
[profile over-sso]
${ROLE}
source_profile = sso
[profile device]
mfa_serial = arn:aws:iam::123456789012:mfa/me
`;

function profiles(): Profiles {
  const sections = parseAwsFile(CONFIG, "config");
  return {
    all: mergeProfiles({ path: "config", sections }, { path: "credentials", sections: [] }),
    ssoSessions: new Map(),
    services: new Map(),
    texts: new Map(),
    configPath: "config",
    credentialsPath: "credentials",
    configSections: sections,
    credentialsSections: [],
  };
}

Deno.test("goSdkAccepts() refuses a role whose source has no credentials, as the SDK does", () => {
  const accepted = ["default", "plain", "sourceless", "self-key", "process", "over-process"];
  accepted.push("over-role", "environment", "sso", "over-sso", "device");
  const refused = ["keyless", "self", "over-plain", "over-keyless", "missing", "no-role", "two"];
  refused.push("gone");
  const all = profiles();
  for (const name of accepted) assert.equal(goSdkAccepts(all, name), true, name);
  for (const name of refused) assert.equal(goSdkAccepts(all, name), false, name);
});
