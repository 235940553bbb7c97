import assert from "node:assert/strict";
import { relative } from "node:path";
import { UserError } from "../../src/errors.ts";
import { findProgram } from "../../src/exec/find_program.ts";
import { throwaway } from "../throwaway.ts";

function tree(): { folder: string } & Disposable {
  const place = throwaway();
  for (const name of ["one", "two", "shims"]) Deno.mkdirSync(`${place.folder}/${name}`);
  const write = (path: string, mode: number): void => {
    Deno.writeTextFileSync(`${place.folder}/${path}`, "#!/bin/sh\n");
    Deno.chmodSync(`${place.folder}/${path}`, mode);
  };
  write("one/plain", 0o644);
  write("two/plain", 0o755);
  write("two/aws", 0o755);
  write("shims/aws", 0o755);
  Deno.mkdirSync(`${place.folder}/one/folder`);
  return place;
}

function status(action: () => unknown): number {
  try {
    action();
  } catch (error) {
    if (error instanceof UserError) return error.status;
    throw error;
  }
  return 0;
}

Deno.test("findProgram() returns the first executable on PATH", () => {
  using place = tree();
  const path = `${place.folder}/one:${place.folder}/two`;
  assert.equal(findProgram("plain", { path, shims: [] }), `${place.folder}/two/plain`);
});

Deno.test("findProgram() skips opaws's own shims", () => {
  using place = tree();
  const path = `${place.folder}/shims/:${place.folder}/two`;
  const found = findProgram("aws", { path, shims: [`${place.folder}/shims`] });
  assert.equal(found, `${place.folder}/two/aws`);
});

Deno.test("findProgram() skips symlinks to its shims and to their folder", () => {
  using place = tree();
  Deno.symlinkSync(`${place.folder}/shims`, `${place.folder}/again`);
  Deno.symlinkSync("../again/aws", `${place.folder}/one/aws`);
  const path = ["again", "one", "two"].map((name) => `${place.folder}/${name}`).join(":");
  const shims = [Deno.realPathSync(`${place.folder}/shims`)];
  assert.equal(findProgram("aws", { path, shims }), `${place.folder}/two/aws`);
  const isShim = (file: string) => file === `${place.folder}/two/aws`;
  assert.equal(status(() => findProgram("aws", { path, shims, isShim })), 127);
  const named = `${place.folder}/one/aws`;
  assert.equal(findProgram(named, { path, shims }), named);
});

Deno.test("findProgram() skips empty and relative entries of PATH", () => {
  using place = tree();
  const two = relative(Deno.cwd(), `${place.folder}/two`);
  for (const path of ["", ":", ".", two, `${two}/.`, `:${two}:/nowhere:`]) {
    assert.equal(status(() => findProgram("aws", { path, shims: [] })), 127, path);
  }
  assert.equal(status(() => findProgram("aws", { path: undefined, shims: [] })), 127);
});

Deno.test("findProgram() distinguishes a file that is not executable (126) from a missing one (127)", () => {
  using place = tree();
  const search = { path: `${place.folder}/one`, shims: [] };
  assert.equal(status(() => findProgram("plain", search)), 126);
  assert.equal(status(() => findProgram("folder", search)), 126);
  assert.equal(status(() => findProgram("nothing", search)), 127);
  // https://github.com/99designs/aws-vault/issues/1141
  assert.throws(
    () => findProgram("aws s3 ls | wc", search),
    /: it is not on your PATH; to run a command line, use sh -c$/,
  );
  assert.equal(status(() => findProgram(`${place.folder}/one/plain`, search)), 126);
  assert.equal(status(() => findProgram("./nothing", search)), 127);
  assert.equal(findProgram(`${place.folder}/two/aws`, search), `${place.folder}/two/aws`);
});
