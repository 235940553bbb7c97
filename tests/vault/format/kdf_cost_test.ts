import assert from "node:assert/strict";
import { checkCost } from "../../../src/vault/format/kdf_cost.ts";
import { errorOf } from "../../error_of.ts";

const LEAST = { memoryKiB: 19_456, passes: 2, lanes: 1 };
const MOST = { memoryKiB: 1_048_576, passes: 16, lanes: 16 };

Deno.test("checkCost() accepts a cost at either limit and refuses one beyond it", () => {
  checkCost(LEAST, "v.json");
  checkCost(MOST, "v.json");
  const cases: [cost: typeof LEAST, because: string][] = [
    [{ ...LEAST, memoryKiB: 19_455 }, "19455 KiB of memory, and 19456 to 1048576 are allowed"],
    [{ ...LEAST, passes: 1 }, "1 passes, and 2 to 16 are allowed"],
    [{ ...LEAST, lanes: 0 }, "0 lanes, and 1 to 16 are allowed"],
    [{ ...MOST, memoryKiB: 1_048_577 }, "1048577 KiB of memory, and 19456 to 1048576 are allowed"],
    [{ ...MOST, passes: 17 }, "17 passes, and 2 to 16 are allowed"],
    [{ ...MOST, lanes: 17 }, "17 lanes, and 1 to 16 are allowed"],
    [{ ...LEAST, passes: NaN }, "NaN passes, and 2 to 16 are allowed"],
  ];
  for (const [cost, because] of cases) {
    const fault = errorOf(() => checkCost(cost, "v.json"));
    assert.deepEqual([fault.status, fault.code], [78, "kdf-limits"]);
    assert.equal(
      fault.message,
      `cannot read v.json: its password slot asks for ${because}`,
    );
  }
});
