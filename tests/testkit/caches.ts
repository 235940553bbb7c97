// Makes the vector of the caches: `deno run -A tests/testkit/caches.ts`.
import { SessionCache } from "../../src/credentials/session_cache.ts";
import { signInPath } from "../../src/credentials/sso/sign_in_file.ts";
import { writeTokens } from "../../src/credentials/sso/sign_in_tokens.ts";
import { type Host } from "../../src/host.ts";
import { Secret } from "../../src/secret.ts";
import { cacheMarkFile } from "../../src/unlock/cache/cache_mark.ts";
import { keySeal } from "../../src/unlock/cache/entry_seal.ts";
import { SealedFile } from "../../src/unlock/cache/sealed_file.ts";
import { importSecret } from "../../src/vault/crypto/derive.ts";
import { sealerOf } from "../../src/vault/crypto/sealer.ts";
import type { VaultFile } from "../../src/vault/format/vault_file.ts";
import { VaultKey } from "../../src/vault/crypto/vault_key.ts";
import { indexPath, readIndex } from "../../src/vault/store/item_index.ts";
import { carryIndex } from "../../src/vault/store/write_item_index.ts";
import { rememberGeneration } from "../../src/vault/store/generations.ts";
import { throwaway } from "../throwaway.ts";

const VAULT = "11111111-2222-4333-8444-555555555555";
const OTHER_VAULT = "99999999-8888-4777-8666-555555555555";
const ITEM = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";
const SLOT = "00000000-0000-4000-8000-0000000000aa";
const NOW = Date.parse("2026-01-02T03:04:05.678Z");
const UPTIME = 1_234_567.5; // milliseconds

/** Returns `length` bytes that count up from `first`. */
function counting(first: number, length = 32): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, at) => (first + at) & 0xff);
}

/** Returns a host whose random bytes count up from 0, without end. */
function countingHost(host: Host): Host {
  let drawn = 0;
  const random = (length: number) => counting((drawn += length) - length, length);
  return { ...host, random, now: () => NOW, uptime: () => UPTIME };
}

/** Returns the vector: a file of each kind, as opaws writes it, and what opens it. */
export async function makeCaches(): Promise<Record<string, unknown>> {
  using place = throwaway();
  const host = countingHost(place.host);
  const { paths } = place;
  const key = counting(0);
  const secret = await importSecret(key);

  const cacheKey = '[["AKIAIOSFODNN7EXAMPLE","wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"],"été"]';
  const cache = new SessionCache(host, paths, sealerOf(secret, VAULT), ITEM);
  const path = await cache.path(cacheKey);
  await cache.write(path, {
    credentials: {
      accessKeyId: "ASIAIOSFODNN7EXAMPLE",
      secretAccessKey: new Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
      sessionToken: new Secret("a session token"),
      expiresAt: NOW + 3_600_000,
    },
    call: "AssumeRole",
    role: "arn:aws:iam::123456789012:role/admin",
    profile: "prod",
    mfa: true,
    created: { time: NOW, uptime: UPTIME, boot: "3b2a1c0d-0000-4000-8000-0000000000bb" },
  });

  const corp = {
    name: "corp",
    startUrl: "https://acme.awsapps.com/start",
    region: "us-east-1",
    scopes: ["sso:account:access"],
    kept: true,
  };
  await writeTokens(host, paths, {
    session: corp,
    vault: "personal",
    sealer: sealerOf(secret, VAULT),
    signedInAt: NOW,
    registration: {
      grant: "code",
      clientId: "a client",
      clientSecret: new Secret("a client secret"),
      expiresAt: NOW + 7_776_000_000,
    },
    tokens: {
      accessToken: new Secret("an access token"),
      refreshToken: new Secret("a refresh token"),
      expiresAt: NOW + 3_600_000,
    },
  });

  const terminal = "shell-0001020304050607";
  const terminalKey = counting(0x80);
  const sealed = new SealedFile(host, paths, terminal, keySeal(host, terminalKey));
  const limits = { idle: 600_000, hard: 43_200_000 };
  await sealed.put(VAULT, new VaultKey(counting(0)), limits, SLOT);
  await sealed.put(OTHER_VAULT, new VaultKey(counting(0x40)), limits);

  const mac = counting(0x20).toBase64({ alphabet: "base64url", omitPadding: true });
  await rememberGeneration(host, paths, new Map(), secret, { id: VAULT, generation: 7, mac });

  const sealer = sealerOf(secret, VAULT);
  const file = { id: VAULT, generation: 7, mac, items: {} } as unknown as VaultFile;
  const summary = {
    id: ITEM,
    title: "AWS dév",
    tags: ["a", "b"],
    keyEnd: "MPLE",
    hasKey: true,
    updated: "2026-01-02T03:04:05.678Z",
  };
  await carryIndex(host, paths, { file, sealer }, file, new Map([[ITEM, summary]]));
  if (await readIndex(paths, sealer, file) === null) throw new Error("there is no index");

  return {
    describes:
      "a cached STS session, a sign-in to IAM Identity Center, a sealed unlock file, the generations that were seen, and an index of items",
    session: {
      vault: VAULT,
      item: ITEM,
      secret: key.toHex(),
      cacheKey,
      name: path.slice(path.lastIndexOf("/") + 1),
      file: Deno.readFileSync(path).toHex(),
    },
    signIn: {
      vault: VAULT,
      secret: key.toHex(),
      label: "corp",
      name: signInPath(paths, "corp").slice(paths.state.length + 1),
      file: Deno.readTextFileSync(signInPath(paths, "corp")),
    },
    unlocked: {
      variable: `${terminal}.${terminalKey.toHex()}`,
      uptime: UPTIME,
      file: Deno.readTextFileSync(cacheMarkFile(paths, terminal)),
    },
    seen: {
      secret: key.toHex(),
      file: Deno.readTextFileSync(`${paths.state}/generations.json`),
    },
    index: {
      vault: VAULT,
      secret: key.toHex(),
      generation: 7,
      mac,
      file: Deno.readFileSync(indexPath(paths, VAULT)).toHex(),
    },
  };
}

if (import.meta.main) {
  const text = `${JSON.stringify(await makeCaches(), null, 2)}\n`;
  Deno.writeTextFileSync(new URL("caches.json", import.meta.url), text);
}
