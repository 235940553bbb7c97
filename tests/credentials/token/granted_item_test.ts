import assert from "node:assert/strict";
import { grantedItem } from "../../../src/credentials/token/open_token.ts";
import type { TokenSlot } from "../../../src/vault/format/vault_file.ts";
import type { Item } from "../../../src/vault/item.ts";
import { errorOf } from "../../error_of.ts";
import { sampleItem } from "../../vault/temp_vault.ts";

const DEV = sampleItem("AWS dev");
const PROD = sampleItem("AWS prod");
const LOST = "00000000-0000-4000-8000-000000000001";
const slot = {} as TokenSlot;

Deno.test("grantedItem() takes the only item, and a named one of several", () => {
  assert.equal(granted([DEV], []), DEV);
  assert.equal(granted([DEV, PROD], [], "aws prod"), PROD);
  assert.equal(granted([DEV, PROD], [LOST], DEV.id), DEV);
});

Deno.test("grantedItem() does not guess: of two, one of them lost, the other must be named", () => {
  for (const [items, lost] of [[[DEV, PROD], []], [[DEV], [LOST]]] as const) {
    const fault = errorOf(() => granted([...items], [...lost]));
    assert.deepEqual([fault.status, fault.code], [66, "several-items"]);
  }
});

Deno.test("grantedItem() tells a lost item from one that was never granted", () => {
  const cases = [
    [[], [LOST], undefined, "token-lost-item"],
    [[DEV], [LOST], LOST, "token-lost-item"],
    [[], [LOST], "AWS dev", "token-lost-item"],
    [[DEV], [], "AWS prod", "not-granted"],
    [[DEV], [LOST], PROD.id, "not-granted"],
  ] as const;
  for (const [items, lost, reference, code] of cases) {
    const fault = errorOf(() => granted([...items], [...lost], reference));
    assert.deepEqual([fault.status, fault.code], [77, code]);
  }
});

function granted(items: Item[], lost: string[], reference?: string): Item {
  return grantedItem({ slot, items, lost }, "personal", reference);
}
