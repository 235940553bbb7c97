import { fromBase64url, toBase64url } from "../../src/vault/format/base64url.ts";
import type { Bytes } from "./vault_maker.ts";

/** The bytes of canonical base64url. */
export function bytesOf(text: string): Bytes {
  return fromBase64url(text)!;
}

/** `text`, base64url, with the lowest bit of the byte at `at` turned. */
export function flipped(text: string, at: number): string {
  const bytes = bytesOf(text);
  bytes[at] = bytes[at]! ^ 1;
  return toBase64url(bytes);
}

/** The same bytes with a bit set that stands for nothing: 43 digits hold 258 bits. */
export function strayBits(text: string): string {
  const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return text.slice(0, -1) + digits[digits.indexOf(text.at(-1)!) | 1];
}
