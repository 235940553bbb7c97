import assert from "node:assert/strict";
import { UserError } from "../../../src/errors.ts";
import { denoHost } from "../../../src/host.ts";
import { importSecret } from "../../../src/vault/crypto/derive.ts";
import { digestsOf, signHeader } from "../../../src/vault/crypto/generation_signature.ts";
import { sign } from "../../../src/vault/crypto/mac.ts";
import type { MemberKeys } from "../../../src/vault/crypto/member_keys.ts";
import { formatVault } from "../../../src/vault/format/canonical_json.ts";
import type { GenerationHeader } from "../../../src/vault/format/generation_header.ts";
import type { VaultFile } from "../../../src/vault/format/vault_file.ts";
import { openVault } from "../../../src/vault/store/open.ts";
import { readVault } from "../../../src/vault/store/read.ts";
import { memberOf, sharedFile, someone } from "../shared_fixture.ts";
import { throwaway } from "../../throwaway.ts";

function store(vaults: string, file: VaultFile): void {
  Deno.mkdirSync(vaults, { recursive: true, mode: 0o700 });
  Deno.writeFileSync(`${vaults}/${file.name}.json`, formatVault(file), { mode: 0o600 });
}

/** Returns the generation after `file` by `author`, who signs it, under the same key. */
async function nextBy(
  author: MemberKeys,
  file: VaultFile,
  bytes: Uint8Array<ArrayBuffer>,
  change: Partial<GenerationHeader> = {},
): Promise<VaultFile> {
  const { mac: _, ...unsigned } = file;
  const generation = file.generation + 1;
  const shared: GenerationHeader = {
    ...file.shared!,
    generation,
    author: author.id,
    ...await digestsOf(file),
    ...change,
  };
  const signature = await signHeader(author, shared);
  return await sign(await importSecret(bytes), { ...unsigned, generation, shared, signature });
}

Deno.test("openVault() refuses a new generation of a shared vault that no writer signed, even under a right MAC", async () => {
  using place = throwaway();
  const { paths } = place;
  const [ann, bob] = [await someone(), await someone()];
  const { file, key } = await sharedFile(ann, { [bob.id]: memberOf(bob, "Bob", "reader") });
  store(paths.vaults, file);
  const open = async () => await openVault(denoHost, paths, readVault(paths, "team"), key);
  await open();
  const forged = [
    ["damaged", await nextBy(bob, file, key.bytes)], // a reader
    ["bad-signature", await nextBy(bob, file, key.bytes, { author: ann.id })], // not the author's
    ["bad-signature", await nextBy(ann, file, key.bytes, { items: file.shared!.slots })],
  ] as const;
  for (const [code, each] of forged) {
    store(paths.vaults, each);
    await assert.rejects(
      open,
      (error) => error instanceof UserError && error.status === 65 && error.code === code,
    );
  }
  store(paths.vaults, await nextBy(ann, file, key.bytes));
  assert.equal((await open()).file.generation, 2);
});

Deno.test("openVault() accepts a newer generation of a shared vault under a new key, and no older one", async () => {
  using place = throwaway();
  const { paths } = place;
  const ann = await someone();
  const first = await sharedFile(ann, {}, { generation: 5 });
  store(paths.vaults, first.file);
  await openVault(denoHost, paths, readVault(paths, "team"), first.key);
  for (const [generation, status] of [[4, 65], [5, 65], [6, 0]] as const) {
    const { file, key } = await sharedFile(ann, {}, { generation });
    store(paths.vaults, file);
    const opened = openVault(denoHost, paths, readVault(paths, "team"), key);
    if (status === 0) assert.equal((await opened).file.generation, generation);
    else {
      await assert.rejects(
        opened,
        (error) => error instanceof UserError && error.code === "tampered-memory",
      );
    }
  }
});
