import assert from "node:assert/strict";
import { denoHost } from "../../../src/host.ts";
import { importSecret } from "../../../src/vault/crypto/derive.ts";
import { sign } from "../../../src/vault/crypto/mac.ts";
import { formatVault } from "../../../src/vault/format/canonical_json.ts";
import { checkVaultName, whyNotVaultName } from "../../../src/vault/format/vault_name.ts";
import { createVault } from "../../../src/vault/store/create.ts";
import { openUnparsed } from "../../../src/vault/store/open.ts";
import { readUnparsed, readVault, vaultNames, vaultPath } from "../../../src/vault/store/read.ts";
import { ignoreWithoutData, naughtyStrings } from "../../conformance.ts";
import { CHEAP, PASSWORD, throwsUserError, vaultWith, withTempPaths } from "../temp_vault.ts";

const GOOD = [
  "personal",
  "a",
  "Work 2026",
  "été 日本 😀",
  "a.b",
  "-x",
  "it's $HOME `id` & ; # ! ~ ^ % @ = + , ( ) [ ] { }",
  "json",
  "x".repeat(100),
  "é".repeat(50),
  "com10",
  "console",
  "auxiliary",
  "a.json.b",
  "constructor",
  "toString",
];

const BAD = [
  "",
  " ",
  ".",
  "..",
  ".hidden",
  "a.",
  " a",
  "a ",
  "\u00a0a",
  "a\u3000",
  "a/b",
  "../a",
  "a\\b",
  "a:b",
  "a*b",
  "a?b",
  'a"b',
  "a<b",
  "a>b",
  "a|b",
  "a\0b",
  "a\nb",
  "a\x1b[31mb",
  "a\x7fb",
  "a\x9bb",
  "a\u202eb",
  "a\u200bb",
  "\ufeffa",
  "a\u2028b",
  "a\u2029b",
  "a\ud800b",
  "a.json",
  "a.JSON",
  "a.lock",
  "x".repeat(101),
  "é".repeat(51),
  "con",
  "NUL",
  "nul.txt",
  "Aux .b",
  "COM1",
  "lpt9.x",
  "com²",
  "CONIN$",
];

Deno.test("checkVaultName() accepts names that work on every system", () => {
  for (const name of GOOD) assert.doesNotThrow(() => checkVaultName(name), name);
});

Deno.test("checkVaultName() refuses all other names", async () => {
  for (const name of BAD) {
    await throwsUserError(() => checkVaultName(name), 64, "bad-vault-name", JSON.stringify(name));
  }
});

Deno.test("vaultNames() and readVault() find a vault with any accepted name", async () => {
  await withTempPaths(async (paths) => {
    for (const name of GOOD) {
      await createVault(denoHost, paths, name, PASSWORD, CHEAP);
      assert.equal(readVault(paths, name).file.name, name);
    }
    assert.deepEqual(vaultNames(paths), [...GOOD].sort());
  });
});

Deno.test("every function that takes a vault name refuses one that leads out of the folder", async () => {
  await withTempPaths(async (paths) => {
    await vaultWith(paths, "personal");
    Deno.copyFileSync(`${paths.vaults}/personal.json`, `${paths.config}/personal.json`);
    await throwsUserError(() => readVault(paths, "../personal"), 64, "bad-vault-name");
    await throwsUserError(
      () => createVault(denoHost, paths, "../new", PASSWORD, CHEAP),
      64,
      "bad-vault-name",
    );
  });
});

Deno.test({
  name: "createVault() stores each naughty string exactly as a name, or refuses it",
  ignore: ignoreWithoutData(),
  async fn() {
    await withTempPaths(async (paths) => {
      const { file, key } = await vaultWith(paths, "first");
      const secret = await importSecret(key.bytes);
      let accepted = 0;
      for (const name of new Set(naughtyStrings())) {
        if (whyNotVaultName(name) !== null) {
          await throwsUserError(() => checkVaultName(name), 64, "bad-vault-name", name);
          continue;
        }
        accepted += 1;
        const bytes = formatVault(await sign(secret, { ...file, name, generation: 1 + accepted }));
        Deno.writeFileSync(vaultPath(paths, name), bytes, { mode: 0o600 });
        const vault = await openUnparsed(denoHost, paths, readUnparsed(paths, name), key);
        assert.equal(vault.file.name, name);
        assert.equal(readVault(paths, name).file.name, name);
        assert.ok(vaultNames(paths).includes(name), name);
      }
      assert.ok(accepted > 100, `${accepted} accepted`);
    });
  },
});
