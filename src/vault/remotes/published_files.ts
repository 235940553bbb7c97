import { hashOf, type SignedHeader } from "../crypto/generation_signature.ts";
import { readSigned } from "../crypto/signed_header_text.ts";
import { parseVault } from "../format/parse.ts";
import { MAX_HEADER_BYTES } from "./remote.ts";

/** The file of a whole generation of a shared vault. */
interface WholeGeneration {
  /** The hash of its header. */
  readonly hash: string;
  /** The header and its signature, which is not verified. */
  readonly signed: SignedHeader;
  /** The bytes of the file. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Returns the signed header in `bytes` if it is the one with this hash; null if it is another one, damaged, or not complete
 * because something still copies it. Verifies no signature.
 */
export async function headerWithHash(
  bytes: Uint8Array<ArrayBuffer>,
  hash: string,
): Promise<SignedHeader | null> {
  if (bytes.length > MAX_HEADER_BYTES) return null;
  try {
    const signed = readSigned(bytes);
    return await hashOf(signed.header) === hash ? signed : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/**
 * Returns the generation in `bytes`, the file at `path` for messages; null if it is not a shared vault. Verifies neither
 * its signature nor its MAC.
 *
 * @throws UserError (65) or (78) as `parseVault` does.
 */
export async function readWhole(
  bytes: Uint8Array<ArrayBuffer>,
  path: string,
): Promise<WholeGeneration | null> {
  const { shared: header, signature } = parseVault(bytes, path);
  if (header === undefined || signature === undefined) return null;
  return { hash: await hashOf(header), signed: { header, signature }, bytes };
}

/** Reports whether `bytes` are the whole file of the generation with this hash. */
export async function isGeneration(bytes: Uint8Array<ArrayBuffer>, hash: string): Promise<boolean> {
  try {
    return (await readWhole(bytes, "the remote"))?.hash === hash;
  } catch {
    return false; // half of it, or another file
  }
}
