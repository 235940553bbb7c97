import assert from "node:assert/strict";
import { whyNotMemberName } from "../../../src/vault/format/member_name.ts";

Deno.test("whyNotMemberName() accepts names of people, and nothing that a terminal would not show as it is", () => {
  for (const name of ["Ann", "Ann O'Neill", "Jürgen (laptop)", "安", "a".repeat(100)]) {
    assert.equal(whyNotMemberName(name), null, name);
  }
  const refused = {
    "": "it is empty",
    [" Ann"]: "it starts or ends with a space",
    ["Ann\u00a0"]: "it starts or ends with a space",
    ["A\u001b[31m"]: "it has an invisible character",
    ["A\u202e"]: "it has an invisible character",
    ["A\u2028B"]: "it has an invisible character",
    ["\ud800"]: "it has a lone surrogate",
    ["é".repeat(51)]: "it is longer than 100 bytes",
  };
  for (const [name, because] of Object.entries(refused)) {
    assert.equal(whyNotMemberName(name), because);
  }
});
