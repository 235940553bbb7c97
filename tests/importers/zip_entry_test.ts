import assert from "node:assert/strict";
import { readZipEntry } from "../../src/importers/zip_entry.ts";
import { ignoreWithout } from "../ignore.ts";
import { throwaway } from "../throwaway.ts";

const MAKE = `
import sys, zipfile
path, kind = sys.argv[1:]
method = zipfile.ZIP_STORED if kind == "stored" else zipfile.ZIP_DEFLATED
with zipfile.ZipFile(path, "w", method) as z:
    z.writestr("files/a.bin", b"x" * 5000)
    z.writestr("export.attributes", "{}")
    z.writestr("export.data", "hällo " * 1000)
    if kind == "comment": z.comment = b"PK\\x05\\x06 " * 3000
`;
const TEXT = "hällo ".repeat(1000);

async function archive(folder: string, kind: string): Promise<string> {
  const path = `${folder}/${kind}.zip`;
  const made = new Deno.Command("python3", { args: ["-c", MAKE, path, kind] });
  assert.ok((await made.output()).success);
  return path;
}

async function entry(path: string, name = "export.data", max = 1_000_000): Promise<string> {
  using file = Deno.openSync(path, { read: true });
  return new TextDecoder().decode(await readZipEntry(file, name, max));
}

Deno.test({
  name: "readZipEntry() reads stored and deflated entries of archives that Python writes",
  ignore: ignoreWithout("python3"),
  fn: async () => {
    using place = throwaway();
    for (const kind of ["stored", "deflated", "comment"]) {
      const path = await archive(place.folder, kind);
      assert.equal(await entry(path), TEXT, kind);
      assert.equal(await entry(path, "export.attributes"), "{}", kind);
      await assert.rejects(entry(path, "nothing"), /it has no nothing/);
      await assert.rejects(entry(path, "export.data", 100), /export.data in it is too large/);
    }
  },
});

Deno.test({
  name: "readZipEntry() refuses an archive that is cut off or changed anywhere, and never crashes",
  ignore: ignoreWithout("python3"),
  fn: async () => {
    using place = throwaway();
    const path = await archive(place.folder, "deflated");
    const bytes = Deno.readFileSync(path);
    const changed = `${place.folder}/changed.zip`;
    for (let at = 0; at < bytes.length; at++) {
      for (const copy of [bytes.slice(0, at), bytes.with(at, bytes[at]! ^ 0xff)]) {
        Deno.writeFileSync(changed, copy);
        try {
          assert.equal(await entry(changed), TEXT, "what does not concern the entry may change");
        } catch (error) {
          assert.ok(error instanceof SyntaxError, `${at}: ${error}`);
        }
      }
    }
  },
});
