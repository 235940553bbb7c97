import assert from "node:assert/strict";
import { loadProfiles } from "../../src/aws/config/profiles.ts";
import { planNotes } from "../../src/credentials/plan_notes.ts";
import { throwaway } from "../throwaway.ts";

function notes(config: string, name: string): string[] {
  using home = throwaway();
  Deno.mkdirSync(`${home.folder}/.aws`);
  Deno.writeTextFileSync(`${home.folder}/.aws/config`, config);
  return planNotes(loadProfiles(home.host, home.folder), name);
}

const ROLE = "role_arn = arn:aws:iam::123456789012:role/x\n";

Deno.test("planNotes() reports the settings in the chain that only aws-vault reads", () => {
  const config = `[profile a]\n${ROLE}source_profile = b\n[profile b]\ninclude_profile = c\n`;
  assert.match(
    notes(config, "a").join(),
    /profile "b" has include_profile, which only aws-vault reads/,
  );
  assert.deepEqual(notes(config, "missing"), []);
});

Deno.test("planNotes() reports a role without an MFA device if its source has one", () => {
  const config = `[profile a]\n${ROLE}source_profile = b\n[profile b]\nmfa_serial = arn:mfa:x\n`;
  assert.match(notes(config, "a").join(), /profile "a" names no MFA device\. .* its source "b"/);
  assert.deepEqual(notes(config.replace(ROLE, `${ROLE}mfa_serial = arn:mfa:y\n`), "a"), []);
  assert.deepEqual(notes(config, "b"), []);
});

Deno.test("planNotes() stops at a loop", () => {
  assert.deepEqual(
    notes("[profile a]\nsource_profile = b\n[profile b]\nsource_profile = a\n", "a"),
    [],
  );
});
