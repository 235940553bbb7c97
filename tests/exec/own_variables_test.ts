import assert from "node:assert/strict";
import { SECRET_VARIABLES, withoutVariables } from "../../src/exec/own_variables.ts";

Deno.test("withoutVariables() hides variables from the program it starts, and restores them", async () => {
  for (const name of SECRET_VARIABLES) Deno.env.set(name, "x");
  try {
    const { stdout } = await withoutVariables(
      SECRET_VARIABLES,
      () => new Deno.Command("/usr/bin/env", { stdout: "piped" }).output(),
    );
    const text = new TextDecoder().decode(stdout);
    assert.match(text, /^PATH=/m);
    assert.doesNotMatch(text, /^OPAWS_(SESSION|TOKEN|VAULT)/m);
    for (const name of SECRET_VARIABLES) assert.equal(Deno.env.get(name), "x");
  } finally {
    for (const name of SECRET_VARIABLES) Deno.env.delete(name);
  }
});

Deno.test("withoutVariables() restores the variables if the start fails", () => {
  Deno.env.set("OPAWS_TOKEN", "x");
  try {
    assert.throws(() =>
      withoutVariables(["OPAWS_TOKEN", "OPAWS_VAULT"], () => {
        throw new Error("no");
      }), /no/);
    assert.equal(Deno.env.get("OPAWS_TOKEN"), "x");
    assert.equal(Deno.env.get("OPAWS_VAULT"), undefined);
  } finally {
    Deno.env.delete("OPAWS_TOKEN");
  }
});
