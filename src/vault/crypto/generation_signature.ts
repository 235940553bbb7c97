import { fromBase64url, toBase64url } from "../format/base64url.ts";
import { canonicalJson } from "../format/canonical_json.ts";
import {
  type GenerationHeader,
  headerBytes,
  type VaultMember,
} from "../format/generation_header.ts";
import { memberId } from "../format/member_key_text.ts";
import { damaged } from "../format/parse.ts";
import type { VaultFile } from "../format/vault_file.ts";
import { importSigningKey, type MemberKeys } from "./member_keys.ts";

/** A generation's header with the signature of its author. */
export interface SignedHeader {
  /** The header. */
  readonly header: GenerationHeader;
  /** The Ed25519 signature over `headerBytes`, 64 bytes in base64url. */
  readonly signature: string;
}

/** Returns the hash of a generation, which is that of its header: 32 bytes in base64url. */
export async function hashOf(header: GenerationHeader): Promise<string> {
  return await sha256(headerBytes(header));
}

/** Returns the signature of a header by `signer`, its author. */
export async function signHeader(
  signer: Pick<MemberKeys, "signingPrivate">,
  header: GenerationHeader,
): Promise<string> {
  const key = await importSigningKey(signer.signingPrivate);
  return toBase64url(
    new Uint8Array(await crypto.subtle.sign("Ed25519", key, headerBytes(header))),
  );
}

/**
 * Reports whether `signature` (base64url) is right for `header` and the Ed25519 key `signingPublic` (base64url), and every
 * member's id in the header is the one of its keys. The caller knows `signingPublic` from a list of members that it trusts:
 * that of a parent, or of the inviter whose fingerprint was compared.
 */
export async function verifyHeader(
  header: GenerationHeader,
  signature: string,
  signingPublic: string,
): Promise<boolean> {
  const [bytes, key] = [fromBase64url(signature), fromBase64url(signingPublic)];
  if (bytes === null || key === null) return false;
  for (const [id, member] of Object.entries(header.members)) {
    if (await memberId(member) !== id) return false;
  }
  try {
    const imported = await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", imported, bytes, headerBytes(header));
  } catch {
    return false; // not a key
  }
}

/** The part of a file that a generation header covers. */
type Covered = Pick<VaultFile, "items" | "slots">;

/** Returns the digests of a file that its generation header has. */
export async function digestsOf(
  { items, slots }: Covered,
): Promise<Pick<GenerationHeader, "items" | "slots">> {
  const digest = (value: unknown) => sha256(new TextEncoder().encode(canonicalJson(value)));
  return { items: await digest(items), slots: await digest(slots) };
}

/**
 * Reports whether `file` has the content that `header` was signed for: its vault, generation, items and slots. Verifies no
 * signature.
 */
export async function hasContentOf(
  file: Covered & Pick<VaultFile, "id" | "generation">,
  header: GenerationHeader,
): Promise<boolean> {
  const { items, slots } = await digestsOf(file);
  return file.id === header.vault && file.generation === header.generation &&
    items === header.items && slots === header.slots;
}

/**
 * Returns the member who wrote the shared vault `file`, which was read from `path`; null if it is not shared. Its own list
 * says who the writers are: a reader who knows neither the author nor an older generation has to ask for the fingerprint.
 *
 * @throws UserError (65, `bad-signature`) if no writer in its list signed it.
 */
export async function checkAuthor(file: VaultFile, path: string): Promise<VaultMember | null> {
  const { shared, signature } = file;
  if (shared === undefined || signature === undefined) return null;
  const author = Object.hasOwn(shared.members, shared.author)
    ? shared.members[shared.author]
    : undefined;
  const isRight = author?.role === "writer" && await hasContentOf(file, shared) &&
    await verifyHeader(shared, signature, author.signing);
  if (isRight) return author;
  throw damaged(`use ${path}`, "no writer of its members signed it", { code: "bad-signature" });
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return toBase64url(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}
