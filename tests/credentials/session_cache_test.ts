import assert from "node:assert/strict";
import { SessionCache, sessionsFolder } from "../../src/credentials/session_cache.ts";
import type { CachedSession } from "../../src/credentials/session_text.ts";
import { Secret } from "../../src/secret.ts";
import { importSecret } from "../../src/vault/crypto/derive.ts";
import { type Sealer, sealerOf } from "../../src/vault/crypto/sealer.ts";
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
  created: { time: NOW, uptime: 1000, boot: "boot 1" },
  credentials: {
    accessKeyId: "ASIAIOSFODNN7EXAMPLE",
    secretAccessKey: new Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
    sessionToken: new Secret("token"),
    expiresAt: NOW + 3_600_000,
  },
};

/** Returns `session` with its secrets revealed, for comparison. */
function revealed(session: CachedSession | null): unknown {
  if (session === null) return null;
  const { secretAccessKey, sessionToken, ...rest } = session.credentials;
  return { ...session, credentials: [rest, secretAccessKey.reveal(), sessionToken.reveal()] };
}

async function zeroSealer(): Promise<Sealer> {
  return sealerOf(await importSecret(new Uint8Array(32)), VAULT);
}

async function cacheIn(home: Throwaway, sealer?: Sealer): Promise<SessionCache> {
  return new SessionCache(home.host, home.paths, sealer ?? await zeroSealer(), ITEM);
}

Deno.test("SessionCache.read() returns what write() stored, but not from a file with another name", async () => {
  using home = throwaway({}, { now: () => NOW });
  const cache = await cacheIn(home);
  const [path, other] = [await cache.path("key"), await cache.path("other key")];
  assert.equal(await cache.read(path), null);
  await cache.write(path, SESSION);
  assert.deepEqual(revealed(await cache.read(path)), revealed(SESSION));
  Deno.copyFileSync(path, other);
  Deno.chmodSync(other, 0o600);
  assert.equal(await cache.read(other), null);
});

Deno.test("SessionCache uses the field names of the first build, so that builds read each other's sessions", async () => {
  using home = throwaway({}, { now: () => NOW });
  const cache = await cacheIn(home);
  const path = await cache.path("key");
  await cache.write(path, SESSION);
  const name = path.slice(path.lastIndexOf("/") + 1);
  const bytes = await (await zeroSealer()).open(name, Deno.readFileSync(path));
  assert.deepEqual(JSON.parse(new TextDecoder().decode(bytes!)), {
    call: "AssumeRole",
    role: "arn:aws:iam::123456789012:role/dev",
    profile: "dev",
    mfa: true,
    made: NOW,
    uptime: 1000,
    boot: "boot 1",
    accessKeyId: "ASIAIOSFODNN7EXAMPLE",
    secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    sessionToken: "token",
    expiresAt: NOW + 3_600_000,
  });
});

Deno.test("SessionCache.read() refuses a file that is too large for a session (78)", async () => {
  using home = throwaway({}, { now: () => NOW });
  const cache = await cacheIn(home);
  const path = await cache.path("key");
  await cache.write(path, SESSION);
  Deno.writeFileSync(path, new Uint8Array(65_536));
  assert.equal(await cache.read(path), null);
  Deno.writeFileSync(path, new Uint8Array(65_537));
  assert.equal((await rejectionOf(cache.read(path))).code, "too-large");
});

Deno.test("SessionCache.write() removes sessions that must have ended, but no lock", async () => {
  using home = throwaway({}, { now: () => NOW });
  const cache = await cacheIn(home);
  const path = await cache.path("key");
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
  const remaining = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  assert.deepEqual(remaining, [path.slice(folder.length + 1), "new", "old.lock"].sort());
});

Deno.test("SessionCache.write() skips a file that another process removes meanwhile", async () => {
  using home = throwaway({}, { now: () => NOW });
  const cache = await cacheIn(home);
  const path = await cache.path("key");
  await cache.write(path, SESSION);
  // A broken link is listed but not found, like a file that was removed since.
  Deno.symlinkSync("gone", `${path}.link`);
  await cache.write(path, SESSION);
  assert.deepEqual(revealed(await cache.read(path)), revealed(SESSION));
});

Deno.test("SessionCache wipes the plain bytes that it seals and opens", async () => {
  using home = throwaway({}, { now: () => NOW });
  const held: Uint8Array[] = [];
  const sealer: Sealer = {
    wipe: () => {},
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
  const path = await cache.path("key");
  await cache.write(path, SESSION);
  assert.deepEqual(revealed(await cache.read(path)), revealed(SESSION));
  assert.equal(held.length, 2);
  for (const bytes of held) assert.ok(bytes.length > 0 && bytes.every((byte) => byte === 0));
});
