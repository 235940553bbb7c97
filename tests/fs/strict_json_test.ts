import assert from "node:assert/strict";
import { decodeUtf8, parseStrictJson, parseStrictJsonFast } from "../../src/fs/strict_json.ts";
import { ignoreWithoutData, jsonTestSuite } from "../conformance.ts";

Deno.test("parseStrictJson() reads what JSON.parse reads", () => {
  const texts = [
    "0",
    "-0",
    "1e3",
    "1.25E-2",
    " true ",
    "null",
    '""',
    '"a\\u00e9\\n\\/\\ud83d\\ude00"',
    "[]",
    "{}",
    '{"a":[1,{"b":null}],"":false,"2":1,"1":2}',
    "\t[\r\n1 , 2 ]\n",
  ];
  for (const text of texts) assert.deepEqual(plain(parseStrictJson(text)), JSON.parse(text), text);
});

Deno.test("parseStrictJson() returns objects that inherit nothing", () => {
  const value = parseStrictJson('{"a":1}') as Record<string, unknown>;
  assert.equal(Object.getPrototypeOf(value), null);
  assert.equal(value["constructor"], undefined);
});

Deno.test("parseStrictJson() refuses what parsers disagree on, and says where", () => {
  const cases: [string, RegExp][] = [
    ['{"a":1,"a":2}', /^duplicate key "a" at line 1, column 8$/],
    ['{"a":1,"\\u0061":2}', /duplicate/],
    ['{"__proto__":{}}', /^the key "__proto__" at line 1, column 2$/],
    ['{"\\u005f_proto__":{}}', /__proto__/],
    ['"\\ud800"', /^a lone surrogate in a string at line 1, column 1$/],
    ['"\\udc00\\ud800"', /lone surrogate/],
    ['"\ud800"', /^a lone surrogate at line 1, column 2$/],
    ["\ufeff1", /^expected a value at line 1, column 1$/],
    ["1 2", /^unexpected text after the end at line 1, column 3$/],
    ["1e400", /too large/],
    ["[".repeat(65) + "]".repeat(65), /^nesting deeper than 64 at line 1, column 65$/],
    ['{\n  "a": 1\n  "b": 2\n}', /^expected "," or "}" at line 3, column 3$/],
    ["", /^unexpected end of the text/],
    ["[1,]", /^expected a value/],
    ['{"a":1,}', /^expected a key/],
    ['"a', /^an unterminated string/],
    ['"a\tb"', /^a control character/],
    ['"\\x41"', /escape/],
    ['"\\u00g0"', /escape/],
    ["01", /after the end/],
    ["+1", /expected a value/],
    [".5", /expected a value/],
    ["NaN", /expected a value/],
    ["tru", /expected a value/],
    ["'a'", /expected a value/],
    ["/* */1", /expected a value/],
    ["\u00a01", /expected a value/],
  ];
  for (const [text, message] of cases) {
    assert.throws(() => parseStrictJson(text), (error) => {
      assert.ok(error instanceof SyntaxError, text);
      assert.match(error.message, message, text);
      return true;
    });
  }
});

Deno.test("parseStrictJson() reads 64 levels", () => {
  assert.doesNotThrow(() => parseStrictJson("[".repeat(64) + "]".repeat(64)));
});

Deno.test("parseStrictJson() refuses endless nesting without exhausting the stack", () => {
  assert.throws(() => parseStrictJson("[".repeat(1_000_000)), SyntaxError);
  assert.throws(() => parseStrictJson('{"a":'.repeat(1_000_000)), SyntaxError);
});

Deno.test("decodeUtf8() refuses a byte order mark and bytes that are not UTF-8", () => {
  assert.equal(decodeUtf8(new TextEncoder().encode("é😀")), "é😀");
  const wrong = [[0xef, 0xbb, 0xbf, 0x31], [0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xe2, 0x82]];
  for (const bytes of wrong) assert.throws(() => decodeUtf8(new Uint8Array(bytes)), SyntaxError);
});

Deno.test({
  name: "parseStrictJson() agrees with JSONTestSuite",
  ignore: ignoreWithoutData(),
  fn() {
    let files = 0;
    for (const { name, bytes } of jsonTestSuite()) {
      const kind = name.slice(0, 2);
      if (!["y_", "n_", "i_"].includes(kind)) continue;
      files += 1;
      let failure: unknown = null;
      let value: unknown;
      try {
        value = parseStrictJson(decodeUtf8(bytes));
      } catch (error) {
        failure = error;
        assert.ok(error instanceof SyntaxError, name);
      }
      if (kind === "n_") assert.ok(failure, `${name} was read`);
      if (kind === "y_" && !STRICTER.has(name)) {
        assert.equal(failure, null, name);
        assert.deepEqual(plain(value), JSON.parse(new TextDecoder().decode(bytes)), name);
      }
      if (STRICTER.has(name)) assert.ok(failure, `${name} was read`);
    }
    assert.ok(files >= 195, `${files} files`);
  },
});

/** Valid JSON that opaws refuses anyway, because of duplicate keys. */
const STRICTER = new Set([
  "y_object_duplicated_key.json",
  "y_object_duplicated_key_and_value.json",
]);

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

function outcome(parse: (text: string) => unknown, text: string): string {
  try {
    return JSON.stringify(parse(text));
  } catch (error) {
    return String(error);
  }
}

Deno.test("parseStrictJsonFast() accepts and refuses the same text as parseStrictJson()", () => {
  for (
    const text of [
      '{"a":1,"b":[true,null,"x"]}',
      '{\n  "a": 1,\n  "b": {}\n}\n',
      '{"a":1,"a":1}',
      '{"a":1,"a":2}',
      '{"__proto__":{}}',
      '["\\ud800"]',
      '["\\u0041"]',
      "[-0]",
      "[1e400]",
      "[1.0]",
      "\ufeff{}",
      '{"a":1}\n\n',
      '{ "a":1}',
      "",
      "[",
      ...[63, 64, 65, 66].map((depth) => "[".repeat(depth) + "]".repeat(depth)),
      ...[63, 64, 65, 66].flatMap((depth) =>
        ["1", ""].map((inner) =>
          JSON.stringify(JSON.parse("[".repeat(depth) + inner + "]".repeat(depth)), null, 2)
        )
      ),
    ]
  ) assert.equal(outcome(parseStrictJsonFast, text), outcome(parseStrictJson, text), text);
});

Deno.test({
  name:
    "parseStrictJsonFast() accepts and refuses the same files of JSONTestSuite as parseStrictJson()",
  ignore: ignoreWithoutData(),
  fn() {
    for (const { name, bytes } of jsonTestSuite()) {
      const text = new TextDecoder().decode(bytes);
      assert.equal(outcome(parseStrictJsonFast, text), outcome(parseStrictJson, text), name);
    }
  },
});
