import assert from "node:assert/strict";
import { userName } from "../../../src/aws/iam/user_name.ts";

Deno.test("userName() is what follows the path; null of root, undefined of what is no user", () => {
  assert.equal(userName("arn:aws:iam::123456789012:user/me"), "me");
  assert.equal(userName("arn:aws-cn:iam::123456789012:user/a/b c/me+x=@,.-_"), "me+x=@,.-_");
  assert.equal(userName("arn:aws:iam::123456789012:root"), null);
  for (
    const resource of ["assumed-role/r/s", "federated-user/me", "role/user/x", "user/", "user", ""]
  ) {
    assert.equal(userName(`arn:aws:sts::123456789012:${resource}`), undefined, resource);
  }
  assert.equal(userName(""), undefined);
});
