import assert from "node:assert/strict";
import { cacheMarkFile, markCached, removeMark } from "../../../src/unlock/cache/cache_mark.ts";
import { errorOf } from "../../error_of.ts";
import { throwaway } from "../../throwaway.ts";

Deno.test("markCached() creates an empty private file and leaves an existing one unchanged", () => {
  using place = throwaway();
  const path = cacheMarkFile(place.paths, "t1");
  removeMark(place.paths, "t1");
  markCached(place.paths, "t1");
  assert.equal(Deno.statSync(place.paths.runtime).mode! & 0o777, 0o700);
  assert.equal(Deno.statSync(path).mode! & 0o777, 0o600);
  assert.equal(Deno.readTextFileSync(path), "");
  Deno.writeTextFileSync(path, "sealed");
  markCached(place.paths, "t1");
  assert.equal(Deno.readTextFileSync(path), "sealed");
  removeMark(place.paths, "t1");
  assert.throws(() => Deno.statSync(path), Deno.errors.NotFound);
});

Deno.test("markCached() creates nothing in a folder that others can write to (78)", () => {
  using place = throwaway();
  Deno.mkdirSync(place.paths.runtime, { recursive: true });
  Deno.chmodSync(place.paths.runtime, 0o777);
  assert.equal(errorOf(() => markCached(place.paths, "t1")).status, 78);
  assert.deepEqual([...Deno.readDirSync(place.paths.runtime)], []);
});

Deno.test("markCached() and removeMark() throw a UserError (73, 74) if they fail", () => {
  using place = throwaway();
  Deno.mkdirSync(`${cacheMarkFile(place.paths, "t1")}/full`, { recursive: true });
  for (const act of [removeMark, markCached]) {
    assert.equal(errorOf(() => act(place.paths, "t1")).status, 74);
  }
  Deno.removeSync(place.paths.runtime, { recursive: true });
  Deno.writeTextFileSync(place.paths.runtime, "");
  assert.equal(errorOf(() => markCached(place.paths, "t1")).status, 73);
});
