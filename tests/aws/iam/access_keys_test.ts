import assert from "node:assert/strict";
import { userNameFromArn } from "../../../src/aws/iam/access_keys.ts";

Deno.test("userNameFromArn() returns the name without the path, null for root, undefined for other identities", () => {
  assert.equal(userNameFromArn("arn:aws:iam::123456789012:user/me"), "me");
  assert.equal(userNameFromArn("arn:aws-cn:iam::123456789012:user/a/b c/me+x=@,.-_"), "me+x=@,.-_");
  assert.equal(userNameFromArn("arn:aws:iam::123456789012:root"), null);
  for (
    const resource of ["assumed-role/r/s", "federated-user/me", "role/user/x", "user/", "user", ""]
  ) {
    assert.equal(userNameFromArn(`arn:aws:sts::123456789012:${resource}`), undefined, resource);
  }
  assert.equal(userNameFromArn(""), undefined);
});
