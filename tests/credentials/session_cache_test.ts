import assert from "node:assert/strict";
import {
  type CachedSession,
  SessionCache,
  sessionsFolder,
} from "../../src/credentials/session_cache.ts";
import { Secret } from "../../src/secret.ts";
import { importSecret } from "../../src/vault/crypto/derive.ts";
import { type Sealer, sealerOf } from "../../src/vault/crypto/seal.ts";
import { rejectionOf } from "../error_of.ts";
import { type Throwaway, throwaway } from "../throwaway.ts";

const VAULT = "0b0e5cb9-0d6a-4b6c-9a35-5b1de6a7f001";
const ITEM = "0b0e5cb9-0d6a-4b6c-9a35-5b1de6a7f002";
const NOW = Date.parse("2026-11-23T12:00:00Z");
const SESSION: CachedSession = {
  call: "AssumeRole",
  role: "arn:aws:iam::123456789012:role/dev",
  profile: "dev",
  mfa: true,
  made: NOW,
  credentials: {
    accessKeyId: "ASIAIOSFODNN7EXAMPLE",
    secretAccessKey: new Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
    sessionToken: new Secret("token"),
    expiresAt: NOW + 3_600_000,
  },
};

/** A session with its secrets as texts. */
function plain(session: CachedSession | null): unknown {
  if (session === null) return null;
  const { secretAccessKey, sessionToken, ...rest } = session.credentials;
  return { ...session, credentials: [rest, secretAccessKey.reveal(), sessionToken.reveal()] };
}

async function cacheIn(home: Throwaway, sealer?: Sealer): Promise<SessionCache> {
  const own = sealer ?? sealerOf(await importSecret(new Uint8Array(32)), VAULT);
  return new SessionCache(home.host, home.paths, own, ITEM);
}

Deno.test("SessionCache.read() answers what write() kept, and only under the name it was kept", async () => {
  using home = throwaway({}, { now: () => NOW });
  const cache = await cacheIn(home);
  const [path, other] = [await cache.pathOf("shape"), await cache.pathOf("other shape")];
  assert.equal(await cache.read(path), null);
  await cache.write(path, SESSION);
  assert.deepEqual(plain(await cache.read(path)), plain(SESSION));
  Deno.copyFileSync(path, other);
  Deno.chmodSync(other, 0o600);
  assert.equal(await cache.read(other), null);
});

Deno.test("SessionCache.read() refuses a file that is far too large for a session (78)", async () => {
  using home = throwaway({}, { now: () => NOW });
  const cache = await cacheIn(home);
  const path = await cache.pathOf("shape");
  await cache.write(path, SESSION);
  Deno.writeFileSync(path, new Uint8Array(65_536));
  assert.equal(await cache.read(path), null);
  Deno.writeFileSync(path, new Uint8Array(65_537));
  assert.equal((await rejectionOf(cache.read(path))).code, "too-large");
});

Deno.test("SessionCache.write() removes beside it what can have lasted no longer, and no lock", async () => {
  using home = throwaway({}, { now: () => NOW });
  const cache = await cacheIn(home);
  const path = await cache.pathOf("shape");
  await cache.write(path, SESSION);
  const folder = path.slice(0, path.lastIndexOf("/"));
  assert.equal(folder, `${sessionsFolder(home.paths)}/${VAULT}/${ITEM}`);
  const HOUR = 3_600_000;
  for (
    const [name, age] of [["old", 36 * HOUR + 1000], ["new", 36 * HOUR], ["old.lock", 99 * HOUR]]
  ) {
    Deno.writeTextFileSync(`${folder}/${name}`, "");
    Deno.utimeSync(`${folder}/${name}`, new Date(NOW - Number(age)), new Date(NOW - Number(age)));
  }
  await cache.write(path, SESSION);
  const left = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  assert.deepEqual(left, [path.slice(folder.length + 1), "new", "old.lock"].sort());
});

Deno.test("SessionCache.write() passes over what another process takes away while it looks", async () => {
  using home = throwaway({}, { now: () => NOW });
  const cache = await cacheIn(home);
  const path = await cache.pathOf("shape");
  await cache.write(path, SESSION);
  // A link that leads nowhere is listed and is not there, as what is gone since.
  Deno.symlinkSync("gone", `${path}.link`);
  await cache.write(path, SESSION);
  assert.deepEqual(plain(await cache.read(path)), plain(SESSION));
});

Deno.test("SessionCache leaves no bytes of a session behind in memory that it held", async () => {
  using home = throwaway({}, { now: () => NOW });
  const held: Uint8Array[] = [];
  const sealer: Sealer = {
    vault: VAULT,
    name: () => Promise.resolve("name"),
    seal: (_host, _name, bytes) => {
      held.push(bytes);
      return Promise.resolve(bytes.slice());
    },
    open: (_name, bytes) => {
      const opened = bytes.slice();
      held.push(opened);
      return Promise.resolve(opened);
    },
  };
  const cache = await cacheIn(home, sealer);
  const path = await cache.pathOf("shape");
  await cache.write(path, SESSION);
  assert.deepEqual(plain(await cache.read(path)), plain(SESSION));
  assert.equal(held.length, 2);
  for (const bytes of held) assert.ok(bytes.length > 0 && bytes.every((byte) => byte === 0));
});
