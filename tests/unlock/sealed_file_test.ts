import assert from "node:assert/strict";
import { SealedFile } from "../../src/unlock/sealed_file.ts";
import { keptFile } from "../../src/unlock/kept_mark.ts";
import { VaultKey } from "../../src/vault/key.ts";
import { throwaway } from "../throwaway.ts";

const MINUTE = 60_000;
const LIMITS = { idle: 10 * MINUTE, hard: 60 * MINUTE };

function keyOf(byte: number): VaultKey {
  return new VaultKey(new Uint8Array(32).fill(byte));
}

Deno.test("SealedFile gives a kept key back, and nothing for another vault", async () => {
  using place = throwaway();
  const file = new SealedFile(place.host, place.places, "t1", new Uint8Array(32).fill(1));
  await file.keep("vault-a", keyOf(7), LIMITS);
  assert.deepEqual((await file.fetch("vault-a"))?.bytes, keyOf(7).bytes);
  assert.equal(await file.fetch("vault-b"), null);
});

Deno.test("SealedFile opens nothing under another terminal's key or name", async () => {
  using place = throwaway();
  await new SealedFile(place.host, place.places, "t1", new Uint8Array(32).fill(1))
    .keep("vault-a", keyOf(7), LIMITS);
  const stranger = new SealedFile(place.host, place.places, "t1", new Uint8Array(32).fill(2));
  assert.equal(await stranger.fetch("vault-a"), null);
  Deno.copyFileSync(keptFile(place.places, "t1"), keptFile(place.places, "t2"));
  const copied = new SealedFile(place.host, place.places, "t2", new Uint8Array(32).fill(1));
  assert.equal(await copied.fetch("vault-a"), null);
});

Deno.test("SealedFile ends by idle time, by the hard limit, and when the clock runs backwards", async () => {
  let uptime = 1_000_000;
  using place = throwaway({}, { uptime: () => uptime });
  const file = new SealedFile(place.host, place.places, "t1", new Uint8Array(32).fill(1));
  await file.keep("vault-a", keyOf(7), LIMITS);
  for (let step = 0; step < 6; step++) {
    uptime += 9 * MINUTE;
    assert.ok(await file.fetch("vault-a"), `used again after ${step + 1} times 9 minutes`);
  }
  uptime += 7 * MINUTE;
  assert.equal(await file.fetch("vault-a"), null, "61 minutes in all");

  await file.keep("vault-a", keyOf(7), LIMITS);
  uptime += 10 * MINUTE;
  assert.equal(await file.fetch("vault-a"), null, "10 minutes idle");

  await file.keep("vault-a", keyOf(7), LIMITS);
  uptime -= 1;
  assert.equal(await file.fetch("vault-a"), null, "a machine started anew");
});

Deno.test("SealedFile lists, forgets one, forgets all, and leaves no file then", async () => {
  using place = throwaway();
  const file = new SealedFile(place.host, place.places, "t1", new Uint8Array(32).fill(1));
  await file.keep("vault-a", keyOf(7), LIMITS);
  await file.keep("vault-b", keyOf(8), LIMITS);
  assert.deepEqual((await file.list()).map((kept) => kept.vault), ["vault-a", "vault-b"]);
  await file.forget("vault-a");
  assert.deepEqual((await file.list()).map((kept) => kept.vault), ["vault-b"]);
  await file.forget();
  assert.throws(() => Deno.statSync(keptFile(place.places, "t1")), Deno.errors.NotFound);
});

Deno.test("SealedFile takes a damaged file for an empty one", async () => {
  using place = throwaway();
  const file = new SealedFile(place.host, place.places, "t1", new Uint8Array(32).fill(1));
  await file.keep("vault-a", keyOf(7), LIMITS);
  Deno.writeTextFileSync(keptFile(place.places, "t1"), "vault-a AAAA\n\u0000garbage");
  assert.equal(await file.fetch("vault-a"), null);
});

Deno.test("SealedFile loses nothing when many commands of one terminal use it at once", async () => {
  using place = throwaway();
  const secret = new Uint8Array(32).fill(1);
  const many = Array.from({ length: 20 }, (_, index) => `vault-${index}`);
  await Promise.all(
    many.map((vault, index) =>
      new SealedFile(place.host, place.places, "t1", secret).keep(vault, keyOf(index), LIMITS)
    ),
  );
  const found = await Promise.all(
    many.map((vault) => new SealedFile(place.host, place.places, "t1", secret).fetch(vault)),
  );
  assert.deepEqual(found.map((key) => key?.bytes[0]), many.map((_, index) => index));
});

Deno.test("SealedFile gives its key where its use cannot be written down, and idle time goes on", async () => {
  let uptime = 1_000_000;
  using place = throwaway({}, { uptime: () => uptime });
  const file = new SealedFile(place.host, place.places, "t1", new Uint8Array(32).fill(1));
  await file.keep("vault-a", keyOf(7), LIMITS);
  const lock = `${keptFile(place.places, "t1")}.lock`;
  Deno.removeSync(lock);
  Deno.mkdirSync(lock);
  for (const minutes of [4, 4]) {
    uptime += minutes * MINUTE;
    assert.deepEqual((await file.fetch("vault-a"))?.bytes, keyOf(7).bytes);
  }
  uptime += 3 * MINUTE;
  assert.equal(await file.fetch("vault-a"), null);
  await assert.rejects(file.keep("vault-a", keyOf(8), LIMITS), { status: 73 });
});
