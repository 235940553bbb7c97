import assert from "node:assert/strict";
import { denoHost } from "../../../src/host.ts";
import { hashOf } from "../../../src/vault/crypto/generation_signature.ts";
import type { VaultFile } from "../../../src/vault/format/vault_file.ts";
import { changePassword } from "../../../src/vault/store/change_password.ts";
import { changeVault } from "../../../src/vault/store/change.ts";
import { addMember } from "../../../src/vault/store/members.ts";
import { nextGeneration } from "../../../src/vault/store/next_generation.ts";
import { readVault } from "../../../src/vault/store/read.ts";
import { writeVault } from "../../../src/vault/store/write.ts";
import { importSecret } from "../../../src/vault/crypto/derive.ts";
import { memberOf, sharedFile, sharedVaultWith, signedTeam, someone } from "../shared_fixture.ts";
import {
  CHEAP,
  PASSWORD,
  sampleItem,
  throwsUserError,
  vaultFile,
  vaultWith,
  withTempPaths,
} from "../temp_vault.ts";

const published = () => true;

Deno.test("every change of a shared vault is signed, and lists exactly what it changed", async () => {
  await withTempPaths(async (paths) => {
    const { open: { key }, ann } = await sharedVaultWith(paths, "a", "b");
    const root = await signedTeam(paths);
    const [gone, changed] = Object.keys(root.file.items) as [string, string];
    const item = sampleItem("c");
    await changeVault(denoHost, paths, "team", key, async (draft) => {
      draft.removeItem(gone);
      await draft.putItem((await draft.item(changed))!);
      await draft.putItem(item);
    });
    const { header } = await signedTeam(paths);
    assert.deepEqual(header.changedItems, [gone, changed, item.id].sort());
    assert.deepEqual(header.parents, [], "nobody knows the first generation, so it is replaced");
    assert.deepEqual([header.generation, header.author], [4, ann.id]);
  });
});

Deno.test("nextGeneration() continues a generation that others may know, and replaces its own", async () => {
  await withTempPaths(async (paths) => {
    const { open: { key }, ann } = await sharedVaultWith(paths, "a");
    const { file, header, hash } = await signedTeam(paths);
    const [id] = Object.keys(file.items) as [string];
    const next = { ...file, generation: 9, items: {} };
    const continued = await nextGeneration(
      { host: denoHost, key, isPublished: published },
      file,
      next,
    );
    assert.deepEqual(continued.shared!.parents, [hash]);
    assert.deepEqual([continued.shared!.changedItems, continued.shared!.changedSlots], [[id], []]);
    assert.equal(continued.shared!.rekeyed, false);
    // This one is not published, so it is replaced: same parents, and the changes of both.
    const item = file.items[id]!;
    const second = { ...continued, mac: file.mac };
    const third = { ...continued, generation: 10, items: { [header.vault]: item } };
    const replaced = await nextGeneration({ host: denoHost, key }, second, third);
    assert.deepEqual(replaced.shared!.parents, [hash]);
    assert.deepEqual(replaced.shared!.changedItems, [id, header.vault].sort());
    // Asked for the hash of the generation that it would replace.
    const asked: string[] = [];
    const isPublished = (each: string) => asked.push(each) > 0;
    await nextGeneration({ host: denoHost, key, isPublished }, second, third);
    assert.deepEqual(asked, [await hashOf(continued.shared!)]);
    // Somebody else's generation is never replaced.
    const bob = await someone();
    const { file: bobs, key: bobsKey } = await sharedFile(bob, { [ann.id]: memberOf(ann, "Ann") });
    bobsKey.signer = () => Promise.resolve(ann);
    const after = await nextGeneration({ host: denoHost, key: bobsKey }, bobs, {
      ...bobs,
      generation: 2,
    });
    assert.deepEqual(after.shared!.parents, [await hashOf(bobs.shared!)]);
    assert.equal(after.shared!.author, ann.id);
  });
});

Deno.test("nextGeneration() remembers that a replaced generation had a new key", async () => {
  const ann = await someone();
  const { file, key } = await sharedFile(ann);
  key.signer = () => Promise.resolve(ann);
  const rekeyed = { items: [], slots: [ann.id] };
  const writing = { host: denoHost, key };
  const first = await nextGeneration({ ...writing, isPublished: published, rekeyed }, file, {
    ...file,
    generation: 2,
  });
  assert.equal(first.shared!.rekeyed, true);
  const before = { ...first, mac: file.mac };
  const second = await nextGeneration(writing, before, { ...first, generation: 3 });
  assert.equal(second.shared!.rekeyed, true);
  const third = await nextGeneration({ ...writing, isPublished: published }, before, {
    ...first,
    generation: 3,
  });
  assert.equal(third.shared!.rekeyed, false);
});

Deno.test("changeVault() refuses a reader, a stranger and a key without a signer, before the change", async () => {
  await withTempPaths(async (paths) => {
    const { open: { key } } = await sharedVaultWith(paths, "a");
    const bob = await someone();
    await addMember(denoHost, paths, "team", key, { keys: bob, name: "Bob", role: "reader" });
    const { mac } = readVault(paths, "team").file;
    const change = () =>
      changeVault(denoHost, paths, "team", key, () => assert.fail("it was asked for"));
    key.signer = () => Promise.resolve(bob);
    const reader = await throwsUserError(change, 77, "read-only");
    assert.equal(reader.message, 'cannot change vault "team": you may only read it');
    key.signer = someone;
    await throwsUserError(change, 77, "not-a-member");
    delete key.signer;
    await throwsUserError(change, 77, "not-a-member");
    assert.equal(readVault(paths, "team").file.mac, mac);
  });
});

Deno.test("a shared vault gets no password", async () => {
  await withTempPaths(async (paths) => {
    const { open: { key } } = await sharedVaultWith(paths);
    const change = () => changePassword(denoHost, paths, "team", key, PASSWORD, CHEAP);
    const error = await throwsUserError(change, 78, "shared-vault");
    assert.match(error.message, /password slot: it is shared/);
  });
});

Deno.test("writeVault() writes no generation of a shared vault that is not signed", async () => {
  await withTempPaths(async (paths) => {
    const { open: { key }, ann } = await sharedVaultWith(paths, "a");
    const { file } = await signedTeam(paths);
    const secret = await importSecret(key.bytes);
    const bytes = Deno.readFileSync(vaultFile(paths, "team"));
    const eve = await someone();
    const forged = await sharedFile(ann, { [eve.id]: memberOf(eve, "Eve") });
    const { shared, signature } = forged.file as Required<VaultFile>;
    const tries: VaultFile[] = [
      { ...file, items: {} },
      { ...file, signature },
      { ...forged.file, shared: { ...shared, author: eve.id } },
    ];
    for (const each of tries) {
      await assert.rejects(writeVault(denoHost, paths, secret, each, null), /is not signed/);
    }
    assert.deepEqual(Deno.readFileSync(vaultFile(paths, "team")), bytes);
  });
});

Deno.test("a vault of one's own stays at version 1, and needs no signer", async () => {
  await withTempPaths(async (paths) => {
    const { key } = await vaultWith(paths, "personal", "a");
    const put = (draft: Parameters<Parameters<typeof changeVault>[4]>[0]) =>
      draft.putItem(sampleItem("b"));
    const { file } = await changeVault(denoHost, paths, "personal", key, put);
    assert.deepEqual(Object.keys(file).sort(), [
      ...["format", "generation", "id", "items", "mac", "name", "slots", "version"],
    ]);
    assert.equal(file.version, 1);
  });
});
