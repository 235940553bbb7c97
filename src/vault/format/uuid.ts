import type { Host } from "../../host.ts";

/** Returns a random UUID in lower case (RFC 9562, version 4). */
export function newUuid(host: Pick<Host, "random">): string {
  const bytes = host.random(16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return uuidText(bytes);
}

/** Returns the 16 bytes of a UUID. Throws `SyntaxError` if `uuid` is not a UUID. */
export function uuidBytes(uuid: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.fromHex(uuid.replaceAll("-", ""));
}

/** Returns 16 bytes in the text form of a UUID. */
export function uuidText(bytes: Uint8Array<ArrayBuffer>): string {
  const hex = bytes.toHex();
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join("-");
}

/** Reports whether `text` is a UUID of any version, in lower case. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}
