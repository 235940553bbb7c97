import assert from "node:assert/strict";
import { loadProfiles, type Profiles } from "../../../src/aws/config/profiles.ts";
import { configSession, configSessions, ssoProfile } from "../../../src/aws/sso/session.ts";
import { throwaway } from "../../throwaway.ts";
import { ignoreWithoutBotocore, python } from "../python.ts";

const URL_LINE = "sso_start_url = https://acme.awsapps.com/start\n";
const CORP = `[sso-session corp]\n${URL_LINE}sso_region = us-east-1\n`;
const ROLE = "sso_account_id = 111122223333\nsso_role_name = Dev\n";
const LEGACY = `${URL_LINE}sso_region = eu-west-1\n${ROLE}`;

/** Profiles called `p` that are complete or lack something, with whether botocore uses SSO for them. */
const CASES: Readonly<Record<string, string>> = {
  "a session": `${CORP}[profile p]\nsso_session = corp\n${ROLE}`,
  "the same values again": `${CORP}[profile p]\nsso_session = corp\n${URL_LINE}${ROLE}`,
  "another region": `${CORP}[profile p]\nsso_session = corp\nsso_region = eu-west-1\n${ROLE}`,
  "another scope": `${CORP}sso_registration_scopes = a:b\n[profile p]\nsso_session = corp\n${ROLE}`,
  "no such session": `[profile p]\nsso_session = corp\n${ROLE}`,
  "an empty session name": `[profile p]\nsso_session =\n${LEGACY}`,
  "a session without a region":
    `[sso-session corp]\n${URL_LINE}[profile p]\nsso_session = corp\n${ROLE}`,
  "a region of the profile":
    `[sso-session corp]\n${URL_LINE}[profile p]\nsso_session = corp\nsso_region = eu-west-1\n${ROLE}`,
  "a start URL": `[profile p]\n${LEGACY}`,
  "no region": `[profile p]\n${URL_LINE}${ROLE}`,
  "no role": `${CORP}[profile p]\nsso_session = corp\nsso_account_id = 111122223333\n`,
  "no account": `${CORP}[profile p]\nsso_session = corp\nsso_role_name = Dev\n`,
  "neither": `${CORP}[profile p]\nsso_session = corp\n`,
};

const SCRIPT = `
import json, os, sys, tempfile
import botocore.credentials, botocore.session
found = {}
for name, text in json.load(sys.stdin).items():
    with tempfile.NamedTemporaryFile("w") as file:
        file.write(text)
        file.flush()
        os.environ["AWS_CONFIG_FILE"] = file.name
        session = botocore.session.Session()
        provider = botocore.credentials.SSOProvider(lambda: session.full_config, None, "p")
        try:
            config = provider._load_sso_config()
            found[name] = config and [config[key] for key in (
                "sso_start_url", "sso_region", "sso_account_id", "sso_role_name")]
        except Exception as error:
            found[name] = None
json.dump(found, sys.stdout)
`;

function profilesOf(text: string): Profiles {
  using temporary = throwaway();
  Deno.mkdirSync(`${temporary.folder}/.aws`);
  Deno.writeTextFileSync(`${temporary.folder}/.aws/config`, text);
  return loadProfiles(temporary.host, temporary.folder);
}

Deno.test({
  name: "ssoProfile() finds a role where botocore finds one",
  ignore: ignoreWithoutBotocore(),
  fn: async () => {
    const theirs = await python(SCRIPT, CASES);
    for (const [name, text] of Object.entries(CASES)) {
      const found = ssoProfile(profilesOf(text), "p");
      const values = found &&
        [found.session.startUrl, found.session.region, found.account, found.role];
      // botocore takes the region of the profile here, but its token provider then fails.
      assert.deepEqual(values, name === "a region of the profile" ? null : theirs[name], name);
    }
  },
});

Deno.test("configSession() reads scopes, and configSessions() also the start URLs of older profiles", () => {
  const text = `${CORP}sso_registration_scopes = sso:account:access, a:b\n[profile p]\n${LEGACY}` +
    `[profile q]\n${LEGACY}[sso-session half]\n${URL_LINE}`;
  const profiles = profilesOf(text);
  assert.deepEqual(configSession(profiles, "corp")?.scopes, ["sso:account:access", "a:b"]);
  assert.equal(configSession(profiles, "half"), null);
  assert.deepEqual(configSessions(profiles).map(({ name, region }) => [name, region]), [
    ["corp", "us-east-1"],
    [null, "eu-west-1"],
  ]);
});
