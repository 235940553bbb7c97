import assert from "node:assert/strict";
import { readPlainFile } from "../../src/fs/plain_file.ts";
import { ignoreUnless } from "../ignore.ts";
import { throwaway } from "../throwaway.ts";

const ignore = ignoreUnless(Deno.build.os === "linux", "Linux");
const CONTENT = "some content";

Deno.test({
  name:
    "readPlainFile() reads only a private file of this user's own, in a folder that others cannot write to",
  ignore,
  fn() {
    using place = throwaway();
    const folder = `${place.folder}/a folder`;
    const file = `${folder}/file`;
    Deno.mkdirSync(folder, { mode: 0o700 });
    Deno.writeTextFileSync(file, CONTENT, { mode: 0o600 });
    const read = (path = file, limit = 100): string | null => {
      const bytes = readPlainFile(path, limit);
      return bytes && new TextDecoder().decode(bytes);
    };
    assert.equal(read(), CONTENT);
    assert.equal(read(file, CONTENT.length), CONTENT);
    assert.equal(read(file, CONTENT.length - 1), null, "too large");
    assert.equal(read(`${folder}/missing`), null);
    assert.equal(read(folder), null, "a folder");
    for (const mode of [0o640, 0o604, 0o620, 0o602, 0o644]) {
      Deno.chmodSync(file, mode);
      assert.equal(read(), null, mode.toString(8));
    }
    Deno.chmodSync(file, 0o600);
    for (const mode of [0o770, 0o707, 0o777]) {
      Deno.chmodSync(folder, mode);
      assert.equal(read(), null, mode.toString(8));
    }
    Deno.chmodSync(folder, 0o755);
    assert.equal(read(), CONTENT, "others may list the folder");
    Deno.symlinkSync(file, `${folder}/link`);
    assert.equal(read(`${folder}/link`), null, "a symlink");
    Deno.symlinkSync(folder, `${place.folder}/link`);
    assert.equal(read(`${place.folder}/link/file`), null, "a symlink to the folder");
    Deno.writeTextFileSync(file, "", { mode: 0o600 });
    assert.equal(read(), "");
    new Deno.Command("mkfifo", { args: ["-m", "600", `${folder}/pipe`] }).outputSync();
    assert(Deno.statSync(`${folder}/pipe`).isFifo);
    assert.equal(read(`${folder}/pipe`), null, "a pipe without a writer");
  },
});

Deno.test({
  name: "readPlainFile() reads no file and no folder of another user's",
  ignore: ignore || ignoreUnless(Deno.uid() === 0, "root"),
  fn() {
    using place = throwaway();
    const folder = `${place.folder}/folder`;
    Deno.mkdirSync(folder, { mode: 0o700 });
    Deno.writeTextFileSync(`${folder}/file`, CONTENT, { mode: 0o600 });
    Deno.chownSync(`${folder}/file`, 12345, 12345);
    assert.equal(readPlainFile(`${folder}/file`, 100), null);
    Deno.chownSync(`${folder}/file`, 0, 0);
    assert.notEqual(readPlainFile(`${folder}/file`, 100), null);
    Deno.chownSync(folder, 12345, 12345);
    assert.equal(readPlainFile(`${folder}/file`, 100), null);
  },
});
