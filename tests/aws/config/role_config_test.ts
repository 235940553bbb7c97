import assert from "node:assert/strict";
import { parseAwsFile } from "../../../src/aws/config/parse.ts";
import { mergeProfiles } from "../../../src/aws/config/profiles.ts";
import { type RoleConfig, roleConfig } from "../../../src/aws/config/role_config.ts";
import { errorOf } from "../../error_of.ts";

const ROLE = "arn:aws:iam::123456789012:role/dev";

function stepOf(text: string): RoleConfig | null {
  const config = { path: "config", sections: parseAwsFile(`[profile a]\n${text}\n`, "config") };
  return roleConfig(mergeProfiles(config, { path: "credentials", sections: [] }).get("a")!);
}

Deno.test("roleConfig() reads every argument of the role", () => {
  assert.equal(stepOf("region = x"), null);
  assert.deepEqual(stepOf(`role_arn = ${ROLE}`), { profile: "a", role: ROLE });
  assert.deepEqual(
    stepOf(
      `role_arn = ${ROLE}\nrole_session_name = me\nexternal_id = x y\nduration_seconds = 3600\n` +
        "mfa_serial = arn:mfa:m\nmfa_process = pass otp aws\nsource_identity = si\n" +
        "session_tags = tag1 = value1 , tag2=value2 ,tag3=\n" +
        "transitive_session_tags = tagOne ,tagTwo,tagThree",
    ),
    {
      profile: "a",
      role: ROLE,
      sessionName: "me",
      externalId: "x y",
      durationSeconds: 3600,
      mfaSerial: "arn:mfa:m",
      mfaProcess: "pass otp aws",
      sourceIdentity: "si",
      tags: [
        { key: "tag1", value: "value1" },
        { key: "tag2", value: "value2" },
        { key: "tag3", value: "" },
      ],
      transitiveTags: ["tagOne", "tagTwo", "tagThree"],
    },
  );
});

Deno.test("roleConfig() reads a duration as Python's int() does, and ignores others as botocore does", () => {
  for (
    const [text, seconds] of [
      ["+3600", 3600],
      ["3_600", 3600],
      ["1h", undefined],
      ["", undefined],
      ["x3600", undefined],
      ["900", 900],
      ["\uFF13\uFF16\uFF10\uFF10", 3600],
      ["\u0663\u0666\u0660\u0660", 3600],
      ["\u{1D7D1}\u{1D7D4}\u{1D7CE}\u{1D7F6}", 3600],
    ]
  ) {
    const step = stepOf(`role_arn = ${ROLE}\nduration_seconds = ${text}`);
    assert.equal(step?.durationSeconds, seconds, `${text}`);
  }
});

Deno.test("roleConfig() refuses values that no role can have, with file and line (78)", () => {
  const cases: [string, RegExp][] = [
    [`role_arn = ${ROLE}\nduration_seconds = 899`, /below 900/],
    [`role_arn = ${ROLE}\nduration_seconds = 60`, /below 900 seconds.*\(config, line 3\)/],
    [`role_arn =\n  a = b`, /role_arn is a nested block, not a string \(config, line 2\)/],
    [`role_arn = ${ROLE}\nmfa_serial =\n  a = b`, /mfa_serial is a nested block.*line 3/],
    [`role_arn = ${ROLE}\nduration_seconds =\n  x = 3600`, /duration_seconds is a nested block/],
    [`role_arn = ${ROLE}\nexternal_id =`, /external_id is empty, and AWS .* \(config, line 3\)/],
    [`role_arn = ${ROLE}\nmfa_serial =`, /mfa_serial is empty/],
    [`role_arn = ${ROLE}\nrole_session_name =`, /role_session_name is empty/],
    [`role_arn = ${ROLE}\nexternal_id = x`, /external_id is "x", and AWS requires at least 2 /],
    [`role_arn = ${ROLE}\nmfa_serial = 12345678`, /mfa_serial is "12345678", .* at least 9 /],
    [`role_arn =`, /role_arn is empty \(config, line 2\)/],
    [`role_arn = ${ROLE}\nsession_tags = a=b, c`, /"c" is not KEY=VALUE \(config, line 3\)/],
  ];
  for (const [text, message] of cases) {
    const error = errorOf(() => stepOf(text));
    assert.equal(error.status, 78);
    assert.match(error.message, message);
  }
});
