import assert from "node:assert/strict";
import { noninteractiveVariable } from "../../../src/unlock/prompts/noninteractive.ts";

const CASES: readonly [Record<string, string>, string | null][] = [
  [{}, null],
  [{ CI: "" }, null],
  [{ CI: "false" }, null],
  [{ CI: "true" }, "CI=true"],
  [{ CI: "1" }, "CI=1"],
  [{ OPAWS_NONINTERACTIVE: "1" }, "OPAWS_NONINTERACTIVE=1"],
  [{ OPAWS_NONINTERACTIVE: "", CI: "true" }, "CI=true"],
  [{ OPAWS_NONINTERACTIVE: "0", CI: "true" }, null],
];

for (const [env, answer] of CASES) {
  Deno.test(`noninteractiveVariable() returns ${answer} for ${JSON.stringify(env)}`, () => {
    assert.equal(noninteractiveVariable({ env: (name) => env[name] }), answer);
  });
}
