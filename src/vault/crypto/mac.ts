import { fromBase64url, toBase64url } from "../format/base64url.ts";
import { macInput } from "../format/canonical_json.ts";
import type { UnsignedVaultFile, VaultFile } from "../format/vault_file.ts";
import { type BaseKey, deriveKey } from "./derive.ts";

const HMAC = { name: "HMAC", hash: "SHA-256" };

/** Returns `file` with its MAC. `secret` is the imported vault key; for a bundle, the imported token. */
export async function sign(secret: BaseKey, file: UnsignedVaultFile): Promise<VaultFile> {
  return { ...file, mac: await hmac(secret, file.id, "mac", macInput(file)) };
}

/** Reports in constant time whether the MAC of `file` is right. */
export async function verifyFile(secret: BaseKey, file: VaultFile): Promise<boolean> {
  return await verify(secret, file.id, file.mac, (use) => use(macInput(file)));
}

/** Calls its argument with the bytes that a MAC covers. They need to be there only until that call returns. */
type Input = <T>(use: (bytes: Uint8Array<ArrayBuffer>) => T) => T;

/** Reports in constant time whether `mac` (base64url) is the MAC of `input` in the vault `vaultId`. */
export async function verify(
  secret: BaseKey,
  vaultId: string,
  mac: string,
  input: Input,
): Promise<boolean> {
  return await verifyHmac(secret, vaultId, "mac", mac, input);
}

/** The generation of a vault that a machine has seen. */
type Seen = Pick<VaultFile, "id" | "generation" | "mac">;

/** Returns the proof, in base64url, that a holder of the vault key `secret` has seen this generation. */
export async function signSeen(secret: BaseKey, seen: Seen): Promise<string> {
  return await hmac(secret, seen.id, "seen", seenInput(seen));
}

/** Reports in constant time whether `proof` is what {@linkcode signSeen} returns. */
export async function verifySeen(secret: BaseKey, seen: Seen, proof: string): Promise<boolean> {
  return await verifyHmac(secret, seen.id, "seen", proof, (use) => use(seenInput(seen)));
}

function seenInput({ id, generation, mac }: Seen): Uint8Array<ArrayBuffer> {
  // In the order of canonical JSON. A number, a UUID and base64url have no other form there.
  return new TextEncoder().encode(JSON.stringify({ generation, id, mac }));
}

/** Returns the proof, in base64url, that a holder of the vault key `secret` wrote the state `content` about a remote. */
export async function signState(
  secret: BaseKey,
  vaultId: string,
  content: Uint8Array<ArrayBuffer>,
): Promise<string> {
  return await hmac(secret, vaultId, "remote", content);
}

/** Reports in constant time whether `proof` is what {@linkcode signState} returns. */
export async function verifyState(
  secret: BaseKey,
  vaultId: string,
  content: Uint8Array<ArrayBuffer>,
  proof: string,
): Promise<boolean> {
  return await verifyHmac(secret, vaultId, "remote", proof, (use) => use(content));
}

/** What an HMAC is for: a vault file, a generation that was seen, or the state of a remote. Each has its own key. */
type Purpose = "mac" | "seen" | "remote";

async function hmac(
  secret: BaseKey,
  vaultId: string,
  purpose: Purpose,
  input: Uint8Array<ArrayBuffer>,
): Promise<string> {
  const key = await macKey(secret, vaultId, purpose, "sign");
  return toBase64url(new Uint8Array(await crypto.subtle.sign(HMAC, key, input)));
}

async function verifyHmac(
  secret: BaseKey,
  vaultId: string,
  purpose: Purpose,
  mac: string,
  input: Input,
): Promise<boolean> {
  const bytes = fromBase64url(mac);
  if (bytes === null) return false;
  const key = await macKey(secret, vaultId, purpose, "verify");
  // WebCrypto copies its input before it returns (Web Cryptography, section 14.3.4).
  return await input((covered) => crypto.subtle.verify(HMAC, key, bytes, covered));
}

async function macKey(
  secret: BaseKey,
  vaultId: string,
  purpose: Purpose,
  use: "sign" | "verify",
): Promise<CryptoKey> {
  const key = await deriveKey(secret, new TextEncoder().encode(vaultId), purpose);
  try {
    return await crypto.subtle.importKey("raw", key, HMAC, false, [use]);
  } finally {
    key.fill(0);
  }
}
