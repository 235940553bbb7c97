import assert from "node:assert/strict";
import { keysLeftInConfig } from "../../../src/aws/config/keys_in_config.ts";
import { loadProfiles } from "../../../src/aws/config/profiles.ts";
import { throwaway } from "../../throwaway.ts";

Deno.test("keysLeftInConfig() finds the stored pairs in the config file, with their lines", () => {
  using place = throwaway();
  Deno.mkdirSync(`${place.folder}/.aws`);
  const keys = (id: string, secret: string) =>
    `aws_secret_access_key = ${secret}\nregion = x\naws_access_key_id = ${id}\n`;
  Deno.writeTextFileSync(
    `${place.folder}/.aws/config`,
    `[default]\n${keys("A", "1")}[profile b]\n${keys("B", "2")}[c]\n${keys("C", "3")}` +
      "[profile d]\naws_access_key_id = D\n[profile e]\naws_access_key_id =\n",
  );
  Deno.writeTextFileSync(`${place.folder}/.aws/credentials`, `[b]\n${keys("D", "4")}`);
  const profiles = loadProfiles(place.host, place.folder);
  const found = keysLeftInConfig(profiles, (id, secret) => `${id}${secret.reveal()}` !== "A1");
  assert.deepEqual(found, [{ profile: "b", accessKeyId: "B", lines: [6, 8] }]);
  assert.equal(keysLeftInConfig(profiles, () => true).length, 2);
});
