/** The first part of all associated data. It separates opaws v1 from other programs and from later formats. */
const DOMAIN = "opaws/v1";

/**
 * Encodes `opaws/v1` and then `parts` so that two different lists never give the same bytes: each part's UTF-8 bytes
 * follow their count as a 32-bit big-endian integer. Used as the associated data of AES-GCM and as the `info` of HKDF.
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
