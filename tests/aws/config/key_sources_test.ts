import assert from "node:assert/strict";
import { keySources } from "../../../src/aws/config/key_sources.ts";
import { loadProfiles } from "../../../src/aws/config/profiles.ts";
import { throwaway } from "../../throwaway.ts";

const ROLE = "role_arn = arn:aws:iam::123456789012:role/x\n";

function sources(config: string): string[] {
  using home = throwaway();
  Deno.mkdirSync(`${home.folder}/.aws`);
  Deno.writeTextFileSync(`${home.folder}/.aws/config`, config);
  return [...keySources(loadProfiles(home.host, home.folder))];
}

Deno.test("keySources() returns sources of roles that have a role of their own", () => {
  const chain =
    `[profile a]\n${ROLE}source_profile = b\n[profile b]\n${ROLE}source_profile = c\n[profile c]\n`;
  assert.deepEqual(sources(chain), ["b"]);
  assert.deepEqual(
    sources(`[profile a]\n${ROLE}source_profile = b\n[profile b]\nregion = x\n`),
    [],
  );
  assert.deepEqual(sources(`[profile a]\n${ROLE}source_profile = a\n`), [], "only its own source");
});
