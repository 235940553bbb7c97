import assert from "node:assert/strict";
import { UserError } from "../../src/errors.ts";
import { eachVault } from "../../src/unlock/each_vault.ts";

function error(exit: "damaged" | "io" | "refused" | "denied"): UserError {
  return new UserError({ exit, code: "x", cannot: "open it", because: exit });
}

Deno.test("eachVault() returns the vaults that cannot be used apart from the results", async () => {
  const errors = { b: error("damaged"), d: error("io"), e: error("refused") };
  const { found, unusable } = await eachVault(["a", "b", "c", "d", "e"], false, (name) => {
    if (Object.hasOwn(errors, name)) throw errors[name as keyof typeof errors];
    return Promise.resolve(name.toUpperCase());
  });
  assert.deepEqual(found, ["A", "C"]);
  assert.deepEqual(
    unusable,
    Object.entries(errors).map(([name, error]) => ({ name, error })),
  );
});

Deno.test("eachVault() throws what is not about the file, and every error of a named vault", async () => {
  const read = (name: string) => {
    throw name === "a" ? error("damaged") : error("denied");
  };
  await assert.rejects(eachVault(["a", "b"], false, read), { exit: "denied" });
  await assert.rejects(eachVault(["a"], true, read), { exit: "damaged" });
  await assert.rejects(eachVault(["a"], false, () => assert.fail("a bug")), assert.AssertionError);
});
