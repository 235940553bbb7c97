import assert from "node:assert/strict";
import type { Paths } from "../../../src/fs/paths.ts";
import { UserError } from "../../../src/errors.ts";
import { denoHost } from "../../../src/host.ts";
import { importSecret } from "../../../src/vault/crypto/derive.ts";
import { type Sealer, sealerOf } from "../../../src/vault/crypto/sealer.ts";
import { VaultKey } from "../../../src/vault/crypto/vault_key.ts";
import type { VaultFile } from "../../../src/vault/format/vault_file.ts";
import { type Bookmark, fileState } from "../../../src/vault/store/bookmark.ts";
import { indexFolder } from "../../../src/vault/store/item_index.ts";
import { openPlainBookmark } from "../../../src/vault/store/plain_bookmark.ts";
import { openBookmarked } from "../../../src/vault/store/open_bookmarked.ts";
import { changeVault } from "../../../src/vault/store/change.ts";
import { openUnparsed, type OpenVault } from "../../../src/vault/store/open.ts";
import { bookmarkFile, bookmarkName } from "../../../src/vault/store/sealed_names.ts";
import { readUnparsed } from "../../../src/vault/store/read.ts";
import { writeBookmark } from "../../../src/vault/store/write_bookmark.ts";
import { sampleItem, throwsUserError, vaultFile, vaultWith, withTempPaths } from "../temp_vault.ts";

async function bookmarkPath(paths: Paths, sealer: Sealer, reference: string): Promise<string> {
  return `${indexFolder(paths, sealer.vault)}/${await bookmarkFile(sealer, reference)}`;
}

const LONG_AGO = new Date("2026-01-01T00:00:00Z");

/** Makes a bookmark for `reference` as if the file had not been changed for a while. */
async function mark(paths: Paths, key: VaultKey, reference: string, item: string | null) {
  Deno.utimeSync(vaultFile(paths, "personal"), LONG_AGO, LONG_AGO);
  const unparsed = readUnparsed(paths, "personal");
  const open = await openUnparsed(denoHost, paths, unparsed, key);
  const later = Date.now() + 10_000;
  await writeBookmark(denoHost, paths, unparsed, open, reference, item, later);
}

/**
 * Returns what the bookmark for `reference` leads to: a title, `no item`, or null if it does not count. Asserts that the
 * plain case opens the same, or nothing.
 */
async function outcome(paths: Paths, key: VaultKey, reference: string, name = "personal") {
  const copy = () => new VaultKey(key.bytes.slice());
  const plain = Deno.build.os === "linux" ? await plainOutcome(paths, copy, reference, name) : null;
  try {
    const found = await openBookmarked(paths, name, reference, () => Promise.resolve(copy()));
    const title = found?.item?.title ?? null;
    if (Deno.build.os === "linux") assert.equal(plain, title, "the plain case");
    return found && (title ?? "no item");
  } catch (error) {
    assert.equal(plain, null, "the plain case");
    throw error;
  }
}

async function plainOutcome(paths: Paths, keyOf: () => VaultKey, reference: string, name: string) {
  const seen = JSON.parse(Deno.readTextFileSync(`${paths.state}/generations.json`));
  const path = vaultFile(paths, name);
  try {
    const place = { path, name, indexes: `${paths.state}/index` };
    const found = await openPlainBookmark(place, seen, reference, keyOf);
    return found && JSON.parse(new TextDecoder().decode(found.plain)).title;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** Lets the bookmark for `reference` say that it is of the file as it is now, which only a holder of the key can. */
async function forge(
  paths: Paths,
  { key, file }: OpenVault,
  reference: string,
  as: VaultFile = file,
) {
  const sealer = sealerOf(await importSecret(key.bytes), file.id);
  const path = await bookmarkPath(paths, sealer, reference);
  const old = await sealer.open(bookmarkName(file, reference), Deno.readFileSync(path));
  const bookmark: Bookmark = JSON.parse(new TextDecoder().decode(old!));
  const state = fileState(Deno.statSync(vaultFile(paths, "personal")));
  const plain = new TextEncoder().encode(JSON.stringify({ ...bookmark, state }));
  Deno.writeFileSync(path, await sealer.seal(denoHost, bookmarkName(as, reference), plain));
}

Deno.test("openBookmarked() opens the item that the whole file leads to", async () => {
  await withTempPaths(async (paths) => {
    const vault = await vaultWith(paths, "personal", "a", "b", "c");
    for (const { id, title } of await vault.items()) {
      assert.equal(await outcome(paths, vault.key, id), null, "there is no bookmark yet");
      await mark(paths, vault.key, id, id);
      await mark(paths, vault.key, title, id);
      assert.equal(await outcome(paths, vault.key, id), title);
      assert.equal(await outcome(paths, vault.key, title), title);
    }
    await mark(paths, vault.key, "nothing", null);
    assert.equal(await outcome(paths, vault.key, "nothing"), "no item");
    const locked = await openBookmarked(paths, "personal", "a", () => Promise.resolve(null));
    assert.equal(locked, null);
    assert.equal(await outcome(paths, vault.key, "a", "no vault"), null);
  });
});

Deno.test("a bookmark does not count after the file has changed in any byte", async () => {
  await withTempPaths(async (paths) => {
    const vault = await vaultWith(paths, "personal", "a", "b");
    const path = vaultFile(paths, "personal");
    const good = Deno.readFileSync(path);
    const id = await idOf(vault, "a");
    for (let at = 0; at < good.length; at += 97) {
      await mark(paths, vault.key, id, id);
      assert.equal(await outcome(paths, vault.key, id), "a");
      Deno.writeFileSync(path, good.map((byte, index) => index === at ? byte ^ 1 : byte));
      assert.equal(await outcome(paths, vault.key, id), null, `byte ${at}`);
      await refused(paths, vault.key);
      Deno.writeFileSync(path, good);
    }
  });
});

/** Asserts that the whole file is refused, as damaged, tampered with or over a limit. */
async function refused(paths: Paths, key: VaultKey): Promise<void> {
  await assert.rejects(
    () => openUnparsed(denoHost, paths, readUnparsed(paths, "personal"), key),
    (error) => error instanceof UserError && [65, 78].includes(error.status),
  );
}

async function idOf(vault: OpenVault, title: string): Promise<string> {
  return (await vault.items()).find((item) => item.title === title)!.id;
}

Deno.test("even with a file's times forged, a bookmark only opens what was verified", async () => {
  await withTempPaths(async (paths) => {
    const first = await vaultWith(paths, "personal", "a", "b");
    const path = vaultFile(paths, "personal");
    const id = await idOf(first, "a");
    const older = first.file.items[id]!;
    const vault = await changeVault(
      denoHost,
      paths,
      "personal",
      first.key,
      (draft) => draft.putItem(sampleItem("a", { id })),
    );
    const good = Deno.readTextFileSync(path);
    const newer = vault.file.items[id]!;
    const changes: [string, string, unknown][] = [
      ["the item of an older file", replaced(good, JSON.stringify(newer), entry(older)), null],
      ["its older content alone", good.replace(newer.sealed, older.sealed), 65],
      ["another time", good.replace(newer.updated, older.updated), 65],
      ["another MAC", good.replace(vault.file.mac, first.file.mac), null],
      ["another generation", good.replace('"generation":3', '"generation":2'), null],
      ["another id", good.replace(`"${id}":`, `"${crypto.randomUUID()}":`), null],
      ["no item there", good.replace(`"${id}":`, `"${id}":`.toUpperCase()), null],
      ["a shorter file", good.slice(0, 300), null],
    ];
    for (const [about, text, expected] of changes) {
      Deno.writeTextFileSync(path, good);
      await mark(paths, vault.key, id, id);
      Deno.writeTextFileSync(path, text);
      await forge(paths, vault, id);
      if (expected === null) {
        assert.equal(await outcome(paths, vault.key, id), null, about);
      } else await throwsUserError(() => outcome(paths, vault.key, id), 65, "damaged", about);
    }
  });
});

function entry({ salt, sealed, updated }: { salt: string; sealed: string; updated: string }) {
  return JSON.stringify({ salt, sealed, updated });
}

function replaced(text: string, from: string, to: string): string {
  assert.ok(text.includes(from) && from !== to);
  return text.replace(from, to);
}

Deno.test("a bookmark of an older generation, another vault or another reference does not count", async () => {
  await withTempPaths(async (paths) => {
    const first = await vaultWith(paths, "personal", "a", "b");
    const path = vaultFile(paths, "personal");
    const [a, b] = [await idOf(first, "a"), await idOf(first, "b")];
    await mark(paths, first.key, a, a);
    await mark(paths, first.key, b, b);
    const sealer = first.sealer;
    const [ofA, ofB] = [
      await bookmarkPath(paths, sealer, a),
      await bookmarkPath(paths, sealer, b),
    ];
    Deno.copyFileSync(ofB, ofA);
    assert.equal(await outcome(paths, first.key, a), null, "of another item");
    await mark(paths, first.key, a, a);
    for (const length of [0, 20, Deno.statSync(ofA).size - 1]) {
      Deno.writeFileSync(ofA, Deno.readFileSync(ofA).slice(0, length));
      assert.equal(await outcome(paths, first.key, a), null, "cut");
    }
    await mark(paths, first.key, a, a);
    const before = [Deno.readFileSync(path), Deno.readFileSync(ofA)] as const;
    await changeVault(denoHost, paths, "personal", first.key, (draft) => draft.removeItem(a));
    assert.equal(await outcome(paths, first.key, a), null, "stale");
    // Both put back: the generation that was seen shows it, and reading the whole file reports it.
    Deno.writeFileSync(path, before[0]);
    Deno.writeFileSync(ofA, before[1]);
    Deno.utimeSync(path, LONG_AGO, LONG_AGO);
    await forge(paths, first, a);
    assert.equal(await outcome(paths, first.key, a), null, "rolled back");
    await throwsUserError(
      () => openUnparsed(denoHost, paths, readUnparsed(paths, "personal"), first.key),
      65,
      "older-generation",
    );
    // Nor if what was seen is lowered without the key.
    const generations = `${paths.state}/generations.json`;
    const seen = JSON.parse(Deno.readTextFileSync(generations));
    const { id, mac, generation } = first.file;
    const lowered = { ...seen, [id]: { ...seen[id], mac, generation } };
    Deno.writeTextFileSync(generations, JSON.stringify(lowered));
    assert.equal(await outcome(paths, first.key, a), null, "lowered");
  });
});

Deno.test("a vault under another name opens by no bookmark", async () => {
  await withTempPaths(async (paths) => {
    const vault = await vaultWith(paths, "personal", "a");
    const id = await idOf(vault, "a");
    await mark(paths, vault.key, id, id);
    Deno.renameSync(vaultFile(paths, "personal"), vaultFile(paths, "work"));
    assert.equal(await outcome(paths, vault.key, id, "work"), null);
  });
});

Deno.test("writeBookmark() makes none of a file that was changed just now, and removes old ones", async () => {
  await withTempPaths(async (paths) => {
    const vault = await vaultWith(paths, "personal", "a");
    const id = await idOf(vault, "a");
    const unparsed = readUnparsed(paths, "personal");
    await writeBookmark(denoHost, paths, unparsed, vault, id, id, Date.now());
    assert.equal(await outcome(paths, vault.key, id), null);
    for (let number = 0; number < 70; number++) {
      await mark(paths, vault.key, `title ${number}`, null);
    }
    const path = await bookmarkPath(paths, vault.sealer, id);
    const left = [...Deno.readDirSync(path.slice(0, path.lastIndexOf("/")))];
    assert.ok(left.length <= 65 && left.some(({ name }) => name === "items"), `${left.length}`);
    assert.equal(await outcome(paths, vault.key, "title 69"), "no item");
    assert.equal(await outcome(paths, vault.key, "title 0"), null);
  });
});
