import assert from "node:assert/strict";
import { replaceWithItem } from "../../../src/aws/config/provider.ts";
import { findProvider } from "../../../src/aws/config/provider.ts";
import { loadProfiles } from "../../../src/aws/config/profiles.ts";
import { throwaway } from "../../throwaway.ts";

const ROLE = "arn:aws:iam::123456789012:role/";
const KEYS = "aws_access_key_id=AKIAIOSFODNN7EXAMPLE\naws_secret_access_key=x\n";
const PROD = `[profile prod]\nrole_arn=${ROLE}prod\nsource_profile=base\n`;

/** Replaces the provider of `name` with the item. Returns the profile of the item and the roles that it assumes. */
function replaced(config: string, name: string): [profile: string, roles: string[]] {
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

Deno.test("replaceWithItem() assumes the roles of the chain with the item", () => {
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
    assert.deepEqual(replaced(`${PROD}[profile base]\n${end}`, "prod"), ["base", ["prod"]], end);
  }
});

Deno.test("replaceWithItem() assumes the last profile's role if the provider is its source", () => {
  const base = `[profile base]\nrole_arn=${ROLE}base\n`;
  assert.deepEqual(replaced(`${PROD}${base}credential_source=Environment\n`, "prod"), [
    "base",
    ["base", "prod"],
  ]);
  assert.deepEqual(replaced(`${base}credential_source=Environment\n`, "base"), ["base", ["base"]]);
  assert.deepEqual(replaced(`${base}source_profile=base\n${KEYS}`, "base"), ["base", ["base"]]);
});

Deno.test("replaceWithItem() returns the item for a profile that assumes no role", () => {
  const cases = [
    KEYS,
    `source_profile=prod\n${KEYS}`,
    "sso_account_id=1\n",
    `role_arn=${ROLE}base\nweb_identity_token_file=/t\n`,
  ];
  for (const text of cases) {
    assert.deepEqual(replaced(`${PROD}[profile base]\n${text}`, "base"), ["base", []], text);
  }
});
