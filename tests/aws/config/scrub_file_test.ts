import assert from "node:assert/strict";
import { scrubFile } from "../../../src/aws/config/scrub_file.ts";
import { UserError } from "../../../src/errors.ts";
import { throwaway } from "../../throwaway.ts";

const ID = "AKIAIOSFODNN7EXAMPLE";
const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const BEFORE = `[a]\naws_access_key_id = ${ID}\nregion = x\naws_secret_access_key = ${SECRET}\n`;
const AFTER = "[a]\nregion = x\n";
const REMOVED = [{ profile: "a", accessKeyId: ID, lines: [2, 4] }];

const all = () => true;

Deno.test("scrubFile() rewrites the credentials file and keeps its permission bits", () => {
  using place = throwaway();
  Deno.mkdirSync(`${place.folder}/.aws`);
  const path = `${place.folder}/.aws/credentials`;
  for (const mode of [0o600, 0o644, 0o664, 0o400]) {
    Deno.writeTextFileSync(path, BEFORE);
    Deno.chmodSync(path, mode);
    const found = scrubFile(place.host, place.folder, all, { dryRun: false });
    assert.deepEqual(found, { path, removed: REMOVED });
    assert.equal(Deno.readTextFileSync(path), AFTER);
    assert.equal(Deno.statSync(path).mode! & 0o777, mode);
    Deno.removeSync(path);
  }
  assert.deepEqual([...Deno.readDirSync(`${place.folder}/.aws`)], []);
});

Deno.test("scrubFile() writes nothing with dryRun or if no key is stored", () => {
  using place = throwaway();
  const path = `${place.folder}/own`;
  const host = {
    ...place.host,
    env: (name: string) => name === "AWS_SHARED_CREDENTIALS_FILE" ? "~/own" : undefined,
  };
  Deno.writeTextFileSync(path, BEFORE);
  const { ino } = Deno.statSync(path);
  assert.deepEqual(scrubFile(host, place.folder, all, { dryRun: true }), {
    path,
    removed: REMOVED,
  });
  assert.deepEqual(scrubFile(host, place.folder, () => false, { dryRun: false }).removed, []);
  assert.equal(Deno.readTextFileSync(path), BEFORE);
  assert.equal(Deno.statSync(path).ino, ino);
});

Deno.test("scrubFile() removes nothing if there is no file", () => {
  using place = throwaway();
  const path = `${place.folder}/.aws/credentials`;
  assert.deepEqual(scrubFile(place.host, place.folder, all, { dryRun: false }), {
    path,
    removed: [],
  });
  assert.deepEqual([...Deno.readDirSync(place.folder)].map(({ name }) => name), ["run"]);
});

Deno.test("scrubFile() writes through a symlink", () => {
  using place = throwaway();
  Deno.mkdirSync(`${place.folder}/.aws`);
  Deno.writeTextFileSync(`${place.folder}/dotfile`, BEFORE, { mode: 0o600 });
  Deno.symlinkSync("../dotfile", `${place.folder}/.aws/credentials`);
  scrubFile(place.host, place.folder, all, { dryRun: false });
  assert(Deno.lstatSync(`${place.folder}/.aws/credentials`).isSymlink);
  assert.equal(Deno.readTextFileSync(`${place.folder}/dotfile`), AFTER);
});

Deno.test("scrubFile() leaves a file that aws refuses untouched (78)", () => {
  using place = throwaway();
  Deno.mkdirSync(`${place.folder}/.aws`);
  const path = `${place.folder}/.aws/credentials`;
  Deno.writeTextFileSync(path, `${BEFORE}stray\n`);
  assert.throws(
    () => scrubFile(place.host, place.folder, all, { dryRun: false }),
    (error) => error instanceof UserError && error.status === 78 && error.message.includes(path),
  );
  assert.equal(Deno.readTextFileSync(path), `${BEFORE}stray\n`);
});
