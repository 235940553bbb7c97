/** Returns `bytes` as base64url without padding (RFC 4648, section 5). */
export function toBase64url(bytes: Uint8Array<ArrayBuffer>): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

/** Returns the bytes of canonical base64url without padding. Null for anything else, such as stray bits at the end. */
export function fromBase64url(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    const bytes = Uint8Array.fromBase64(text, { alphabet: "base64url" });
    return toBase64url(bytes) === text ? bytes : null;
  } catch {
    return null;
  }
}
