import assert from "node:assert/strict";
import { makeField } from "../../src/credentials/item_fields.ts";
import { storedKeys } from "../../src/credentials/stored_keys.ts";
import { Secret } from "../../src/secret.ts";
import { sampleItem } from "../vault/temp_vault.ts";

Deno.test("storedKeys() recognizes a key only by both its id and its secret", () => {
  const fields = [
    makeField("Access key ID", "AKIAIOSFODNN7EXAMPLE"),
    makeField("secret access key", "s"),
  ];
  const isStored = storedKeys([{ ...sampleItem("AWS"), fields }]);
  assert.ok(isStored("AKIAIOSFODNN7EXAMPLE", new Secret("s")));
  assert.ok(!isStored("AKIAIOSFODNN7EXAMPLE", new Secret("t")));
  assert.ok(!isStored("AKIAI44QH8DHBEXAMPLE", new Secret("s")));
  assert.ok(!storedKeys([])("AKIAIOSFODNN7EXAMPLE", new Secret("s")));
});
