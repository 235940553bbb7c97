import assert from "node:assert/strict";
import { forgetMark, keptFile, markKept } from "../../src/unlock/kept_mark.ts";
import { faultOf } from "../fault_of.ts";
import { throwaway } from "../throwaway.ts";

Deno.test("markKept() leaves an empty file for this user alone, and what is there already as it is", () => {
  using place = throwaway();
  const path = keptFile(place.places, "t1");
  forgetMark(place.places, "t1");
  markKept(place.places, "t1");
  assert.equal(Deno.statSync(place.places.runtime).mode! & 0o777, 0o700);
  assert.equal(Deno.statSync(path).mode! & 0o777, 0o600);
  assert.equal(Deno.readTextFileSync(path), "");
  Deno.writeTextFileSync(path, "sealed");
  markKept(place.places, "t1");
  assert.equal(Deno.readTextFileSync(path), "sealed");
  forgetMark(place.places, "t1");
  assert.throws(() => Deno.statSync(path), Deno.errors.NotFound);
});

Deno.test("markKept() makes nothing in a folder that others may write (78)", () => {
  using place = throwaway();
  Deno.mkdirSync(place.places.runtime, { recursive: true });
  Deno.chmodSync(place.places.runtime, 0o777);
  assert.equal(faultOf(() => markKept(place.places, "t1")).status, 78);
  assert.deepEqual([...Deno.readDirSync(place.places.runtime)], []);
});

Deno.test("a mark that cannot be made or removed is a fault (73, 74), not a bug", () => {
  using place = throwaway();
  Deno.mkdirSync(`${keptFile(place.places, "t1")}/full`, { recursive: true });
  for (const act of [forgetMark, markKept]) {
    assert.equal(faultOf(() => act(place.places, "t1")).status, 74);
  }
  Deno.removeSync(place.places.runtime, { recursive: true });
  Deno.writeTextFileSync(place.places.runtime, "");
  assert.equal(faultOf(() => markKept(place.places, "t1")).status, 73);
});
