import assert from "node:assert/strict";
import { profileName } from "../../../src/aws/config/profiles.ts";
import { processConfig } from "../../../src/commands/export/process_config.ts";
import { quote } from "../../../src/quote.ts";

const PROFILES = ["dev", "a b", "it's", 'say "x"', "back\\slash", "a]b", "a#b", "-x", "é"];

Deno.test("processConfig() writes a profile's name so that it reads back unchanged", () => {
  for (const profile of PROFILES) {
    const options = { item: undefined, vault: undefined, profile };
    const [section, line] = processConfig({ env: () => undefined }, options);
    const header = /^\[(.*)\]$/.exec(section!)![1]!;
    assert.equal(profileName(header), profile);
    assert.ok(
      line!.endsWith(`--profile ${/^[\w-]+$/.test(profile) ? profile : quote("bash", profile)}`),
    );
  }
  const options = { item: "x", vault: undefined, profile: undefined };
  assert.equal(processConfig({ env: () => undefined }, options)[0], "[default]");
});
