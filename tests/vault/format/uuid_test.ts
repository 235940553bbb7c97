import assert from "node:assert/strict";
import { denoHost } from "../../../src/host.ts";
import { isUuid, newUuid } from "../../../src/vault/format/uuid.ts";

Deno.test("newUuid() returns a new UUID of version 4 in lower case each time", () => {
  const made = new Set(Array.from({ length: 100 }, () => newUuid(denoHost)));
  assert.equal(made.size, 100);
  for (const id of made) {
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.ok(isUuid(id));
  }
  const host = { random: (length: number) => new Uint8Array(length).fill(0xff) };
  assert.equal(newUuid(host), "ffffffff-ffff-4fff-bfff-ffffffffffff");
});

Deno.test("isUuid() refuses any other form", () => {
  const good = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";
  assert.ok(isUuid(good));
  for (
    const text of [
      "",
      good.toUpperCase(),
      `{${good}}`,
      `${good}\n`,
      good.replaceAll("-", ""),
      good.slice(1),
    ]
  ) {
    assert.ok(!isUuid(text), text);
  }
});
