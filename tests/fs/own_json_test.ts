import assert from "node:assert/strict";
import { parseStrictJsonFast } from "../../src/fs/own_json.ts";
import { parseStrictJson } from "../../src/fs/strict_json.ts";
import { absent, jsonTestSuite } from "../conformance.ts";

function outcome(parse: (text: string) => unknown, text: string): string {
  try {
    return JSON.stringify(parse(text));
  } catch (error) {
    return String(error);
  }
}

Deno.test("parseStrictJsonFast() answers and refuses as the strict parser does", () => {
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
  name: "parseStrictJsonFast() answers and refuses JSONTestSuite as the strict parser does",
  ignore: absent(),
  fn() {
    for (const { name, bytes } of jsonTestSuite()) {
      const text = new TextDecoder().decode(bytes);
      assert.equal(outcome(parseStrictJsonFast, text), outcome(parseStrictJson, text), name);
    }
  },
});
