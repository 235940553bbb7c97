import { fromBase64url, toBase64url } from "../format/base64url.ts";
import { canonicalJson } from "../format/canonical_json.ts";
import { deriveKey } from "./derive.ts";
import type { UnsignedVaultFile, VaultFile } from "../format/vault_file.ts";

const HMAC = { name: "HMAC", hash: "SHA-256" };

/** The bytes that the MAC of `file` covers: its canonical JSON without `mac`. */
export function macInput(file: UnsignedVaultFile): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(canonicalJson({ ...file, mac: undefined }));
}

/** `file` with its MAC. `secret` is the imported vault key. */
export async function sign(secret: CryptoKey, file: UnsignedVaultFile): Promise<VaultFile> {
  const key = await macKey(secret, file.id, "sign");
  const mac = new Uint8Array(await crypto.subtle.sign(HMAC, key, macInput(file)));
  return { ...file, mac: toBase64url(mac) };
}

/** Tells, in constant time, whether `mac` (base64url) is the one of `input` in the vault `vaultId`. */
export async function verify(
  secret: CryptoKey,
  vaultId: string,
  mac: string,
  input: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const bytes = fromBase64url(mac);
  if (bytes === null) return false;
  return await crypto.subtle.verify(HMAC, await macKey(secret, vaultId, "verify"), bytes, input);
}

/** A vault file's text: canonical JSON on one line, and a newline. Readers accept any layout. */
export function formatVault(file: VaultFile): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${canonicalJson(file)}\n`);
}

async function macKey(
  secret: CryptoKey,
  vaultId: string,
  use: "sign" | "verify",
): Promise<CryptoKey> {
  const key = await deriveKey(secret, new TextEncoder().encode(vaultId), "mac");
  try {
    return await crypto.subtle.importKey("raw", key, HMAC, false, [use]);
  } finally {
    key.fill(0);
  }
}
