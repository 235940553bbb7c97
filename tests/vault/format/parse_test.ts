import assert from "node:assert/strict";
import { MAX_VAULT_BYTES, parseVault } from "../../../src/vault/format/parse.ts";
import { throwsUserError } from "../temp_vault.ts";

Deno.test("parseVault() names the place, and the command that fixes it if there is one", async () => {
  const text = new TextEncoder().encode('{"format": "other"}');
  const bare = await throwsUserError(() => parseVault(text, "/v/personal.json"), 65, "damaged");
  assert.match(bare.message, /^cannot read \/v\/personal\.json: it is damaged: /);
  assert.equal(bare.try, undefined);
  const fix = "opaws vault backups personal";
  const fixable = await throwsUserError(
    () => parseVault(text, "/v/personal.json", fix),
    65,
    "damaged",
  );
  assert.equal(fixable.try, fix);
});

Deno.test("parseVault() refuses a file that is too large before it parses it", async () => {
  const tooLarge = new Uint8Array(MAX_VAULT_BYTES + 1);
  await throwsUserError(() => parseVault(tooLarge, "/v/personal.json"), 78, "too-large");
  await throwsUserError(() => parseVault(tooLarge.subarray(1), "/v/personal.json"), 65, "damaged");
});
