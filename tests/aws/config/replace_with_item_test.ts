import assert from "node:assert/strict";
import { replaceWithItem } from "../../../src/aws/config/provider.ts";
import { findProvider } from "../../../src/aws/config/provider.ts";
import { loadProfiles } from "../../../src/aws/config/profiles.ts";
import { throwaway } from "../../throwaway.ts";

const ROLE = "arn:aws:iam::123456789012:role/";
const KEYS = "aws_access_key_id=AKIAIOSFODNN7EXAMPLE\naws_secret_access_key=x\n";
const PROD = `[profile prod]\nrole_arn=${ROLE}prod\nsource_profile=base\n`;

/** The roles that an item in the place of the provider of `name` assumes, and the profile it stands for. */
function instead(config: string, name: string): [profile: string, roles: string[]] {
  using place = throwaway();
  Deno.mkdirSync(`${place.folder}/.aws`);
  Deno.writeTextFileSync(`${place.folder}/.aws/config`, config);
  const profiles = loadProfiles(place.host, place.folder);
  const provider = findProvider(profiles, name, true);
  assert(provider.kind === "tool", config);
  const found = replaceWithItem(profiles, name, provider);
  assert(found.kind !== "tool", config);
  const steps = found.kind === "role" ? found.steps : [];
  return [found.profile, steps.map(({ role }) => role.slice(ROLE.length))];
}

Deno.test("replaceWithItem() assumes the roles on the way to the provider that the item replaces", () => {
  const ends = [
    KEYS,
    "sso_start_url=https://x\nsso_account_id=1\nsso_role_name=r\n",
    "credential_process=/bin/x\n",
    "login_session=x\n",
    `role_arn=${ROLE}base\nweb_identity_token_file=/t\n`,
    `role_arn=${ROLE}base\nsource_profile=prod\n${KEYS}`,
    `source_profile=default\n${KEYS}[default]\nregion=x\n`,
  ];
  for (const end of ends) {
    assert.deepEqual(instead(`${PROD}[profile base]\n${end}`, "prod"), ["base", ["prod"]], end);
  }
});

Deno.test("replaceWithItem() assumes the last profile's own role where its provider is the source of it", () => {
  const base = `[profile base]\nrole_arn=${ROLE}base\n`;
  assert.deepEqual(instead(`${PROD}${base}credential_source=Environment\n`, "prod"), [
    "base",
    ["base", "prod"],
  ]);
  assert.deepEqual(instead(`${base}credential_source=Environment\n`, "base"), ["base", ["base"]]);
  assert.deepEqual(instead(`${base}source_profile=base\n${KEYS}`, "base"), ["base", ["base"]]);
});

Deno.test("replaceWithItem() gives the item itself for a profile that assumes nothing", () => {
  const cases = [
    KEYS,
    `source_profile=prod\n${KEYS}`,
    "sso_session=x\n",
    `role_arn=${ROLE}base\nweb_identity_token_file=/t\n`,
  ];
  for (const text of cases) {
    assert.deepEqual(instead(`${PROD}[profile base]\n${text}`, "base"), ["base", []], text);
  }
});
