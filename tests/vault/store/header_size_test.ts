import { checkHeaderSize } from "../../../src/vault/store/header_size.ts";
import { rekeyed, writeRekeyed } from "../../../src/vault/store/rekey.ts";
import { readGenerations } from "../../../src/vault/store/generations.ts";
import { readVault } from "../../../src/vault/store/read.ts";
import { importSecret } from "../../../src/vault/crypto/derive.ts";
import { denoHost } from "../../../src/host.ts";
import assert from "node:assert/strict";
import { sharedFile, sharedVaultWith, someone } from "../shared_fixture.ts";
import { throwsUserError, vaultFile, withTempPaths } from "../temp_vault.ts";

/** Returns the ids of `count` items. */
function ids(count: number): string[] {
  return Array.from(
    { length: count },
    (_, at) => `00000000-0000-4000-8000-${String(at).padStart(12, "0")}`,
  );
}

async function signedWith(count: number) {
  const { file } = await sharedFile(await someone(), {}, { changedItems: ids(count) });
  return { header: file.shared!, signature: file.signature! };
}

Deno.test("checkHeaderSize() refuses more changed items than a published header has room for (78)", async () => {
  checkHeaderSize("team", await signedWith(26_000));
  const large = await signedWith(28_000);
  const error = await throwsUserError(() => checkHeaderSize("team", large), 78, "too-many-changes");
  assert.match(error.message, /28000 items .* about 26,000/);
});

Deno.test("a vault with too many items is refused before anything is written or forgotten", async () => {
  await withTempPaths(async (paths) => {
    const { open: { key, file } } = await sharedVaultWith(paths);
    const before = Deno.readFileSync(vaultFile(paths, "team"));
    const seen = readGenerations(paths);
    const next = await rekeyed(denoHost, file, key, file.shared!.members, "team");
    const { header: shared, signature } = await signedWith(28_000);
    const { mac: _, ...unsigned } = {
      ...readVault(paths, "team").file,
      ...next,
      shared,
      signature,
    };
    const { key: __, ...content } = unsigned;
    const secrets = [await importSecret(key.bytes), await importSecret(next.key.bytes)] as const;
    const write = () => writeRekeyed(denoHost, paths, secrets, content);
    await throwsUserError(write, 78, "too-many-changes");
    assert.deepEqual(Deno.readFileSync(vaultFile(paths, "team")), before);
    assert.deepEqual(readGenerations(paths), seen);
  });
});
