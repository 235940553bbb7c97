import assert from "node:assert/strict";
import { grantedItem } from "../../../src/credentials/token/open_token.ts";
import type { TokenSlot } from "../../../src/vault/format/vault_file.ts";
import type { Item } from "../../../src/vault/item.ts";
import { errorOf } from "../../error_of.ts";
import { sampleItem } from "../../vault/temp_vault.ts";

const DEV = sampleItem("AWS dev");
const PROD = sampleItem("AWS prod");
/** The id of an item that was changed or deleted after the token was created. */
const LOST = "00000000-0000-4000-8000-000000000001";
const slot = {} as TokenSlot;

function granted(items: readonly Item[], lost: readonly string[], reference?: string): Item {
  return grantedItem({ slot, items, lost }, "personal", reference);
}

Deno.test("grantedItem() returns the only item, or the one that is named", () => {
  assert.equal(granted([DEV], []), DEV);
  assert.equal(granted([DEV, PROD], [], "aws prod"), PROD);
  assert.equal(granted([DEV, PROD], [LOST], DEV.id), DEV);
});

Deno.test("grantedItem() does not guess between two items, even if one of them is lost", () => {
  for (const [items, lost] of [[[DEV, PROD], []], [[DEV], [LOST]]] as const) {
    const error = errorOf(() => granted(items, lost));
    assert.deepEqual([error.status, error.code], [66, "several-items"]);
  }
});

Deno.test("grantedItem() distinguishes a lost item from one that was never granted", () => {
  const cases = [
    [[], [LOST], undefined, "token-lost-item"],
    [[DEV], [LOST], LOST, "token-lost-item"],
    [[], [LOST], "AWS dev", "token-lost-item"],
    [[DEV], [], "AWS prod", "not-granted"],
    [[DEV], [LOST], PROD.id, "not-granted"],
  ] as const;
  for (const [items, lost, reference, code] of cases) {
    const error = errorOf(() => granted(items, lost, reference));
    assert.deepEqual([error.status, error.code], [77, code]);
  }
});
