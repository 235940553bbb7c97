import assert from "node:assert/strict";
import { keySeal } from "../../../src/unlock/cache/entry_seal.ts";
import { SealedFile } from "../../../src/unlock/cache/sealed_file.ts";
import { cacheMarkFile } from "../../../src/unlock/cache/cache_mark.ts";
import { lockedAt, recordLock } from "../../../src/unlock/cache/lock_record.ts";
import { VaultKey } from "../../../src/vault/crypto/vault_key.ts";
import type { Paths } from "../../../src/fs/paths.ts";
import type { Host } from "../../../src/host.ts";
import { rejectionOf } from "../../error_of.ts";
import { throwaway } from "../../throwaway.ts";

const MINUTE = 60_000;
const LIMITS = { idle: 10 * MINUTE, hard: 60 * MINUTE };

function keyOf(byte: number): VaultKey {
  return new VaultKey(new Uint8Array(32).fill(byte));
}

function sealedFile(
  { host, paths }: { readonly host: Host; readonly paths: Paths },
  terminal: string,
  key: number,
): SealedFile {
  return new SealedFile(host, paths, terminal, keySeal(host, new Uint8Array(32).fill(key)));
}

Deno.test("SealedFile returns a cached key, and null for another vault", async () => {
  using place = throwaway();
  const file = sealedFile(place, "t1", 1);
  await file.put("vault-a", keyOf(7), LIMITS);
  assert.deepEqual((await file.get("vault-a"))?.bytes, keyOf(7).bytes);
  assert.equal(await file.get("vault-b"), null);
});

Deno.test("SealedFile opens nothing with the key or the name of another terminal", async () => {
  using place = throwaway();
  await sealedFile(place, "t1", 1)
    .put("vault-a", keyOf(7), LIMITS);
  const stranger = sealedFile(place, "t1", 2);
  assert.equal(await stranger.get("vault-a"), null);
  assert.deepEqual(await stranger.list(), []);
  Deno.copyFileSync(cacheMarkFile(place.paths, "t1"), cacheMarkFile(place.paths, "t2"));
  const copied = sealedFile(place, "t2", 1);
  assert.equal(await copied.get("vault-a"), null);
});

Deno.test("SealedFile ends a key at the idle limit, at the hard limit, and if the clock runs backwards", async () => {
  let uptime = 1_000_000;
  using place = throwaway({}, { uptime: () => uptime });
  const file = sealedFile(place, "t1", 1);
  await file.put("vault-a", keyOf(7), LIMITS);
  for (let step = 0; step < 6; step++) {
    uptime += 9 * MINUTE;
    assert.ok(await file.get("vault-a"), `used again after ${step + 1} times 9 minutes`);
  }
  uptime += 7 * MINUTE;
  assert.equal(await file.get("vault-a"), null, "61 minutes in all");

  await file.put("vault-a", keyOf(7), LIMITS);
  uptime += 10 * MINUTE;
  assert.equal(await file.get("vault-a"), null, "10 minutes idle");

  await file.put("vault-a", keyOf(7), LIMITS);
  uptime -= 1;
  assert.deepEqual(await file.list(), []);
  assert.equal(await file.get("vault-a"), null, "the machine was restarted");

  await file.put("vault-a", keyOf(7), { idle: 60 * MINUTE, hard: 10 * MINUTE });
  uptime += 10 * MINUTE - 1;
  assert.ok(await file.get("vault-a"));
  uptime += 1;
  assert.equal(await file.get("vault-a"), null, "10 minutes in all");
});

Deno.test("SealedFile.peek() returns the key and does not restart the idle time", async () => {
  let uptime = 1_000_000;
  using place = throwaway({}, { uptime: () => uptime });
  const file = sealedFile(place, "t1", 1);
  assert.equal(await file.peek("vault-a"), null);
  await file.put("vault-a", keyOf(7), LIMITS);
  uptime += 9 * MINUTE;
  assert.deepEqual((await file.peek("vault-a"))?.bytes, keyOf(7).bytes);
  uptime += MINUTE;
  assert.equal(await file.peek("vault-a"), null);
  assert.equal(await file.get("vault-a"), null);
});

Deno.test("SealedFile lists keys, forgets one or all, and removes its empty file", async () => {
  using place = throwaway();
  const file = sealedFile(place, "t1", 1);
  await file.put("vault-a", keyOf(7), LIMITS);
  await file.put("vault-b", keyOf(8), LIMITS);
  assert.deepEqual((await file.list()).map((cached) => cached.vault), ["vault-a", "vault-b"]);
  await file.forget("vault-a");
  assert.deepEqual((await file.list()).map((cached) => cached.vault), ["vault-b"]);
  await file.forget();
  assert.throws(() => Deno.statSync(cacheMarkFile(place.paths, "t1")), Deno.errors.NotFound);
});

Deno.test("SealedFile treats a damaged file as an empty one", async () => {
  using place = throwaway();
  const file = sealedFile(place, "t1", 1);
  await file.put("vault-a", keyOf(7), LIMITS);
  Deno.writeTextFileSync(cacheMarkFile(place.paths, "t1"), "vault-a AAAA\n\u0000garbage");
  assert.equal(await file.get("vault-a"), null);
});

Deno.test("SealedFile loses no key if many commands of a terminal write at once", async () => {
  using place = throwaway();
  const secret = new Uint8Array(32).fill(1);
  const many = Array.from({ length: 20 }, (_, index) => `vault-${index}`);
  await Promise.all(
    many.map((vault, index) =>
      new SealedFile(place.host, place.paths, "t1", keySeal(place.host, secret)).put(
        vault,
        keyOf(index),
        LIMITS,
      )
    ),
  );
  const found = await Promise.all(
    many.map((vault) =>
      new SealedFile(place.host, place.paths, "t1", keySeal(place.host, secret)).get(vault)
    ),
  );
  assert.deepEqual(found.map((key) => key?.bytes[0]), many.map((_, index) => index));
});

Deno.test("SealedFile.get() returns the key if the file cannot be written, and the idle time does not restart", async () => {
  let uptime = 1_000_000;
  using place = throwaway({}, { uptime: () => uptime });
  const file = sealedFile(place, "t1", 1);
  await file.put("vault-a", keyOf(7), LIMITS);
  const lock = `${cacheMarkFile(place.paths, "t1")}.lock`;
  Deno.removeSync(lock);
  Deno.mkdirSync(lock);
  for (const minutes of [4, 4]) {
    uptime += minutes * MINUTE;
    assert.deepEqual((await file.get("vault-a"))?.bytes, keyOf(7).bytes);
  }
  uptime += 3 * MINUTE;
  assert.equal(await file.get("vault-a"), null);
  await assert.rejects(file.put("vault-a", keyOf(8), LIMITS), { status: 73 });
});

Deno.test("SealedFile.list() returns since when, until when and by which slot, and no ended key", async () => {
  let uptime = 1_000_000;
  const now = Date.parse("2026-11-23T12:00:00Z");
  const slot = "0b0e5cb9-0d6a-4b6c-9a35-5b1de6a7f001";
  using place = throwaway({}, { uptime: () => uptime, now: () => now + uptime - 1_000_000 });
  const file = sealedFile(place, "t1", 1);
  await file.put("vault-a", keyOf(7), { idle: 10 * MINUTE, hard: 14 * MINUTE }, slot);
  uptime += 5 * MINUTE;
  const cached = { vault: "vault-a", terminal: "t1", slot, since: now, until: now + 14 * MINUTE };
  assert.deepEqual(await file.list(), [{ ...cached, idleUntil: now + 10 * MINUTE }]);
  await file.put("vault-b", keyOf(8), { idle: MINUTE, hard: MINUTE });
  assert.deepEqual((await file.list()).map(({ slot }) => slot), [slot, null]);
  await file.get("vault-a");
  uptime += MINUTE;
  assert.deepEqual(await file.list(), [{ ...cached, idleUntil: now + 14 * MINUTE }]);
  uptime += 8 * MINUTE - 1;
  assert.equal((await file.list()).length, 1);
  uptime += 1;
  assert.deepEqual(await file.list(), [], "14 minutes in all");
});

Deno.test("SealedFile removes ended keys from its file, and creates no file to remove from", async () => {
  let uptime = 1_000_000;
  using place = throwaway({}, { uptime: () => uptime });
  const path = cacheMarkFile(place.paths, "t1");
  const file = sealedFile(place, "t1", 1);
  await file.forget();
  await file.forget("vault-a");
  assert.equal(await file.get("vault-a"), null);
  assert.throws(() => Deno.statSync(place.paths.runtime), Deno.errors.NotFound);
  await file.put("vault-a", keyOf(7), LIMITS);
  await file.put("vault-b", keyOf(8), { ...LIMITS, idle: 20 * MINUTE });
  assert.equal(Deno.statSync(path).mode! & 0o777, 0o600);
  uptime += 10 * MINUTE;
  assert.equal(await file.get("vault-a"), null);
  assert.doesNotMatch(Deno.readTextFileSync(path), /vault-a/);
  assert.deepEqual((await file.get("vault-b"))?.bytes, keyOf(8).bytes);
});

Deno.test("SealedFile seals the entry again at each use, to a text of the same length", async () => {
  using place = throwaway();
  const file = sealedFile(place, "t1", 1);
  await file.put("vault-a", keyOf(7), LIMITS);
  const read = () => Deno.readTextFileSync(cacheMarkFile(place.paths, "t1"));
  const before = read();
  assert.ok(await file.get("vault-a"));
  assert.notEqual(read(), before);
  assert.equal(read().length, before.length);
});

Deno.test("SealedFile refuses a file that others can write to (78)", async () => {
  using place = throwaway();
  const file = sealedFile(place, "t1", 1);
  await file.put("vault-a", keyOf(7), LIMITS);
  Deno.chmodSync(cacheMarkFile(place.paths, "t1"), 0o660);
  for (const action of [() => file.get("vault-a"), () => file.list(), () => file.forget()]) {
    assert.equal((await rejectionOf(action())).status, 78);
  }
});

Deno.test("SealedFile opens no copy of its file that is put back after forget(), and a key cached later", async () => {
  using place = throwaway({}, { uptime: () => 1_000_000 }); // all in one second
  const { host, paths } = place;
  const path = cacheMarkFile(paths, "t1");
  const make = (terminal: string) => sealedFile({ host, paths }, terminal, 0);
  const file = make("t1");
  const locks: (() => Promise<void>)[] = [
    () => file.forget(),
    () => file.forget("vault-a"),
    () => {
      Deno.removeSync(path); // moved away, so that there is nothing to forget
      return file.forget();
    },
    () => recordLock(host, paths, { terminal: "*", vault: "*" }), // as forgetEverywhere() does
    () => recordLock(host, paths, { terminal: "*", vault: "vault-a" }),
  ];
  for (const lock of locks) {
    await file.put("vault-a", keyOf(7), LIMITS);
    assert.ok(await file.get("vault-a"), "a key that is cached in the second of a lock is valid");
    const copy = Deno.readFileSync(path);
    await lock();
    Deno.writeFileSync(path, copy, { mode: 0o600 });
    assert.equal(await file.get("vault-a"), null);
    assert.equal(await file.peek("vault-a"), null);
    assert.deepEqual(await file.list(), []);
  }
  await file.put("vault-a", keyOf(7), LIMITS);
  await file.forget("vault-b");
  await make("t2").forget();
  assert.ok(await file.get("vault-a"), "other vaults and terminals were locked");
});

Deno.test("recordLock() keeps one line for each terminal and vault, and none that is older than a week", async () => {
  let uptime = 0;
  using place = throwaway({}, { uptime: () => uptime });
  const { host, paths } = place;
  const locked = { terminal: "t1", vault: "*" };
  await recordLock(host, paths, locked);
  assert.equal(lockedAt(paths, locked), 0, "there is no folder, so no key was cached");
  Deno.mkdirSync(paths.runtime, { mode: 0o700 });
  for (const hours of [1, 3, 170]) {
    uptime = hours * 60 * MINUTE;
    await recordLock(host, paths, { terminal: "t1", vault: "*" });
    await recordLock(host, paths, { terminal: `t-${hours}`, vault: "v" });
    assert.equal(lockedAt(paths, { terminal: "t1", vault: "v" }), uptime);
  }
  const text = Deno.readTextFileSync(`${paths.runtime}/locked`);
  assert.deepEqual(text.split("\n").map((line) => line.split(" ")[0]), ["t-3", "t1", "t-170", ""]);
  assert.equal(lockedAt(paths, { terminal: "t2", vault: "v" }), 0);
  Deno.writeTextFileSync(`${paths.runtime}/locked`, "garbage\nt2 v x\n");
  assert.equal(lockedAt(paths, { terminal: "t2", vault: "v" }), 0);
});
