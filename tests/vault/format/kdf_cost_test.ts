import assert from "node:assert/strict";
import { checkCost } from "../../../src/vault/format/kdf_cost.ts";
import { errorOf } from "../../error_of.ts";

const MIN = { memoryKiB: 19_456, passes: 2, lanes: 1 };
const MAX = { memoryKiB: 1_048_576, passes: 16, lanes: 16 };

Deno.test("checkCost() accepts a cost at either limit and refuses one beyond it", () => {
  checkCost(MIN, "v.json");
  checkCost(MAX, "v.json");
  const cases: [cost: typeof MIN, because: string][] = [
    [{ ...MIN, memoryKiB: 19_455 }, "19455 KiB of memory, and 19456 to 1048576 are allowed"],
    [{ ...MIN, passes: 1 }, "1 passes, and 2 to 16 are allowed"],
    [{ ...MIN, lanes: 0 }, "0 lanes, and 1 to 16 are allowed"],
    [{ ...MAX, memoryKiB: 1_048_577 }, "1048577 KiB of memory, and 19456 to 1048576 are allowed"],
    [{ ...MAX, passes: 17 }, "17 passes, and 2 to 16 are allowed"],
    [{ ...MAX, lanes: 17 }, "17 lanes, and 1 to 16 are allowed"],
    [{ ...MIN, passes: NaN }, "NaN passes, and 2 to 16 are allowed"],
  ];
  for (const [cost, because] of cases) {
    const error = errorOf(() => checkCost(cost, "v.json"));
    assert.deepEqual([error.status, error.code], [78, "kdf-limits"]);
    assert.equal(
      error.message,
      `cannot read v.json: its password slot asks for ${because}`,
    );
  }
});
