import assert from "node:assert/strict";
import { UserHome } from "./user_home.ts";

Deno.test("item import and scrub report the plaintext in ~/.aws/config, which opaws never writes", async () => {
  using home = new UserHome();
  const path = `${home.folder}/.aws/config`;
  const text = "[profile dev]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n" +
    "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n";
  Deno.writeTextFileSync(path, text);
  await home.vault();
  const { stdout } = await home.opaws(["item", "import", "--all"]);
  assert.match(stdout, /Imported as "AWS dev"\.\nThe AWS config file still holds /);
  assert.doesNotMatch(stdout, /opaws scrub/);
  const scrubbed = await home.opaws(["scrub", "--yes"]);
  assert.equal(
    scrubbed.stdout,
    `Nothing to remove: no key in ~/.aws/credentials is in a vault.\n` +
      `Left: 1 access key in ~/.aws/config, which opaws never writes:\n  [dev] …MPLE, lines 2, 3\n`,
  );
  const { left } = JSON.parse((await home.opaws(["scrub", "--dry-run", "--json"])).stdout);
  assert.deepEqual(left, [{
    profile: "dev",
    accessKeyId: "AKIAIOSFODNN7EXAMPLE",
    lines: [2, 3],
  }]);
  assert.equal(Deno.readTextFileSync(path), text);
  Deno.writeTextFileSync(path, "stray\n");
  const refused = await home.opaws(["scrub", "--yes"]);
  assert.deepEqual([refused.code, refused.stdout.includes("Left")], [0, false]);
  assert.match(refused.stderr, /^opaws: cannot read .*config: line 1 comes before any section/);
});
