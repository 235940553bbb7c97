import assert from "node:assert/strict";
import { denoHost } from "../../../src/host.ts";
import { KernelKeyring, kernelKeyringWorks } from "../../../src/unlock/cache/kernel_keyring.ts";
import {
  addKey,
  destroyKey,
  findKey,
  listKeys,
  setKeyTimeout,
  updateKey,
} from "../../../src/unlock/cache/keyctl.ts";
import { forgetEverywhere } from "../../../src/unlock/cache/forget_everywhere.ts";
import { VaultKey } from "../../../src/vault/crypto/vault_key.ts";
import { errorOf } from "../../error_of.ts";
import { OtherSession } from "../../other_session.ts";
import { throwaway } from "../../throwaway.ts";
import { ignoreUnless } from "../../ignore.ts";

const ignore = ignoreUnless(kernelKeyringWorks(denoHost), "a kernel keyring");
const MINUTE = 60_000;

function fresh(): { vault: string; terminal: string; key: VaultKey } {
  const vault = crypto.randomUUID();
  return {
    vault,
    terminal: `test-${vault}`,
    key: new VaultKey(crypto.getRandomValues(new Uint8Array(32))),
  };
}

Deno.test({
  name: "KernelKeyring caches a key only for its terminal, until forgetEverywhere()",
  ignore,
  async fn() {
    using place = throwaway();
    const { vault, terminal, key } = fresh();
    const here = new KernelKeyring(place.host, place.paths, terminal);
    const there = new KernelKeyring(place.host, place.paths, `${terminal}-2`);
    await here.put(vault, key, { idle: MINUTE, hard: MINUTE });
    assert.deepEqual((await here.get(vault))?.bytes, key.bytes);
    assert.equal(await there.get(vault), null);
    await there.forget();
    assert.ok(await here.get(vault));
    await forgetEverywhere(place.host, place.paths, vault);
    assert.equal(await here.get(vault), null);
  },
});

Deno.test({
  name: "KernelKeyring and forgetEverywhere() do not touch the keys of another home directory",
  ignore,
  async fn() {
    using one = throwaway();
    using two = throwaway();
    const { vault, terminal, key } = fresh();
    const ringOfOne = new KernelKeyring(one.host, one.paths, terminal);
    const ringOfTwo = new KernelKeyring(two.host, two.paths, terminal);
    await ringOfOne.put(vault, key, { idle: MINUTE, hard: MINUTE });
    assert.equal(await ringOfTwo.get(vault), null);
    assert.deepEqual(await ringOfTwo.list(), []);
    await ringOfTwo.forget();
    await forgetEverywhere(two.host, two.paths);
    assert.deepEqual((await ringOfOne.get(vault))?.bytes, key.bytes);
    await forgetEverywhere(one.host, one.paths);
    assert.equal(await ringOfOne.get(vault), null);
  },
});

Deno.test({
  name: "KernelKeyring treats a symbolic link to a home directory as that home directory",
  ignore,
  async fn() {
    using place = throwaway();
    const { vault, terminal, key } = fresh();
    const link = `${place.folder}/link`;
    Deno.symlinkSync(place.folder, link);
    const ring = new KernelKeyring(place.host, place.paths, terminal);
    await ring.put(vault, key, { idle: MINUTE, hard: MINUTE });
    await forgetEverywhere(place.host, { ...place.paths, home: link });
    assert.equal(await ring.get(vault), null);
  },
});

Deno.test({
  name: "KernelKeyring restarts the idle time at each use, and the kernel destroys an idle key",
  ignore,
  async fn() {
    using place = throwaway();
    const { vault, terminal, key } = fresh();
    const ring = new KernelKeyring(place.host, place.paths, terminal);
    await ring.put(vault, key, { idle: 4000, hard: MINUTE });
    await pause(2500);
    assert.ok(await ring.get(vault));
    await pause(2500);
    assert.ok(await ring.get(vault), "5 s after it was cached, 2.5 s after it was used");
    await pause(5100);
    assert.equal(await ring.get(vault), null);
  },
});

Deno.test({
  name: "KernelKeyring.peek() returns the key and does not restart the idle time",
  ignore,
  async fn() {
    let uptime = 5_000_000;
    using place = throwaway({}, { uptime: () => uptime });
    const { vault, terminal, key } = fresh();
    const ring = new KernelKeyring(place.host, place.paths, terminal);
    assert.equal(await ring.peek(vault), null);
    await ring.put(vault, key, { idle: MINUTE, hard: 10 * MINUTE });
    uptime += MINUTE - 1;
    assert.deepEqual((await ring.peek(vault))?.bytes, key.bytes);
    uptime += 1;
    assert.equal(await ring.peek(vault), null);
    assert.equal(await ring.get(vault), null);
  },
});

Deno.test({
  name: "KernelKeyring ends a key at the hard limit, however often it is used",
  ignore,
  async fn() {
    let uptime = 5_000_000;
    using place = throwaway({}, { uptime: () => uptime });
    const { vault, terminal, key } = fresh();
    const ring = new KernelKeyring(place.host, place.paths, terminal);
    await ring.put(vault, key, { idle: MINUTE, hard: 2 * MINUTE });
    for (const step of [MINUTE - 1, MINUTE - 1, 1]) {
      uptime += step;
      assert.ok(await ring.get(vault));
    }
    uptime += 1;
    assert.equal(await ring.get(vault), null);
    assert.deepEqual((await ring.list()).filter((cached) => cached.vault === vault), []);
  },
});

Deno.test({
  name: "KernelKeyring.list() returns since when and until when a vault is unlocked",
  ignore,
  async fn() {
    using place = throwaway();
    const { vault, terminal, key } = fresh();
    const ring = new KernelKeyring(place.host, place.paths, terminal);
    const before = Date.now();
    await ring.put(vault, key, { idle: 10 * MINUTE, hard: 60 * MINUTE });
    const cached = (await ring.list()).find((each) => each.vault === vault);
    await ring.forget();
    assert.equal(cached?.terminal, terminal);
    assert.ok(Math.abs(cached.since - before) < 3000);
    assert.ok(Math.abs(cached.until - before - 60 * MINUTE) < 3000);
    assert.ok(Math.abs(cached.idleUntil - before - 10 * MINUTE) <= 61_000);
  },
});

Deno.test({
  name: "KernelKeyring counts idle time during suspend, and setting the clock does not change it",
  ignore,
  async fn() {
    let uptime = 5_000_000;
    let wall = Date.now();
    using place = throwaway({}, { uptime: () => uptime, now: () => wall });
    const { vault, terminal, key } = fresh();
    const ring = new KernelKeyring(place.host, place.paths, terminal);
    await ring.put(vault, key, { idle: 10 * MINUTE, hard: 60 * MINUTE });
    uptime += 9 * MINUTE;
    wall -= 24 * 60 * MINUTE;
    assert.ok(await ring.get(vault), "9 minutes idle; the clock was set back a day");
    uptime += 9 * MINUTE;
    assert.ok(await ring.get(vault), "its idle time was restarted");
    uptime += 10 * MINUTE;
    assert.deepEqual((await ring.list()).filter((cached) => cached.vault === vault), []);
    assert.equal(await ring.get(vault), null, "the kernel's own timeout has not passed");
  },
});

Deno.test({
  name: "KernelKeyring counts idle time from the unlock if the record of the last use is gone",
  ignore,
  async fn() {
    let uptime = 5_000_000;
    using place = throwaway({}, { uptime: () => uptime });
    const { vault, terminal, key } = fresh();
    const ring = new KernelKeyring(place.host, place.paths, terminal);
    await ring.put(vault, key, { idle: 10 * MINUTE, hard: 60 * MINUTE });
    uptime += 9 * MINUTE;
    assert.ok(await ring.get(vault));
    const record = listKeys().find(({ description }) =>
      description === `opaws-used:2:${vault}:${terminal}:${place.folder}`
    );
    destroyKey(record!.serial);
    uptime += 2 * MINUTE;
    assert.equal(await ring.get(vault), null);
  },
});

Deno.test({
  name:
    "KernelKeyring.list() returns the slot, and forget() also removes the record of the last use",
  ignore,
  async fn() {
    using place = throwaway();
    const { vault, terminal, key } = fresh();
    const slot = crypto.randomUUID();
    const ring = new KernelKeyring(place.host, place.paths, terminal);
    await ring.put(vault, key, { idle: MINUTE, hard: MINUTE }, slot);
    assert.equal((await ring.list()).find((cached) => cached.vault === vault)?.slot, slot);
    await ring.forget(vault);
    assert.deepEqual(listKeys().filter(({ description }) => description.includes(vault)), []);
  },
});

Deno.test({
  name: "KernelKeyring.put() destroys the keys of terminals that have ended",
  ignore,
  async fn() {
    using place = throwaway();
    const { vault, key } = fresh();
    const alive = await OtherSession.start();
    const recycled = alive.id.replace(/\d+$/, (start) => `${Number(start) - 1}`);
    const elsewhere = alive.id.replace(/^(linux-[0-9a-f]+-)\d+/, "$11");
    for (const terminal of [alive.id, recycled, elsewhere]) {
      const ring = new KernelKeyring(place.host, place.paths, terminal);
      await ring.put(vault, key, { idle: MINUTE, hard: MINUTE });
    }
    const terminalsOf = async (): Promise<string[]> =>
      (await new KernelKeyring(place.host, place.paths, "any").list())
        .filter((each) => each.vault === vault).map((each) => each.terminal);
    assert.deepEqual((await terminalsOf()).sort(), [alive.id, elsewhere].sort());
    await alive[Symbol.asyncDispose]();
    await new KernelKeyring(place.host, place.paths, elsewhere)
      .put(vault, key, { idle: MINUTE, hard: MINUTE });
    assert.deepEqual(await terminalsOf(), [elsewhere], "nothing is known about another container");
    await forgetEverywhere(place.host, place.paths, vault);
  },
});

Deno.test({
  name: "KernelKeyring caches nothing if it cannot write its mark, and still forgets",
  ignore,
  async fn() {
    using place = throwaway();
    const { vault, terminal, key } = fresh();
    const ring = new KernelKeyring(place.host, place.paths, terminal);
    const about = (): unknown[] => listKeys().filter((each) => each.description.includes(vault));
    const blocked = `${place.paths.runtime}/terminal-${terminal}.unlocked/full`;
    Deno.mkdirSync(blocked, { recursive: true });
    const error = errorOf(() => ring.put(vault, key, { idle: MINUTE, hard: MINUTE }));
    assert.equal(error.status, 74);
    assert.deepEqual(about(), []);
    Deno.removeSync(place.paths.runtime, { recursive: true });
    await ring.put(vault, key, { idle: MINUTE, hard: MINUTE });
    Deno.removeSync(place.paths.runtime, { recursive: true });
    Deno.mkdirSync(blocked, { recursive: true });
    await ring.forget();
    assert.deepEqual(about(), []);
  },
});

function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}

Deno.test({
  name: "setKeyTimeout() and updateKey() report that a key is gone",
  ignore,
  fn() {
    const description = `opaws-test:${crypto.randomUUID()}`;
    addKey(description, new Uint8Array(8), 60);
    const serial = findKey(description)!;
    assert.ok(setKeyTimeout(serial, 60));
    assert.ok(updateKey(serial, new Uint8Array(8), 60));
    destroyKey(serial);
    assert.equal(setKeyTimeout(serial, 60), false);
    assert.equal(updateKey(serial, new Uint8Array(8), 60), false);
    assert.equal(findKey(description), null);
  },
});
