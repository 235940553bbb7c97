import assert from "node:assert/strict";
import { Secret } from "../../../src/secret.ts";
import { formatItem, parseItem } from "../../../src/vault/format/item_text.ts";
import { parsePlainItem } from "../../../src/vault/format/plain_item_text.ts";
import { fieldText, type Item } from "../../../src/vault/item.ts";
import { oneOf, randomOf, testSeed } from "../../aws/random.ts";
import { sampleItem } from "../temp_vault.ts";

const CHANGES = 40_000;
const ITEMS: readonly Item[] = [
  sampleItem("AWS dev"),
  sampleItem('Zürich "prod" \\ 日本 🦕', { notes: "two\nlines\tand C:\\temp", tags: ["a", "b"] }),
  sampleItem("", { keyChanged: "2026-03-31T23:59:59Z", fields: [] }),
  sampleItem("x", {
    created: "2025-12-31T00:00:00.123456789Z",
    fields: [
      { name: "access key id", secret: false, value: "AKIAIOSFODNN7EXAMPLE" },
      { name: "Default Region", secret: false, value: "eu-west-1" },
      { name: "secret access key", secret: true, value: new Secret('"}],') },
    ],
  }),
];

function isAccepted(item: Item, plain: Uint8Array<ArrayBuffer>): boolean {
  try {
    return parsePlainItem(plain) !== null;
  } catch (error) {
    assert(error instanceof SyntaxError, item.title);
    return false;
  }
}

Deno.test("parsePlainItem() reads what formatItem() writes", () => {
  for (const item of ITEMS) {
    const found = parsePlainItem(formatItem(item));
    assert.equal(found?.title, item.title);
    assert.deepEqual(
      found.fields.map(({ name, value }) => [name, value]),
      item.fields.map(({ name }) => [name, fieldText(item, name)]),
    );
  }
});

Deno.test("parsePlainItem() reads no text that parseItem() refuses, except for a repeated name", () => {
  const seed = testSeed();
  const random = randomOf(seed);
  const index = (length: number) => Math.floor(random() * length);
  const pieces = ['"', ",", "{}", "[", "]", "\\", "\\u0000", "\ufeff", '"x":1,', "null", "3", " "];
  let accepted = 0;
  for (let count = 0; count < CHANGES; count++) {
    const item = oneOf(random, ITEMS);
    const plain = formatItem(item);
    const at = index(plain.length + 1);
    const piece = random() < 0.3
      ? new Uint8Array([index(256)])
      : new TextEncoder().encode(oneOf(random, pieces));
    const rest = plain.subarray(at + index(3));
    const changed = new Uint8Array([...plain.subarray(0, at), ...piece, ...rest]);
    if (!isAccepted(item, changed)) continue;
    accepted += 1;
    try {
      parseItem(item.id, changed);
    } catch (error) {
      const text = new TextDecoder().decode(changed);
      assert.match(String(error), /same name/, `OPAWS_TEST_SEED=${seed}: ${text}`);
    }
  }
  assert(accepted > CHANGES / 100, `only ${accepted} were accepted`);
});

Deno.test("parsePlainItem() reads nothing that a newer opaws may have added, and no impossible time", () => {
  const text = new TextDecoder().decode(formatItem(ITEMS[0]!));
  const changes: readonly (readonly [from: string | RegExp, to: string])[] = [
    ['"aws-access-key"', '"aws-sso"'],
    ["{", '{"added":1,'],
    ['"notes":""', '"notes":"","other":1'],
    ['"secret":true', '"kind":1,"secret":true'],
    ['"secret":true', '"secret":1'],
    ['"AKIAIOSFODNN7EXAMPLE"', "5"],
    ['"notes":""', '"notes":"a","notes":"b"'],
    ...["2025-02-29", "2026-02-30", "2026-04-31", "2026-13-01", "2026-00-01", "2026-01-32"].map((
      day,
    ) => [/"created":"[^"]*"/, `"created":"${day}T00:00:00Z"`] as const),
    [/"created":"[^"]*"/, '"created":"2026-01-01T24:00:00Z"'],
    [/"created":"[^"]*"/, '"created":"now"'],
  ];
  for (const [from, to] of changes) {
    const changed = text.replace(from, to);
    assert.notEqual(changed, text);
    assert.equal(parsePlainItem(new TextEncoder().encode(changed)), null, changed);
  }
});
