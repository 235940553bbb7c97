import assert from "node:assert/strict";
import fc from "fast-check";
import { parseStrictJson, parseStrictJsonFast } from "../../src/fs/strict_json.ts";
import { formatConfig, parseConfig } from "../../src/scope/config_text.ts";
import { fuzz, mangled } from "./fuzz.ts";

const PIECES = [
  ...'{ } [ ] : , " \\ \\" \\u \\u0041 \\ud800 \\udc00 0 -0 01 1e400 1.5 -1 . e true false null'
    .split(" "),
  ...[
    '"a"',
    '"__proto__"',
    '"constructor"',
    '"version"',
    "\n",
    "\t",
    " ",
    "\u00a0",
    "\ufeff",
    "\0",
  ],
  ...'[[[[[[[[ ]]]]]]]] {"a":{"a":'.split(" "),
];

const texts = fc.oneof(
  fc.json(),
  fc.jsonValue().map((value) => JSON.stringify(value, null, 2) + "\n"),
  mangled(fc.json(), PIECES),
  mangled(fc.jsonValue().map((value) => JSON.stringify(value, null, 2)), PIECES),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((pieces) => pieces.join("")),
  fc.string({ unit: "binary" }),
);

/** Returns the value that `parse` reads, in an object. Null if it refuses, which it may do only with a SyntaxError. */
function outcome(parse: (text: string) => unknown, text: string): { value: unknown } | null {
  try {
    return { value: parse(text) };
  } catch (error) {
    assert.ok(error instanceof SyntaxError, String(error));
    return null;
  }
}

Deno.test("parseStrictJson() accepts nothing that JSON.parse() refuses, and returns the same value", async () => {
  await fuzz(
    "strict JSON",
    fc.property(texts, (text) => {
      const [strict, lax] = [outcome(parseStrictJson, text), outcome(JSON.parse, text)];
      if (strict === null) return;
      assert.ok(lax !== null, "it is not JSON");
      assert.equal(JSON.stringify(strict.value), JSON.stringify(lax.value));
    }),
  );
});

Deno.test("parseStrictJson() accepts what JSON.stringify() writes", async () => {
  const plain = fc.jsonValue({ maxDepth: 8 }).filter((value) => {
    const text = JSON.stringify(value);
    return !text.includes('"__proto__"') && !/\\ud[89a-f]/.test(text);
  });
  await fuzz(
    "strict JSON of good values",
    fc.property(plain, fc.nat({ max: 4 }), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      assert.equal(JSON.stringify(parseStrictJson(text)), JSON.stringify(value));
    }),
  );
});

Deno.test("parseStrictJsonFast() accepts exactly what parseStrictJson() does, with the same value", async () => {
  await fuzz(
    "own JSON",
    fc.property(texts, (text) => {
      const [own, strict] = [outcome(parseStrictJsonFast, text), outcome(parseStrictJson, text)];
      assert.equal(own === null, strict === null);
      assert.equal(JSON.stringify(own?.value), JSON.stringify(strict?.value));
    }),
  );
});

const small = fc.jsonValue({ maxDepth: 1 });
const binding = fc.record({
  vault: fc.constantFrom("personal", "été", " "),
  item: fc.string({ minLength: 1, maxLength: 5 }),
  title: fc.string({ maxLength: 5 }),
  profile: fc.constantFrom("admin", "a b"),
  region: fc.constantFrom("eu-west-1", "eu-west-1", "eu-west-1", "", 1),
  note: small,
}, { requiredKeys: ["vault", "item", "title"] });
const tools = fc.dictionary(fc.constantFrom("aws", "cdk", "constructor", "toString"), binding, {
  maxKeys: 3,
});
const directory = fc.constantFrom("/", "/a", "/a/b", "/é", ...["/a", "/b"], "/a/", "/a/../b", "a");
const config = fc.record({
  version: fc.constantFrom(1, 1, 1, 1, 1, 1, 2, "1"),
  scopes: fc.record({
    global: tools,
    directories: fc.dictionary(directory, tools, { maxKeys: 3 }),
  }, { requiredKeys: [] }),
  profiles: tools,
  settings: fc.record({ lock: fc.record({ idleMinutes: small }), defaultVault: fc.string() }),
  unknown: small,
}, { requiredKeys: ["version"] });
const written = fc.tuple(config, fc.constantFrom(0, 2)).map(([value, indent]) =>
  JSON.stringify(value, null, indent)
);

Deno.test("parseConfig() throws a SyntaxError, or formatConfig() and parseConfig() preserve the value", async () => {
  let read = 0;
  const one = fc.oneof(written, written, mangled(written, PIECES), texts);
  await fuzz(
    "config.json",
    fc.property(one, (text) => {
      const found = outcome(parseConfig, text);
      if (found === null) return;
      read += 1;
      const config = found.value as ReturnType<typeof parseConfig>;
      const again = parseConfig(formatConfig(config));
      assert.equal(JSON.stringify(again), JSON.stringify(config));
      assert.equal(
        JSON.stringify(config.document),
        JSON.stringify(JSON.parse(text)),
        "nothing is lost",
      );
    }),
  );
  assert.ok(read > 300, `only ${read} were read`);
});
