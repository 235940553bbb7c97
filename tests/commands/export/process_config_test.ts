import assert from "node:assert/strict";
import { profileName } from "../../../src/aws/config/profiles.ts";
import { processConfig } from "../../../src/commands/export/process_config.ts";
import { quote } from "../../../src/quote.ts";

const PROFILES = ["dev", "a b", "it's", 'say "x"', "back\\slash", "a]b", "a#b", "-x", "é"];

Deno.test("processConfig() names the profile as the config file's readers do, whatever its name", () => {
  for (const profile of PROFILES) {
    const wanted = { item: undefined, vault: undefined, profile };
    const [section, line] = processConfig({ env: () => undefined }, wanted);
    const header = /^\[(.*)\]$/.exec(section!)![1]!;
    assert.equal(profileName(header), profile);
    assert.ok(line!.endsWith(`--profile ${profile === "dev" ? "dev" : quote("bash", profile)}`));
  }
  const wanted = { item: "x", vault: undefined, profile: undefined };
  assert.equal(processConfig({ env: () => undefined }, wanted)[0], "[default]");
});
