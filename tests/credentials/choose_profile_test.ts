import assert from "node:assert/strict";
import { chooseProfile } from "../../src/credentials/choose_profile.ts";

Deno.test("chooseProfile() takes the first that is named: flag, AWS_PROFILE, AWS_DEFAULT_PROFILE, binding", () => {
  const all = { flag: "f", awsProfile: "p", awsDefaultProfile: "d", binding: "b" };
  assert.equal(chooseProfile(all), "f");
  assert.equal(chooseProfile({ ...all, flag: undefined }), "p");
  assert.equal(chooseProfile({ ...all, flag: "", awsProfile: "" }), "d");
  assert.equal(chooseProfile({ binding: "b" }), "b");
  assert.equal(chooseProfile({ binding: "" }), null);
  assert.equal(chooseProfile({}), null);
});
