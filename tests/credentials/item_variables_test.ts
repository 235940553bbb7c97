import assert from "node:assert/strict";
import { itemVariables } from "../../src/credentials/item_variables.ts";
import { UserError } from "../../src/errors.ts";
import { Secret } from "../../src/secret.ts";
import type { Field, Item } from "../../src/vault/item.ts";

function item(...fields: Field[]): Item {
  const rest = { notes: "", tags: [], created: "2026-11-29T00:00:00Z" };
  return { id: "i1", title: "AWS dev", category: "aws-access-key", fields, ...rest };
}

function host(record?: string) {
  return { env: (name: string) => name === "OPAWS_VARIABLES" ? record : undefined };
}

const TOKEN: Field = { name: "env:API_TOKEN", secret: true, value: new Secret("s") };

Deno.test("itemVariables() sets the fields env:NAME, secret or plain, and records their names", () => {
  const stage: Field = { name: "ENV:stage", secret: false, value: "dev" };
  const other: Field = { name: "access key id", secret: false, value: "AKIAIOSFODNN7EXAMPLE" };
  const { set, unset } = itemVariables(item(other, TOKEN, stage), host());
  assert.deepEqual(Object.keys(set), ["API_TOKEN", "stage", "OPAWS_VARIABLES"]);
  assert.equal((set.API_TOKEN as Secret).reveal(), "s");
  assert.equal(set.OPAWS_VARIABLES, "API_TOKEN,stage");
  assert.deepEqual(unset, []);
});

Deno.test("itemVariables() unsets what another item set, but nothing that an item cannot set", () => {
  assert.deepEqual(itemVariables(item(TOKEN), host("OLD,API_TOKEN,PATH,")).unset, ["OLD"]);
  assert.deepEqual(itemVariables(item(), host("OLD")), {
    set: {},
    unset: ["OLD", "OPAWS_VARIABLES"],
  });
});

Deno.test("itemVariables() refuses a name (78) and a value (65) that another program wrote into the vault", () => {
  const refused: readonly [Field, number][] = [
    [{ name: "env:LD_PRELOAD", secret: false, value: "/tmp/x.so" }, 78],
    [{ name: "env:a b", secret: false, value: "x" }, 78],
    [{ name: "env:A", secret: true, value: new Secret("top\0secret") }, 65],
  ];
  for (const [field, status] of refused) {
    assert.throws(
      () => itemVariables(item(field), host()),
      (error) =>
        error instanceof UserError && error.status === status && !/top|\/tmp/.test(error.message),
    );
  }
});

Deno.test("itemVariables() refuses a variable of a shared vault that is not approved (78), and names the command", () => {
  const shared = { name: "my team", approved: ["API_TOKEN"] };
  const stage: Field = { name: "env:STAGE", secret: true, value: new Secret("hidden") };
  assert.deepEqual(Object.keys(itemVariables(item(TOKEN), host(), shared).set), [
    "API_TOKEN",
    "OPAWS_VARIABLES",
  ]);
  assert.throws(
    () => itemVariables(item(TOKEN, stage), host(), shared),
    (error) =>
      error instanceof UserError && error.status === 78 &&
      error.try === "opaws vault approve 'my team' STAGE" && !error.message.includes("hidden"),
  );
  // Names that only differ in their case are different ones.
  const lower: Field = { name: "env:api_token", secret: false, value: "x" };
  assert.throws(() => itemVariables(item(lower), host(), shared), UserError);
});
