import { UserError } from "../../errors.ts";
import { associatedData } from "./associated_data.ts";
import { fromBase64url, toBase64url } from "./base64url.ts";
import { checksum } from "./checksum.ts";
import { uuidText } from "./uuid.ts";

/** Bytes of each of the two public keys, and of each private key: X25519 and Ed25519. */
export const MEMBER_KEY_BYTES = 32;

/** The public keys of a member, each 32 bytes in base64url. */
export interface MemberPublicKeys {
  /** The X25519 key to which vault keys are wrapped. */
  readonly agreement: string;
  /** The Ed25519 key that verifies the generations that the member writes. */
  readonly signing: string;
}

const PREFIX = "opaws-member_";
const BODY_LENGTH = 86; // 64 bytes in base64url
const PATTERN = /^opaws-member_[\w-]{86}[0-9A-Za-z]{6}$/;
const FINGERPRINT_WORDS = 12; // of 11 bits each
const BITS_PER_WORD = 11;

/**
 * Returns the text form of a member's public keys: `opaws-member_`, both keys in base64url, and a checksum of 6 digits (the
 * CRC-32 of everything before it).
 */
export function formatMemberKey({ agreement, signing }: MemberPublicKeys): string {
  const bytes = new Uint8Array(2 * MEMBER_KEY_BYTES);
  bytes.set(fromBase64url(agreement)!);
  bytes.set(fromBase64url(signing)!, MEMBER_KEY_BYTES);
  const body = PREFIX + toBase64url(bytes);
  return body + checksum(body);
}

/** Returns why `text` is not the text form of member keys, or null if it is. */
export function whyNotMemberKey(text: string): string | null {
  if (!PATTERN.test(text)) {
    return `it is not ${PREFIX} followed by ${
      BODY_LENGTH + 6
    } letters, digits, hyphens and underscores`;
  }
  const body = text.slice(0, PREFIX.length + BODY_LENGTH);
  if (checksum(body) !== text.slice(body.length)) {
    return "its checksum does not match: part of it was changed or left out";
  }
  return fromBase64url(body.slice(PREFIX.length)) === null ? "it is not canonical base64url" : null;
}

/**
 * Returns the public keys in the text form of {@linkcode formatMemberKey}.
 *
 * @throws UserError (64, `bad-member-key`). It does not quote the text.
 */
export function parseMemberKey(text: string): MemberPublicKeys {
  const because = whyNotMemberKey(text);
  if (because !== null) {
    throw new UserError({
      exit: "usage",
      code: "bad-member-key",
      cannot: "use this member key",
      because: `${because}. Ask your colleague to send it again`,
      try: "opaws member add --help",
    });
  }
  const bytes = fromBase64url(text.slice(PREFIX.length, PREFIX.length + BODY_LENGTH))!;
  return {
    agreement: toBase64url(bytes.slice(0, MEMBER_KEY_BYTES)),
    signing: toBase64url(bytes.slice(MEMBER_KEY_BYTES)),
  };
}

/**
 * Returns the id of the member with these public keys: a UUID of version 8 (RFC 9562) that is derived from both, so that
 * nobody can list a key under the id of another member.
 */
export async function memberId({ agreement, signing }: MemberPublicKeys): Promise<string> {
  const bytes = (await digest("member-id", agreement, signing)).slice(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return uuidText(bytes);
}

/** Returns the fingerprint of public keys: 12 English words (BIP-39) for 132 bits, to compare by voice. */
export async function memberFingerprint(
  { agreement, signing }: MemberPublicKeys,
): Promise<string[]> {
  const { wordlist } = await import("@scure/bip39/wordlists/english.js");
  let bits = BigInt(`0x${(await digest("member-fingerprint", agreement, signing)).toHex()}`) >>
    BigInt(256 - FINGERPRINT_WORDS * BITS_PER_WORD);
  const words: string[] = [];
  for (; words.length < FINGERPRINT_WORDS; bits >>= BigInt(BITS_PER_WORD)) {
    words.unshift(wordlist[Number(bits & 0x7ffn)]!);
  }
  return words;
}

async function digest(...parts: string[]): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", associatedData(...parts)));
}
