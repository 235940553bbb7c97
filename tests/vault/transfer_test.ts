import assert from "node:assert/strict";
import { denoHost } from "../../src/host.ts";
import { changeVault } from "../../src/vault/change.ts";
import { createVault } from "../../src/vault/create.ts";
import { readGenerations } from "../../src/vault/generations.ts";
import { openVault } from "../../src/vault/open.ts";
import { MOST_VAULT_BYTES } from "../../src/vault/parse.ts";
import { readVault, vaultNames } from "../../src/vault/store.ts";
import { deleteVault, exportVault, importVault } from "../../src/vault/transfer.ts";
import {
  CHEAP,
  faults,
  fileOf,
  PASSWORD,
  placesIn,
  sampleItem,
  throwAway,
  titles,
  vaultWith,
} from "./throw_away.ts";

Deno.test("a vault is exported and imported byte for byte", async () => {
  await throwAway(async (places) => {
    const { key } = await vaultWith(places, "personal", "a");
    const out = `${places.home}/out.json`;
    exportVault(places, "personal", out);
    assert.deepEqual(Deno.readFileSync(out), Deno.readFileSync(fileOf(places, "personal")));
    assert.equal(Deno.statSync(out).mode! & 0o777, 0o600);

    const other = placesIn(`${places.home}/other`);
    assert.equal(await importVault(denoHost, other, out), "personal");
    assert.deepEqual(Deno.readFileSync(out), Deno.readFileSync(fileOf(other, "personal")));
    assert.equal(Deno.statSync(fileOf(other, "personal")).mode! & 0o777, 0o600);
    const vault = await openVault(denoHost, other, readVault(other, "personal"), key);
    assert.deepEqual(await titles(vault), ["a"]);
  });
});

Deno.test("exportVault() refuses to replace, and names a file that is free", async () => {
  await throwAway(async (places) => {
    await vaultWith(places, "personal", "a");
    const out = `${places.home}/out.json`;
    Deno.writeTextFileSync(out, "mine");
    const fault = await faults(() => exportVault(places, "personal", out), 73, "exists");
    assert.equal(fault.try, `opaws vault export ${places.home}/out-2.json --vault personal`);
    assert.equal(Deno.readTextFileSync(out), "mine");
    Deno.removeSync(out);
    Deno.symlinkSync(`${places.home}/nothing`, out);
    await faults(() => exportVault(places, "personal", out), 73, "exists");
    const nowhere = `${places.home}/no/out`;
    const none = await faults(() => exportVault(places, "personal", nowhere), 73, "no-file");
    assert.equal(none.try, undefined);
    await faults(() => exportVault(places, "none", `${places.home}/new`), 66, "no-vault");
  });
});

Deno.test("importVault() refuses what is no vault, a taken name, and a vault that is here", async () => {
  await throwAway(async (places) => {
    await vaultWith(places, "personal", "a");
    const out = `${places.home}/out.json`;
    exportVault(places, "personal", out);
    await faults(() => importVault(denoHost, places, out), 73, "exists");

    const renamed = `${places.home}/renamed.json`;
    const text = Deno.readTextFileSync(out).replace('"name":"personal"', '"name":"copy"');
    Deno.writeTextFileSync(renamed, text);
    const fault = await faults(() => importVault(denoHost, places, renamed), 73, "exists");
    assert.match(fault.message, /is here as "personal"/);

    Deno.writeTextFileSync(renamed, '{"format":"opaws-vault"}');
    await faults(() => importVault(denoHost, places, renamed), 65, "damaged");
    Deno.writeTextFileSync(renamed, text.replace('"copy"', '"../copy"'));
    await faults(() => importVault(denoHost, places, renamed), 65, "damaged");
    await faults(() => importVault(denoHost, places, `${places.home}/none`), 66, "unreadable-file");
    await faults(() => importVault(denoHost, places, places.home), 78, "unreadable-file");
    Deno.truncateSync(renamed, MOST_VAULT_BYTES + 1);
    await faults(() => importVault(denoHost, places, renamed), 78, "too-large");
    Deno.truncateSync(renamed, MOST_VAULT_BYTES);
    await faults(() => importVault(denoHost, places, renamed), 65, "damaged");
    assert.deepEqual(vaultNames(places), ["personal"]);
  });
});

Deno.test("a renamed and imported vault shows its tampering when opened", async () => {
  await throwAway(async (places) => {
    const { key } = await vaultWith(places, "personal", "a");
    const other = placesIn(`${places.home}/other`);
    const renamed = `${places.home}/renamed.json`;
    const text = Deno.readTextFileSync(fileOf(places, "personal"));
    Deno.writeTextFileSync(renamed, text.replace('"name":"personal"', '"name":"copy"'));
    await importVault(denoHost, other, renamed);
    const stored = readVault(other, "copy");
    await faults(() => openVault(denoHost, other, stored, key), 65, "tampered");
  });
});

Deno.test("deleteVault() leaves nothing of the vault, and others alone", async () => {
  await throwAway(async (places) => {
    const { key, file } = await vaultWith(places, "personal", "a");
    const work = await vaultWith(places, "personal.2", "w");
    await changeVault(denoHost, places, "personal", key, (draft) => draft.putItem(sampleItem("b")));
    await deleteVault(denoHost, places, "personal");
    assert.deepEqual(names(places.vaults), [".backup", "personal.2.json", "personal.2.json.lock"]);
    assert.deepEqual(names(places.backups), ["personal.2.1.json"]);
    assert.deepEqual([...readGenerations(places)], [[work.file.id, 2]]);
    assert.notEqual(work.file.id, file.id);
    await faults(() => deleteVault(denoHost, places, "personal"), 66, "no-vault");
    await createVault(denoHost, places, "personal", PASSWORD, CHEAP);
  });
});

Deno.test("deleteVault() removes a damaged vault, and what a link leads to", async () => {
  await throwAway(async (places) => {
    await vaultWith(places, "personal", "a");
    const path = fileOf(places, "personal");
    Deno.renameSync(path, `${places.home}/v.json`);
    Deno.writeTextFileSync(`${places.home}/v.json`, "{");
    Deno.symlinkSync(`${places.home}/v.json`, path);
    await deleteVault(denoHost, places, "personal");
    assert.deepEqual(names(places.home), ["config", "state"]);
    assert.deepEqual(names(places.vaults), [".backup"]);
    assert.deepEqual([...readGenerations(places)], []);
  });
});

Deno.test("importVault() is not kept from a vault by another that is damaged", async () => {
  await throwAway(async (places) => {
    await vaultWith(places, "personal", "a");
    const out = `${places.home}/out.json`;
    exportVault(places, "personal", out);
    const other = placesIn(`${places.home}/other`);
    await vaultWith(other, "broken");
    Deno.writeTextFileSync(fileOf(other, "broken"), "{");
    assert.equal(await importVault(denoHost, other, out), "personal");
  });
});

Deno.test("deleteVault() removes backups alone, and a link that leads nowhere", async () => {
  await throwAway(async (places) => {
    await vaultWith(places, "personal", "a");
    Deno.removeSync(fileOf(places, "personal"));
    await deleteVault(denoHost, places, "personal");
    assert.deepEqual([names(places.backups), [...readGenerations(places)]], [[], []]);

    Deno.symlinkSync(`${places.home}/nothing`, fileOf(places, "personal"));
    await deleteVault(denoHost, places, "personal");
    assert.deepEqual(names(places.vaults), [".backup"]);
  });
});

function names(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map((entry) => entry.name).sort();
}
