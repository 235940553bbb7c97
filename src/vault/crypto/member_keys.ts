import type { Host } from "../../host.ts";
import { decodeUtf8, parseStrictJsonFast } from "../../fs/strict_json.ts";
import { associatedData } from "../format/associated_data.ts";
import { fromBase64url, toBase64url } from "../format/base64url.ts";
import { canonicalJson } from "../format/canonical_json.ts";
import {
  formatMemberKey,
  MEMBER_KEY_BYTES,
  memberId,
  type MemberPublicKeys,
} from "../format/member_key_text.ts";
import { damaged } from "../format/parse.ts";
import { bytes, members } from "../format/shape.ts";
import { type Person, SALT_BYTES } from "../format/vault_file.ts";
import { type BaseKey, deriveKey } from "./derive.ts";
import { open, seal } from "./seal.ts";

// What PKCS #8 (RFC 8410) has before the 32 bytes of a private key.
const X25519_PREFIX = "302e020100300506032b656e04220420";
const ED25519_PREFIX = "302e020100300506032b657004220420";

/** The parts of {@linkcode MemberKeys}. */
interface MemberKeysParts extends MemberPublicKeys {
  readonly id: string;
  readonly agreementPrivate: Uint8Array<ArrayBuffer>;
  readonly signingPrivate: Uint8Array<ArrayBuffer>;
}

/** The keys with which one person opens shared vaults and signs their generations. */
export class MemberKeys implements MemberKeysParts {
  /** The member's id, which comes from the public keys. */
  readonly id: string;
  /** The public X25519 key, 32 bytes in base64url. */
  readonly agreement: string;
  /** The public Ed25519 key, 32 bytes in base64url. */
  readonly signing: string;
  /** The private X25519 key, 32 bytes. Zeros after {@linkcode MemberKeys.wipe}. */
  readonly agreementPrivate: Uint8Array<ArrayBuffer>;
  /** The seed of the private Ed25519 key, 32 bytes. Zeros after {@linkcode MemberKeys.wipe}. */
  readonly signingPrivate: Uint8Array<ArrayBuffer>;

  /** Takes ownership of the private keys. */
  constructor(parts: MemberKeysParts) {
    this.id = parts.id;
    this.agreement = parts.agreement;
    this.signing = parts.signing;
    this.agreementPrivate = parts.agreementPrivate;
    this.signingPrivate = parts.signingPrivate;
  }

  /** The public keys as text, `opaws-member_...`. */
  get public(): string {
    return formatMemberKey(this);
  }

  /** Overwrites the private keys with zeros. */
  wipe(): void {
    this.agreementPrivate.fill(0);
    this.signingPrivate.fill(0);
  }

  /** Returns `[member keys]`, so that the bytes never reach a message by accident. */
  toString(): string {
    return "[member keys]";
  }

  /** Returns `[member keys]`. */
  toJSON(): string {
    return "[member keys]";
  }

  /** Returns `[member keys]`, for `console.log` and test diffs. */
  [Symbol.for("Deno.customInspect")](): string {
    return "[member keys]";
  }
}

/** Makes new member keys from 64 random bytes. The caller wipes them. */
export async function newMemberKeys(host: Pick<Host, "random">): Promise<MemberKeys> {
  return await memberKeysFrom(host.random(MEMBER_KEY_BYTES), host.random(MEMBER_KEY_BYTES));
}

/** Seals `keys` under the vault key `secret` (imported) for the vault that the person opens them with. */
export async function sealPerson(
  host: Pick<Host, "random">,
  secret: BaseKey,
  vaultId: string,
  keys: MemberKeys,
): Promise<Person> {
  const salt = host.random(SALT_BYTES);
  const plain = new TextEncoder().encode(canonicalJson({
    agreement: toBase64url(keys.agreementPrivate),
    signing: toBase64url(keys.signingPrivate),
  }));
  const key = await deriveKey(secret, salt, "person", vaultId);
  try {
    const sealed = await seal(host, key, plain, associatedData("person", vaultId, keys.public));
    return {
      id: keys.id,
      public: keys.public,
      salt: toBase64url(salt),
      sealed: toBase64url(sealed),
    };
  } finally {
    key.fill(0);
    plain.fill(0);
  }
}

/**
 * Opens what {@linkcode sealPerson} made. The caller wipes the keys. `path` is for the message.
 *
 * @throws UserError (65, `damaged`) if they do not open, or are not those of the public keys next to them.
 */
export async function openPerson(
  secret: BaseKey,
  vaultId: string,
  person: Person,
  path: string,
): Promise<MemberKeys> {
  const cannot = `open the member keys in ${path}`;
  const key = await deriveKey(secret, fromBase64url(person.salt)!, "person", vaultId);
  const associated = associatedData("person", vaultId, person.public);
  const plain = await open(key, fromBase64url(person.sealed)!, associated);
  key.fill(0);
  if (plain === null) throw damaged(cannot, "the vault's key does not open them");
  let keys: MemberKeys | undefined;
  try {
    const content = members(parseStrictJsonFast(decodeUtf8(plain)), "", ["agreement", "signing"]);
    keys = await memberKeysFrom(
      bytes(content.agreement, "agreement", MEMBER_KEY_BYTES),
      bytes(content.signing, "signing", MEMBER_KEY_BYTES),
    );
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw damaged(cannot, error.message, { cause: error });
  } finally {
    plain.fill(0);
  }
  if (keys.public === person.public && keys.id === person.id) return keys;
  keys.wipe();
  throw damaged(cannot, "they are not those of its public key");
}

/** Imports the seed of an Ed25519 key to sign with. */
export async function importSigningKey(seed: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  return await importPrivate("Ed25519", seed, false);
}

async function memberKeysFrom(
  agreementPrivate: Uint8Array<ArrayBuffer>,
  signingPrivate: Uint8Array<ArrayBuffer>,
): Promise<MemberKeys> {
  const keys = {
    agreement: await publicOf("X25519", agreementPrivate),
    signing: await publicOf("Ed25519", signingPrivate),
  };
  return new MemberKeys({ id: await memberId(keys), ...keys, agreementPrivate, signingPrivate });
}

/** Returns the public key of a private one, in base64url. */
async function publicOf(
  algorithm: "X25519" | "Ed25519",
  bytes: Uint8Array<ArrayBuffer>,
): Promise<string> {
  const { x } = await crypto.subtle.exportKey("jwk", await importPrivate(algorithm, bytes, true));
  return x!;
}

async function importPrivate(
  algorithm: "X25519" | "Ed25519",
  bytes: Uint8Array<ArrayBuffer>,
  extractable: boolean,
): Promise<CryptoKey> {
  const prefix = Uint8Array.fromHex(algorithm === "X25519" ? X25519_PREFIX : ED25519_PREFIX);
  const encoded = new Uint8Array(prefix.length + bytes.length);
  encoded.set(prefix);
  encoded.set(bytes, prefix.length);
  try {
    const use: KeyUsage = algorithm === "X25519" ? "deriveBits" : "sign";
    return await crypto.subtle.importKey("pkcs8", encoded, algorithm, extractable, [use]);
  } finally {
    encoded.fill(0);
  }
}
