import assert from "node:assert/strict";
import { readItemDocument } from "../../../src/commands/item/item_document.ts";
import {
  makeField,
  renameField,
  withField,
  withoutField,
} from "../../../src/commands/item/item_fields.ts";
import { errorOf } from "../../error_of.ts";

Deno.test("readItemDocument() reads what is there and nothing more", () => {
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

Deno.test("readItemDocument() takes a field's own word on whether it is secret, but for known ones", () => {
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

Deno.test("readItemDocument() names what is wrong and quotes no value", () => {
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

Deno.test("withField() and withoutField() match names without regard to case", () => {
  const fields = [makeField("Default Region", "eu-west-1")];
  assert.deepEqual(withField(fields, makeField("default region", "us-east-1")), [
    makeField("default region", "us-east-1"),
  ]);
  assert.deepEqual(withoutField(fields, "DEFAULT REGION"), []);
});

Deno.test("renameField() makes a field secret or plain as its new name wants", () => {
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
