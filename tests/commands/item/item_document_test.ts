import assert from "node:assert/strict";
import { readItemDocument } from "../../../src/commands/item/item_document.ts";
import { errorOf } from "../../error_of.ts";

Deno.test("readItemDocument() leaves out what the document leaves out", () => {
  const read = readItemDocument({
    title: "AWS",
    fields: { "Access Key ID": "AKIAIOSFODNN7EXAMPLE", "secret access key": "s", note: null },
    tags: ["a"],
  });
  assert.equal(read.title, "AWS");
  assert.deepEqual(read.tags, ["a"]);
  assert.equal(read.notes, undefined);
  assert.equal(read.fields.get("Access Key ID")?.secret, false);
  assert.equal(read.fields.get("secret access key")?.secret, true);
  assert.equal(read.fields.get("note"), null);
  assert.equal(readItemDocument({}).fields.size, 0);
});

Deno.test("readItemDocument() lets a document say whether a field is secret, unless opaws knows the field", () => {
  const { fields } = readItemDocument({
    fields: {
      plain: { value: "v", secret: false },
      other: "v",
      "secret access key": { value: "v", secret: false },
    },
  });
  assert.equal(fields.get("plain")?.secret, false);
  assert.equal(fields.get("other")?.secret, true, "unknown fields are masked");
  assert.equal(fields.get("secret access key")?.secret, true);
});

Deno.test("readItemDocument() names the bad member and never quotes a value", () => {
  const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
  for (
    const document of [
      null,
      [],
      secret,
      { title: 1 },
      { titel: secret },
      { fields: [secret] },
      { fields: { "": secret } },
      { fields: { a: { value: secret } } },
      { fields: { a: { value: secret, secret: "no" } } },
      { fields: { a: { value: secret, secret: true, more: 1 } } },
      { fields: { a: 7 } },
      { tags: secret },
      { tags: [1] },
      { notes: {} },
    ]
  ) {
    const fault = errorOf(() => readItemDocument(document));
    assert.equal(fault.status, 64, JSON.stringify(document));
    assert.ok(!fault.message.includes(secret));
  }
});
