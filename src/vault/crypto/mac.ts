import { fromBase64url, toBase64url } from "../format/base64url.ts";
import { macInput } from "../format/canonical_json.ts";
import type { UnsignedVaultFile, VaultFile } from "../format/vault_file.ts";
import { deriveKey } from "./derive.ts";

const HMAC = { name: "HMAC", hash: "SHA-256" };

/** Returns `file` with its MAC. `secret` is the imported vault key; for a bundle, the imported token. */
export async function sign(secret: CryptoKey, file: UnsignedVaultFile): Promise<VaultFile> {
  const key = await macKey(secret, file.id, "sign");
  const mac = new Uint8Array(await crypto.subtle.sign(HMAC, key, macInput(file)));
  return { ...file, mac: toBase64url(mac) };
}

/** Reports in constant time whether the MAC of `file` is right. */
export async function verifyFile(secret: CryptoKey, file: VaultFile): Promise<boolean> {
  return await verify(secret, file.id, file.mac, macInput(file));
}

/** Reports in constant time whether `mac` (base64url) is the MAC of `input` in the vault `vaultId`. */
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
