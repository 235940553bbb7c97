/** `bytes` as base64url without padding (RFC 4648, section 5). */
export function toBase64url(bytes: Uint8Array<ArrayBuffer>): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

/** The bytes of canonical base64url without padding; null for anything else, stray bits at the end included. */
export function fromBase64url(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    const bytes = Uint8Array.fromBase64(text, { alphabet: "base64url" });
    return toBase64url(bytes) === text ? bytes : null;
  } catch {
    return null;
  }
}
