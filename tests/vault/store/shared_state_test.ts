import assert from "node:assert/strict";
import { denoHost } from "../../../src/host.ts";
import { importSecret } from "../../../src/vault/crypto/derive.ts";
import {
  changeSharedState,
  NO_STATE,
  readSharedState,
  removeSharedState,
  sharedStatePath,
} from "../../../src/vault/store/shared_state.ts";
import { throwsUserError, withTempPaths } from "../temp_vault.ts";

const VAULT = "11111111-2222-4333-8444-555555555555";
const HASH = "A".repeat(43);

function secretOf(byte: number): ReturnType<typeof importSecret> {
  return importSecret(new Uint8Array(32).fill(byte));
}

Deno.test("changeSharedState() stores what readSharedState() returns", async () => {
  await withTempPaths(async (paths) => {
    const secret = await secretOf(1);
    assert.equal(await readSharedState(paths, secret, VAULT), null);
    const change = { heads: [HASH], attempted: HASH, tag: "t", synced: 5, cleanup: true };
    await changeSharedState(denoHost, paths, secret, VAULT, (state) => {
      assert.deepEqual(state, NO_STATE);
      return { ...state, ...change };
    });
    const stored = await readSharedState(paths, secret, VAULT);
    assert.deepEqual(stored, { ...NO_STATE, ...change });
    removeSharedState(paths, VAULT);
    assert.equal(await readSharedState(paths, secret, VAULT), null);
    removeSharedState(paths, VAULT);
  });
});

Deno.test("readSharedState() refuses a file that was changed without the vault's key, with the command that removes it", async () => {
  await withTempPaths(async (paths) => {
    const secret = await secretOf(1);
    const path = sharedStatePath(paths, VAULT);
    await changeSharedState(denoHost, paths, secret, VAULT, () => ({ ...NO_STATE, heads: [HASH] }));
    const content = Deno.readTextFileSync(path);
    for (
      const changed of [
        content.replace(`["${HASH}"]`, "[]"),
        content.replace('"synced":0', '"synced":1'),
        "{}",
        "",
      ]
    ) {
      assert.notEqual(changed, content);
      Deno.writeTextFileSync(path, changed);
      const error = await throwsUserError(
        () => readSharedState(paths, secret, VAULT),
        65,
        "tampered-state",
      );
      assert.match(error.try!, /^rm .*\.json$/);
    }
    Deno.writeTextFileSync(path, content);
    await throwsUserError(
      async () => await readSharedState(paths, await secretOf(2), VAULT),
      65,
      "tampered-state",
    );
  });
});

Deno.test("changeSharedState() lets both keys open the file while the key is changed", async () => {
  await withTempPaths(async (paths) => {
    const [old, next] = [await secretOf(1), await secretOf(2)];
    await changeSharedState(denoHost, paths, old, VAULT, (state) => state, next);
    assert.notEqual(await readSharedState(paths, old, VAULT), null);
    assert.notEqual(await readSharedState(paths, next, VAULT), null);
    await changeSharedState(denoHost, paths, next, VAULT, (state) => state);
    await throwsUserError(() => readSharedState(paths, old, VAULT), 65, "tampered-state");
  });
});
