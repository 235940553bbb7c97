import assert from "node:assert/strict";
import { Secret } from "../../../src/secret.ts";
import { formatItem, parseItem } from "../../../src/vault/format/item_text.ts";
import { fieldValue, type Item } from "../../../src/vault/item.ts";
import { ignoreWithoutData, naughtyStrings } from "../../conformance.ts";
import { sampleItem, throwsUserError } from "../temp_vault.ts";

Deno.test("parseItem() returns what formatItem() was given, with secrets wrapped", () => {
  const item = sampleItem("AWS dev", { notes: "n", tags: ["a", "a"] });
  const again = parseItem(item.id, formatItem(item));
  assert.deepEqual(revealed(again), revealed(item));
  assert.ok(fieldValue(again, "SECRET access key") instanceof Secret);
  assert.doesNotMatch(Deno.inspect(again), /wJalr/);
});

Deno.test("parseItem() returns when the key was replaced, and accepts an item without that", () => {
  const keyChanged = "2026-02-03T04:05:06.789Z";
  const item = sampleItem("AWS dev", { keyChanged });
  assert.equal(parseItem(item.id, formatItem(item)).keyChanged, keyChanged);
  const old = sampleItem("AWS dev");
  assert.ok(!("keyChanged" in parseItem(old.id, formatItem(old))));
  assert.ok(!new TextDecoder().decode(formatItem(old)).includes("keyChanged"));
});

Deno.test({
  name: "parseItem() returns naughty strings exactly from every text of an item",
  ignore: ignoreWithoutData(),
  fn() {
    const texts = naughtyStrings();
    assert.ok(texts.length > 300);
    for (const text of [...texts, "\0", "\u2028", "\x1b[31m", "\ufffe", "\u{10ffff}"]) {
      const item = sampleItem(text, {
        fields: [
          { name: text, secret: false, value: text },
          { name: `2 ${text}`, secret: true, value: new Secret(text) },
        ],
        notes: text,
        tags: [text],
      });
      assert.deepEqual(revealed(parseItem(item.id, formatItem(item))), revealed(item));
    }
  },
});

Deno.test("formatItem() refuses an item that parseItem() could not read", async () => {
  const field = { name: "Region", secret: false as const, value: "" };
  const wrong: [string, Partial<Item>][] = [
    ["a lone surrogate in the title", { title: "\ud800" }],
    ["one in a value", { fields: [{ ...field, value: "a\udc00" }] }],
    ["one in a secret", {
      fields: [{ name: "s", secret: true, value: new Secret("a\udc00") }],
    }],
    ["one in the notes", { notes: "\ud83d" }],
    ["one in a tag", { tags: ["\ud83d"] }],
    ["two fields of one name", { fields: [field, { ...field, name: "rEGION" }] }],
    ["an id that is not a UUID", { id: "1" }],
    ["a time that is not RFC 3339", { created: "yesterday" }],
  ];
  for (const [about, more] of wrong) {
    const error = await throwsUserError(
      () => formatItem(sampleItem("t", more)),
      64,
      "bad-item",
      about,
    );
    assert.doesNotMatch(error.message, /udc00|ud83d/);
  }
});

Deno.test("parseItem() is strict and quotes nothing", () => {
  const good = JSON.parse(new TextDecoder().decode(formatItem(sampleItem("hidden title"))));
  const texts = [
    "",
    "[]",
    JSON.stringify({ ...good, extra: 1 }),
    JSON.stringify({ ...good, category: "login" }),
    JSON.stringify({ ...good, title: 1 }),
    JSON.stringify({ ...good, notes: undefined }),
    JSON.stringify({ ...good, tags: [1] }),
    JSON.stringify({ ...good, created: "2026-02-30T00:00:00Z" }),
    JSON.stringify({ ...good, keyChanged: null }),
    JSON.stringify({ ...good, keyChanged: "yesterday" }),
    JSON.stringify({ ...good, fields: {} }),
    JSON.stringify({ ...good, fields: [...good.fields, good.fields[0]] }),
    JSON.stringify({ ...good, fields: [{ name: "a", value: "b", secret: "true" }] }),
    JSON.stringify({ ...good, fields: [{ name: "a", value: null, secret: false }] }),
    JSON.stringify(good).replace("{", '{"title":"x",'),
    JSON.stringify(good) + "x",
    "\ufeff" + JSON.stringify(good),
  ];
  for (const text of texts) {
    assert.throws(() => parseItem("id", new TextEncoder().encode(text)), (error) => {
      assert.ok(error instanceof SyntaxError, text);
      assert.doesNotMatch(error.message, /hidden|wJalr/);
      return true;
    });
  }
});

function revealed(item: Item): unknown {
  const fields = item.fields.map((field) => ({
    ...field,
    value: field.secret ? field.value.reveal() : field.value,
  }));
  return { ...item, fields };
}
