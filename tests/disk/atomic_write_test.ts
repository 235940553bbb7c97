import assert from "node:assert/strict";
import { writeAtomic } from "../../src/disk/atomic_write.ts";
import { faultOf } from "../fault_of.ts";
import { throwaway } from "../throwaway.ts";

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

Deno.test("writeAtomic() makes the file and its folders for this user alone", () => {
  using place = throwaway();
  const path = `${place.folder}/a/b/file`;
  writeAtomic(place.host, path, bytes("one"));
  assert.equal(Deno.readTextFileSync(path), "one");
  assert.equal(Deno.statSync(path).mode! & 0o777, 0o600);
  assert.equal(Deno.statSync(`${place.folder}/a/b`).mode! & 0o777, 0o700);
});

Deno.test("writeAtomic() writes through a link and keeps it, but not through one that leads nowhere", () => {
  using place = throwaway();
  Deno.mkdirSync(`${place.folder}/dotfiles`);
  Deno.writeTextFileSync(`${place.folder}/dotfiles/real`, "old");
  Deno.symlinkSync("dotfiles/real", `${place.folder}/link`);
  writeAtomic(place.host, `${place.folder}/link`, bytes("new"));
  assert.equal(Deno.readTextFileSync(`${place.folder}/dotfiles/real`), "new");
  assert.ok(Deno.lstatSync(`${place.folder}/link`).isSymlink);

  Deno.symlinkSync("nowhere", `${place.folder}/lost`);
  const fault = faultOf(() => writeAtomic(place.host, `${place.folder}/lost`, bytes("x")));
  assert.equal(fault.status, 74);
  assert.ok(Deno.lstatSync(`${place.folder}/lost`).isSymlink);
});

Deno.test("writeAtomic() removes what a killed writer left, and nothing else", () => {
  using place = throwaway();
  const left = `${place.folder}/.file.0123456789ab.tmp`;
  const other = `${place.folder}/.file.tmp`;
  Deno.writeTextFileSync(left, "half");
  Deno.writeTextFileSync(other, "mine");
  writeAtomic(place.host, `${place.folder}/file`, bytes("whole"));
  assert.throws(() => Deno.statSync(left), Deno.errors.NotFound);
  assert.equal(Deno.readTextFileSync(other), "mine");
});
