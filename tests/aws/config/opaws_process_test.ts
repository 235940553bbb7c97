import assert from "node:assert/strict";
import { opawsProcess, withoutOpawsProcesses } from "../../../src/aws/config/opaws_process.ts";
import type { Profiles } from "../../../src/aws/config/profiles.ts";
import type { Profile } from "../../../src/aws/config/profile.ts";

function profile(command: string, name = "prod"): Profile {
  return { name, values: new Map([["credential_process", command]]), origins: new Map() };
}

for (
  const [command, own] of [
    ["opaws credential-process", {}],
    ["/usr/local/bin/opaws credential-process --item 'AWS prod' --vault=work", {
      item: "AWS prod",
      vault: "work",
    }],
    ["opaws credential-process --profile prod", {}],
    ["opaws run --profile=prod -- aws configure export-credentials --profile other", {}],
    ["/usr/bin/deno run -A -q --no-config /opt/dist/opaws.js credential-process", {}],
    ["opaws credential-process --profile other", null],
    ["opaws item list", null],
    ["opaws", null],
    ["/bin/opaws-wrapper credential-process", null],
    ["vendor opaws", null],
    ["echo 'open", null],
    ["", null],
  ] as const
) {
  Deno.test(`opawsProcess() parses ${JSON.stringify(command)}`, () => {
    assert.deepEqual(opawsProcess(profile(command)), own);
  });
}

Deno.test("withoutOpawsProcesses() removes only the process that starts opaws for its own profile", () => {
  const all = new Map([
    ["prod", profile("opaws credential-process")],
    ["other", profile("vendor", "other")],
  ]);
  const profiles = withoutOpawsProcesses({ all } as unknown as Profiles);
  assert.deepEqual([...profiles.all].map(([name, each]) => [name, each.values.size]), [
    ["prod", 0],
    ["other", 1],
  ]);
  assert.equal(all.get("prod")!.values.size, 1, "what it was given stays");
  assert.equal(opawsProcess(undefined), null);
});
