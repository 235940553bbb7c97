import assert from "node:assert/strict";
import { ignoreWithoutBotocore, python } from "../aws/python.ts";
import { parseKitFile } from "./kit_file.ts";

const FOLDER = new URL("vaults/", import.meta.url);

Deno.test({
  name: "a Python reader made from the specification agrees with every file of the kit",
  // What CI installs for botocore's sake brings Argon2id as well.
  ignore: ignoreWithoutBotocore(),
  async fn() {
    const answers = await python(new URL("reader.py", import.meta.url), FOLDER.pathname);
    const wanted: Record<string, unknown> = {};
    for (const { name } of Deno.readDirSync(FOLDER)) {
      if (!name.endsWith(".vault")) continue;
      const { expect, items } = parseKitFile(Deno.readFileSync(new URL(name, FOLDER)));
      wanted[name] = { class: expect, items };
    }
    assert.ok(Object.keys(wanted).length > 250);
    assert.deepEqual(answers, wanted);
  },
});
