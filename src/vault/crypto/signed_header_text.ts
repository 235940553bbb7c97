import { decodeUtf8, parseStrictJson } from "../../fs/strict_json.ts";
import { canonicalJson } from "../format/canonical_json.ts";
import { parseHeader } from "../format/generation_header.ts";
import { bytes, members } from "../format/shape.ts";
import type { SignedHeader } from "./generation_signature.ts";

const SIGNATURE_BYTES = 64; // Ed25519

/** Checks that `value` is a header with its signature. Throws `SyntaxError` with `where` if it is not. Verifies nothing. */
export function parseSigned(value: unknown, where: string): SignedHeader {
  const signed = members(value, where, ["header", "signature"]);
  parseHeader(signed.header, `${where}.header`);
  bytes(signed.signature, `${where}.signature`, SIGNATURE_BYTES);
  return signed as unknown as SignedHeader;
}

/** Parses a signed header as a remote stores it. Throws `SyntaxError` if it has another shape. Verifies nothing. */
export function readSigned(content: Uint8Array<ArrayBuffer>): SignedHeader {
  return parseSigned(parseStrictJson(decodeUtf8(content)), "header");
}

/** Returns a signed header as a remote stores it. */
export function formatSigned({ header, signature }: SignedHeader): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(canonicalJson({ header, signature }));
}
