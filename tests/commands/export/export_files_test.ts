import assert from "node:assert/strict";
import {
  appendGithub,
  githubFile,
  writeScript,
} from "../../../src/commands/export/export_files.ts";
import { errorOf } from "../../error_of.ts";
import { throwaway } from "../../throwaway.ts";

const change = { set: { A: "b" }, unset: [] };

Deno.test("writeScript() writes for this user only, and removes scripts that nobody has read", () => {
  using place = throwaway();
  const first = writeScript(place.host, place.paths, change);
  const folder = /'(.*)\/env\.sh'/.exec(first)![1]!;
  assert.equal(Deno.statSync(folder).mode! & 0o777, 0o700);
  assert.equal(Deno.statSync(`${folder}/env.sh`).mode! & 0o777, 0o600);
  assert.ok(!first.includes("b'"));
  const young = writeScript(place.host, place.paths, change);
  assert.ok(Deno.statSync(folder).isDirectory, "another job may be about to read it");
  const later = { ...place.host, now: () => place.host.now() + 11 * 60_000 };
  writeScript(later, place.paths, change);
  assert.throws(() => Deno.statSync(folder), Deno.errors.NotFound);
  assert.throws(() => Deno.statSync(/'(.*)\/env\.sh'/.exec(young)![1]!), Deno.errors.NotFound);
});

Deno.test("githubFile() throws outside a workflow, appendGithub() if the file cannot be written", () => {
  using place = throwaway();
  assert.deepEqual(errorOf(() => githubFile(place.host)).code, "no-github");
  const error = errorOf(() => appendGithub(place.host, `${place.folder}/no/file`, change));
  assert.equal(error.status, 74);
});

Deno.test("appendGithub() starts a new line after any text", () => {
  using place = throwaway();
  const path = `${place.folder}/github_env`;
  for (const [before, start] of [["A=b", "A=b\n"], ["A=b\n", "A=b\n"], ["", ""], [null, ""]]) {
    if (before !== null) Deno.writeTextFileSync(path, before!);
    appendGithub(place.host, path, change);
    const text = Deno.readTextFileSync(path);
    assert.match(text.slice(start!.length), /^A<<(\w+)\nb\n\1\n$/, JSON.stringify(before));
    assert.ok(text.startsWith(start!));
    Deno.removeSync(path);
  }
});
