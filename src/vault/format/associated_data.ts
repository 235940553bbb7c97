/** The first part of all associated data: it keeps other programs' and later formats' ciphertexts apart. */
const DOMAIN = "opaws/v1";

/**
 * Joins `parts`, after the part `opaws/v1`, so that no two lists give the same bytes: before the UTF-8 bytes of each
 * stands their count as a 32-bit big-endian integer. Serves as associated data of AES-GCM and as `info` of HKDF.
 */
export function associatedData(...parts: string[]): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const encoded = [DOMAIN, ...parts].map((part) => encoder.encode(part));
  const length = encoded.reduce((sum, part) => sum + 4 + part.length, 0);
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const part of encoded) {
    view.setUint32(at, part.length);
    bytes.set(part, at + 4);
    at += 4 + part.length;
  }
  return bytes;
}
