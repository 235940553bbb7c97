import assert from "node:assert/strict";
import { stsRegion } from "../../../src/aws/sts/region.ts";
import type { StsCall } from "../../../src/aws/sts/call.ts";

function assume(partition: string): StsCall {
  const step = { profile: "p", role: `arn:${partition}:iam::123456789012:role/r` };
  return {
    call: "AssumeRole",
    step,
    durationSeconds: null,
    cutFrom: null,
    mfa: null,
    mfaProcess: null,
  };
}

// https://github.com/hashicorp/vault/issues/31727: tools that know three partitions call the wrong one.
Deno.test("stsRegion() returns the region in use, else one of the first role's partition", () => {
  assert.equal(stsRegion("eu-west-1", [assume("aws-cn")]), "eu-west-1");
  assert.equal(stsRegion(null, [assume("aws-cn")]), "cn-north-1");
  assert.equal(stsRegion(null, [assume("aws-us-gov"), assume("aws")]), "us-gov-west-1");
  assert.equal(stsRegion(null, [assume("aws-eusc")]), "eusc-de-east-1");
  assert.equal(stsRegion(null, [assume("aws-iso-b")]), "us-isob-east-1");
  assert.equal(stsRegion(null, [assume("aws")]), null);
  assert.equal(stsRegion(null, []), null);
});
