import assert from "node:assert/strict";
import { withMember } from "../../src/scope/document.ts";

Deno.test("withMember() sets and removes, keeping all else and its order", () => {
  const before = { version: 1, z: { own: true, a: { x: 1 } }, settings: {} };
  const cases: [[string, ...string[]], unknown, string][] = [
    [["z", "a", "x"], 2, '{"version":1,"z":{"own":true,"a":{"x":2}},"settings":{}}'],
    [["z", "a", "y"], 2, '{"version":1,"z":{"own":true,"a":{"x":1,"y":2}},"settings":{}}'],
    [["n", "m"], "new", '{"version":1,"z":{"own":true,"a":{"x":1}},"settings":{},"n":{"m":"new"}}'],
    [["z", "a", "x"], undefined, '{"version":1,"z":{"own":true},"settings":{}}'],
    [["z"], undefined, '{"version":1,"settings":{}}'],
    [["n", "m"], undefined, '{"version":1,"z":{"own":true,"a":{"x":1}},"settings":{}}'],
  ];
  const text = JSON.stringify(before);
  for (const [path, value, wanted] of cases) {
    assert.equal(JSON.stringify(withMember(before, path, value)), wanted);
  }
  assert.equal(JSON.stringify(before), text);
});

Deno.test("withMember() takes names of Object.prototype for nothing special", () => {
  const document = withMember({}, ["constructor", "toString"], 1);
  assert.equal(JSON.stringify(document), '{"constructor":{"toString":1}}');
  assert.equal(JSON.stringify(withMember(document, ["constructor", "toString"], undefined)), "{}");
});
