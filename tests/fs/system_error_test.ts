import assert from "node:assert/strict";
import { isUnwritable, systemError } from "../../src/fs/system_error.ts";
import { UserError } from "../../src/errors.ts";

Deno.test("systemError() describes what the system refused (74)", () => {
  const error = new Deno.errors.PermissionDenied("no");
  const { status, code, message, cause } = systemError("write-failed", "write /x", error);
  assert.deepEqual([status, code, cause], [74, "write-failed", error]);
  assert.equal(message, "cannot write /x: permission denied");
  const other = systemError("unreadable-file", "read /x", error, { because: "it is gone" });
  assert.deepEqual([other.code, other.message], ["unreadable-file", "cannot read /x: it is gone"]);
});

Deno.test("isUnwritable() is true if nothing can be written now, but not for untrusted files", () => {
  const error = (exit: ConstructorParameters<typeof UserError>[0]["exit"]) =>
    new UserError({ exit, code: "x", cannot: "x", because: "x" });
  for (const exit of ["cannotCreate", "io", "busy"] as const) {
    assert.equal(isUnwritable(error(exit)), true, exit);
  }
  for (const exit of ["refused", "damaged", "denied", "notFound"] as const) {
    assert.equal(isUnwritable(error(exit)), false, exit);
  }
  assert.equal(isUnwritable(Object.assign(new Error("x"), { exit: "io" })), false);
});
