import assert from "node:assert/strict";
import { accessKey, storedKeys } from "../../src/credentials/access_key.ts";
import { makeField } from "../../src/credentials/item_fields.ts";
import { Secret } from "../../src/secret.ts";
import type { Field, Item } from "../../src/vault/item.ts";
import { errorOf } from "../error_of.ts";
import { sampleItem } from "../vault/temp_vault.ts";

const ID = "AKIAIOSFODNN7EXAMPLE";
const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

function item(...fields: Field[]): Item {
  return sampleItem("AWS prod", { fields });
}

Deno.test("accessKey() returns the id and the secret of an item", () => {
  const found = accessKey(
    item(makeField("access key id", ID), makeField("secret access key", SECRET)),
  );
  assert.deepEqual([found.accessKeyId, found.secretAccessKey.reveal()], [ID, SECRET]);
});

Deno.test("accessKey() throws (66) if the id or the secret is missing, and names the field", () => {
  const id = makeField("access key id", ID);
  const secret = makeField("secret access key", SECRET);
  const cases: [missing: string, fields: Field[]][] = [
    ["access key id", []],
    ["secret access key", [id]],
    ["access key id", [secret]],
    ["access key id", [makeField("access key id", ""), secret]],
    ["secret access key", [id, makeField("secret access key", "")]],
  ];
  for (const [missing, fields] of cases) {
    const error = errorOf(() => accessKey(item(...fields)));
    assert.deepEqual([error.status, error.message], [
      66,
      `cannot use item "AWS prod": it has no field "${missing}"`,
    ]);
  }
});

Deno.test("storedKeys() recognizes a key only by both its id and its secret", () => {
  const isStored = storedKeys([
    item(makeField("Access key ID", ID), makeField("secret access key", "s")),
  ]);
  assert(isStored(ID, new Secret("s")));
  assert(!isStored(ID, new Secret("t")));
  assert(!isStored("AKIAI44QH8DHBEXAMPLE", new Secret("s")));
  assert(!storedKeys([])(ID, new Secret("s")));
});
