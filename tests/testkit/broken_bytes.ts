import { fromBase64url, toBase64url } from "../../src/vault/format/base64url.ts";
import type { Bytes } from "./vault_maker.ts";

/** Returns the bytes of canonical base64url. */
export function bytesOf(text: string): Bytes {
  return fromBase64url(text)!;
}

/** Returns `text`, which is base64url, with the lowest bit of the byte at `at` flipped. */
export function flipped(text: string, at: number): string {
  const bytes = bytesOf(text);
  bytes[at] = bytes[at]! ^ 1;
  return toBase64url(bytes);
}

/** Returns the same 32 bytes with an unused bit set: 43 digits hold 258 bits. */
export function strayBits(text: string): string {
  const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return text.slice(0, -1) + digits[digits.indexOf(text.at(-1)!) | 1];
}
