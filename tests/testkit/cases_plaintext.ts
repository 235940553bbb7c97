import { type Bench, caseOf, type KitCase, type Row } from "./kit_case.ts";
import type { Expect } from "./kit_file.ts";
import { plaintext } from "./vault_maker.ts";

const utf8 = new TextEncoder();

/** Returns the cases for the plaintext of items. */
export async function plaintextCases(bench: Bench): Promise<KitCase[]> {
  return (await plaintexts(bench)).map(caseOf);
}

/**
 * Returns the cases for `keyChanged`, which the plaintext of items had not from the start. They come after all others, so
 * that those keep their random parts.
 */
export async function keyChangedCases(bench: Bench): Promise<KitCase[]> {
  const row = rowsOf(bench);
  const good = plaintext("AWS dev");
  return [
    await row("key_changed_null", "a new key without a time", { ...good, keyChanged: null }),
    await row(
      "key_changed",
      "the time of a new key",
      { ...good, keyChanged: "2026-02-03T04:05:06Z" },
      "ok",
    ),
  ].map(caseOf);
}

function rowsOf(bench: Bench) {
  return async (
    word: string,
    comment: string,
    plain: unknown,
    expect: Expect = "damaged",
  ): Promise<Row> => {
    const item = await bench.maker.item(bench.first, plain);
    return [
      `plaintext_${word}`,
      expect,
      comment,
      await bench.resigned((file) => file.items[bench.first] = item),
    ];
  };
}

/** Returns items that are sealed correctly, under a right MAC, with a plaintext that a writer must not seal. */
async function plaintexts(bench: Bench): Promise<Row[]> {
  const row = rowsOf(bench);
  const good = plaintext("AWS dev");
  const text = JSON.stringify(good);
  const [field] = good.fields;
  return [
    await row("bom", "a byte order mark", utf8.encode(`\ufeff${text}`)),
    await row("not_utf8", "a byte that is not UTF-8", Uint8Array.of(...utf8.encode(text), 0xff)),
    await row("not_json", "not JSON", utf8.encode("AWS dev")),
    await row("array", "an array", [good]),
    await row("duplicate_key", "a member twice", utf8.encode(text.replace("{", '{"notes":"",'))),
    await row("proto", "the key __proto__", utf8.encode(text.replace("{", '{"__proto__":{},'))),
    await row(
      "lone_surrogate",
      "a lone surrogate",
      utf8.encode(
        text.replace('"notes":""', '"notes":"\\udc00"'),
      ),
    ),
    await row("trailing", "a second value", utf8.encode(`${text}{}`)),
    await row("missing_member", "no tags", { ...good, tags: undefined }),
    await row("unknown_member", "an unknown member", { ...good, icon: "" }),
    await row("unknown_category", "an unknown category", { ...good, category: "login" }),
    await row("title_number", "a title that is a number", { ...good, title: 7 }),
    await row("tags_text", "tags that are a string", { ...good, tags: "prod" }),
    await row("created", "an invalid time", { ...good, created: "yesterday" }),
    await row("field_twice", "two fields with the same name", { ...good, fields: [field, field] }),
    await row("field_twice_in_case", "two fields whose names differ only in case", {
      ...good,
      fields: [field, { ...field, name: "Access Key ID" }],
    }),
    await row("field_unknown_member", "a field with an unknown member", {
      ...good,
      fields: [{ ...field, type: "text" }],
    }),
    await row("field_secret_text", "secret that is a string", {
      ...good,
      fields: [{ ...field, secret: "no" }],
    }),
    await row("field_null", "a field that is null", { ...good, fields: [null] }),
    await row("odd_texts", "unusual but valid strings", {
      ...good,
      title: '\u0000\u202e\u{1f511}\r\n"\\',
      fields: [{ name: "", value: "", secret: false }, {
        name: "__proto__",
        value: "",
        secret: true,
      }],
      tags: ["", "été"],
    }, "ok"),
    await row(
      "spaces",
      "another layout of the plaintext",
      utf8.encode(JSON.stringify(good, null, 4)),
      "ok",
    ),
  ];
}
