import { UserError } from "../errors.ts";
import type { Secret } from "../secret.ts";

const ALGORITHM = "PBES2-HS256+A128KW"; // RFC 7518 sec. 4.8
const ENCRYPTION = "A256GCM"; // RFC 7518 sec. 5.3
const MIN_ROUNDS = 1000; // RFC 7518 sec. 4.8.1.2
const MAX_ROUNDS = 10_000_000; // some seconds of work
const MIN_SALT = 8; // bytes; RFC 7518 sec. 4.8.1.1
const MAX_PARTS = [2048, 64, 16, 1024 * 1024, 22]; // base64url characters; the key and the tag have one length each

/** A parsed, unopened compact JWE that is sealed with a passphrase. */
export interface PassphraseJwe {
  /** The header, which is authenticated with the payload. */
  readonly header: Uint8Array<ArrayBuffer>;
  /** The salt for PBKDF2. */
  readonly salt: Uint8Array<ArrayBuffer>;
  /** The number of PBKDF2 iterations. */
  readonly rounds: number;
  /** The wrapped content key. */
  readonly key: Uint8Array<ArrayBuffer>;
  /** The initialization vector. */
  readonly iv: Uint8Array<ArrayBuffer>;
  /** The sealed payload, followed by its tag. */
  readonly sealed: Uint8Array<ArrayBuffer>;
}

/**
 * Parses a JWE in compact form (RFC 7516 sec. 7.1) with PBES2-HS256+A128KW and A256GCM; null if `text` is not a compact
 * JWE.
 *
 * @throws UserError (65, damaged) with `path` on other algorithms, a malformed part, or a PBKDF2 count that is not from
 * 1,000 to 10,000,000, which is refused before any work.
 */
export function parseJwe(text: string, path: string): PassphraseJwe | null {
  const parts = text.trim().split(".");
  if (parts.length !== 5 || !parts.every((part) => /^[\w-]*$/.test(part))) return null;
  if (parts.some((part, index) => part.length > MAX_PARTS[index]!)) {
    throw damaged(path, "a part of it is too long");
  }
  try {
    const [header, key, iv, payload, tag] = parts.map(base64url);
    const fields: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(header));
    const { alg, enc, p2c, p2s } = fields as Readonly<Record<string, unknown>>;
    if (alg !== ALGORITHM || enc !== ENCRYPTION) {
      throw damaged(path, "its algorithm is not supported");
    }
    if (
      typeof p2c !== "number" || !Number.isInteger(p2c) || p2c < MIN_ROUNDS || p2c > MAX_ROUNDS
    ) {
      throw damaged(path, `its PBKDF2 count is not from ${MIN_ROUNDS} to ${MAX_ROUNDS}`);
    }
    const salt = typeof p2s === "string" ? base64url(p2s) : new Uint8Array();
    if (salt.length < MIN_SALT || key!.length !== 40 || iv!.length !== 12 || tag!.length !== 16) {
      throw damaged(path, "a part of it has the wrong length");
    }
    return {
      header: ascii(parts[0]!),
      salt: joined(ascii(`${ALGORITHM}\0`), salt),
      rounds: p2c,
      key: key!,
      iv: iv!,
      sealed: joined(payload!, tag!),
    };
  } catch (error) {
    throw error instanceof UserError ? error : damaged(path, "it cannot be decoded");
  }
}

/**
 * Opens `jwe`; null if the passphrase is wrong.
 *
 * @throws UserError (65, damaged) with `path` if the payload was changed.
 */
export async function openJwe(
  jwe: PassphraseJwe,
  passphrase: Secret,
  path: string,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const base = await crypto.subtle.importKey(
    "raw",
    new TextEncoder().encode(passphrase.reveal()),
    "PBKDF2",
    false,
    ["deriveKey"],
  );
  const wrapping = await crypto.subtle.deriveKey(
    { name: "PBKDF2", hash: "SHA-256", salt: jwe.salt, iterations: jwe.rounds },
    base,
    { name: "AES-KW", length: 128 },
    false,
    ["unwrapKey"],
  );
  let content: CryptoKey;
  try {
    content = await crypto.subtle.unwrapKey("raw", jwe.key, wrapping, "AES-KW", "AES-GCM", false, [
      "decrypt",
    ]);
  } catch {
    return null;
  }
  try {
    const parameters = { name: "AES-GCM", iv: jwe.iv, additionalData: jwe.header };
    return new Uint8Array(await crypto.subtle.decrypt(parameters, content, jwe.sealed));
  } catch {
    throw damaged(path, "its payload was changed");
  }
}

function damaged(path: string, because: string): UserError {
  return new UserError({ exit: "damaged", code: "bad-jwe", cannot: `read ${path}`, because });
}

function base64url(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.fromBase64(text, { alphabet: "base64url" });
}

function ascii(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function joined(
  first: Uint8Array<ArrayBuffer>,
  second: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
