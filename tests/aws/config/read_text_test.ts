import assert from "node:assert/strict";
import { readConfigText } from "../../../src/aws/config/read_text.ts";
import { UserError } from "../../../src/errors.ts";
import { throwaway } from "../../throwaway.ts";
import { ignoreUnless } from "../../ignore.ts";

Deno.test("readConfigText() returns null if there is no file", () => {
  using place = throwaway();
  Deno.writeTextFileSync(`${place.folder}/file`, "");
  for (const path of ["none", "none/at/all", "file/below", "."]) {
    assert.equal(readConfigText(`${place.folder}/${path}`), null, path);
  }
  Deno.symlinkSync(`${place.folder}/gone`, `${place.folder}/link`);
  assert.equal(readConfigText(`${place.folder}/link`), null);
});

Deno.test("readConfigText() keeps every character", () => {
  using place = throwaway();
  const text = "\ufeff[default]\r\nü = \u0000\r";
  Deno.writeTextFileSync(`${place.folder}/file`, text);
  assert.equal(readConfigText(`${place.folder}/file`), text);
});

Deno.test("readConfigText() refuses what is not UTF-8 (78)", () => {
  using place = throwaway();
  Deno.writeFileSync(`${place.folder}/file`, new Uint8Array([0x5b, 0xff, 0x5d]));
  assert.throws(
    () => readConfigText(`${place.folder}/file`),
    (error) => error instanceof UserError && error.status === 78 && /UTF-8/.test(error.message),
  );
});

Deno.test({
  name: "readConfigText() reports a file that the system does not let it read (74)",
  ignore: ignoreUnless(Deno.uid() !== 0, "a user other than root"),
  fn: () => {
    using place = throwaway();
    Deno.writeTextFileSync(`${place.folder}/file`, "", { mode: 0 });
    assert.throws(
      () => readConfigText(`${place.folder}/file`),
      (error) => error instanceof UserError && error.status === 74,
    );
  },
});
