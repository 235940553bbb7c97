import assert from "node:assert/strict";
import { listFolder } from "../../src/fs/list_folder.ts";
import { errorOf } from "../error_of.ts";
import { throwaway } from "../throwaway.ts";

Deno.test("listFolder() lists a folder, and nothing if there is none", () => {
  using place = throwaway();
  assert.deepEqual(listFolder(`${place.folder}/none`), []);
  Deno.writeTextFileSync(`${place.folder}/file`, "");
  assert.deepEqual(listFolder(place.folder).map(({ name }) => name).sort(), ["file", "run"]);
});

Deno.test("listFolder() reports a folder that it cannot read (74)", () => {
  using place = throwaway();
  Deno.writeTextFileSync(`${place.folder}/file`, "");
  const error = errorOf(() => listFolder(`${place.folder}/file`, "list backups"));
  assert.deepEqual([error.status, error.code], [74, "unreadable-folder"]);
  assert.match(
    error.message,
    /^cannot list backups: a part of its path is not a folder$|not a dir/,
  );
});
