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

/** RFC 9180, appendix A.1.1: skRm, enc, info, aad and ciphertext of sequence number 0. It has AES-128-GCM. */
const RFC_9180 = [
  "4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8",
  "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431",
  "4f6465206f6e2061204772656369616e2055726e",
  "436f756e742d30",
  "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a",
];

Deno.test({
  name:
    "a Python reader made from the specification and RFC 9180 opens member slots and verifies headers",
  ignore: ignoreWithoutBotocore(),
  async fn() {
    const vector = (name: string) =>
      JSON.parse(
        Deno.readTextFileSync(new URL(`../vault/vectors/${name}.json`, import.meta.url)),
      );
    const [person, shared, refused] = ["person", "shared", "refused_shared"].map(vector);
    const found = await python(new URL("members.py", import.meta.url), {
      ...{ person, shared, refused },
      rfc9180: RFC_9180,
    });
    const { member } = person.secrets;
    const ids = Object.keys(shared.secrets.members);
    assert.deepEqual(found, {
      person: member.agreementPrivate + member.signingPrivate,
      ids: ids.toSorted(),
      keys: [shared.vaultKey, shared.vaultKey],
      hashes: shared.headers.map(({ hash }: { hash: string }) => hash),
      next: null,
      content: true,
      refused: refused.headers.map(({ refused }: { refused: string }) => refused),
      rfc9180: new TextEncoder().encode("Beauty is truth, truth beauty").toHex(),
    });
  },
});
