import assert from "node:assert/strict";
import {
  makeField,
  renameField,
  withField,
  withoutField,
} from "../../src/credentials/item_fields.ts";
import { errorOf } from "../error_of.ts";

Deno.test("withField() and withoutField() compare names without regard to case", () => {
  const fields = [makeField("Default Region", "eu-west-1")];
  assert.deepEqual(withField(fields, makeField("default region", "us-east-1")), [
    makeField("default region", "us-east-1"),
  ]);
  assert.deepEqual(withoutField(fields, "DEFAULT REGION"), []);
});

Deno.test("renameField() makes a field secret or plain as its new name requires", () => {
  const fields = [
    makeField("key", "AKIAIOSFODNN7EXAMPLE"),
    makeField("region", "eu-west-1", false),
  ];
  const [renamed] = renameField(fields, "KEY", "access key id");
  assert.deepEqual(renamed, makeField("access key id", "AKIAIOSFODNN7EXAMPLE"));
  assert.equal(renamed?.secret, false);
  assert.equal(renameField(fields, "region", "where")[1]?.secret, false, "stays plain");
  assert.equal(errorOf(() => renameField(fields, "none", "x")).status, 66);
  assert.equal(errorOf(() => renameField(fields, "key", "Region")).status, 64);
});

Deno.test("makeField() makes a field secret unless opaws knows it as plain or the caller says so", () => {
  assert.equal(makeField("Access Key ID", "x").secret, false);
  assert.equal(makeField("secret access key", "x", false).secret, true);
  assert.equal(makeField("note", "x").secret, true);
  assert.equal(makeField("note", "x", false).secret, false);
});
