import type { GenerationHeader } from "./generation_header.ts";
import type { KdfCost } from "./kdf_cost.ts";

/** Bytes of a vault key, of a wrapping key and of an item key. */
export const KEY_BYTES = 32;
/** Bytes of every salt; RFC 9106, section 3.1. */
export const SALT_BYTES = 16;
/** Bytes of the initialization vector before a ciphertext; NIST SP 800-38D. */
export const IV_BYTES = 12;
/** Bytes of the authentication tag after a ciphertext; NIST SP 800-38D. */
export const TAG_BYTES = 16;
/** Bytes of the MAC of a vault file; HMAC-SHA-256. */
export const MAC_BYTES = 32;
/** The largest number of slots in a vault. */
export const MAX_SLOTS = 64;

/** The members that every slot has. */
interface SlotBase {
  /** A UUID. */
  readonly id: string;
  /** The user's name for it. May be empty. */
  readonly label: string;
  /** When the slot was made, RFC 3339 in UTC. */
  readonly created: string;
  /** `iv | ciphertext | tag` in base64url. */
  readonly wrapped: string;
}

/** How a slot derives its wrapping key from 32 random bytes. */
export interface SecretKdf {
  /** HKDF with SHA-256. */
  readonly name: "hkdf-sha256";
  /** 16 bytes in base64url. */
  readonly salt: string;
}

/** How a slot derives its wrapping key from a password. */
interface PasswordKdf extends KdfCost {
  /** Argon2id version 1.3. */
  readonly name: "argon2id";
  /** 16 bytes in base64url. */
  readonly salt: string;
}

/** The vault key, wrapped under a password. */
export interface PasswordSlot extends SlotBase {
  /** The kind of unlock. */
  readonly kind: "password";
  /** How the wrapping key is derived. */
  readonly kdf: PasswordKdf;
}

/** The vault key, wrapped under 32 random bytes in the keychain of one machine. */
export interface SystemSlot extends SlotBase {
  /** The kind of unlock. */
  readonly kind: "system";
  /** How the wrapping key is derived. */
  readonly kdf: SecretKdf;
}

/** The vault key, wrapped under a recovery code. */
export interface RecoverySlot extends SlotBase {
  /** The kind of unlock. */
  readonly kind: "recovery";
  /** How the wrapping key is derived. */
  readonly kdf: SecretKdf;
}

/** The keys of some items, wrapped under a token. It never contains the vault key. */
export interface TokenSlot extends SlotBase {
  /** The kind of unlock. */
  readonly kind: "token";
  /** How the wrapping key is derived. */
  readonly kdf: SecretKdf;
  /** When the token expires, RFC 3339 in UTC. */
  readonly expires: string;
  /**
   * The salt of each item that the token opens, by item id, as it was when the slot was made. Empty after the token is
   * revoked. Other writers may leave it out: then only the holder of the token can list the items.
   */
  readonly items?: Readonly<Record<string, string>>;
  /** True in a bundle, absent in a vault. It is bound to the slot, so a bundle cannot pass for a vault. */
  readonly bundle?: true;
}

/** How the vault key is wrapped to a member's public key. */
interface MemberKdf {
  /** HPKE in base mode (RFC 9180). */
  readonly name: "hpke-x25519-hkdf-sha256-aes256gcm";
  /** The encapsulated key, 32 bytes in base64url. */
  readonly enc: string;
}

/** The vault key, wrapped to the public key of a member of a shared vault. Its id is the member's. */
export interface MemberSlot extends SlotBase {
  /** The kind of unlock. */
  readonly kind: "member";
  /** How the vault key is wrapped. */
  readonly kdf: MemberKdf;
  /** `ciphertext | tag` in base64url, without an iv. */
  readonly wrapped: string;
}

/** One wrapped copy of the vault key, or of some item keys. */
export type Slot = PasswordSlot | SystemSlot | RecoverySlot | TokenSlot | MemberSlot;

/** The private keys of the person whose own vault this is, sealed under the vault key. */
export interface Person {
  /** The member's id. */
  readonly id: string;
  /** The public keys as text, `opaws-member_...`. */
  readonly public: string;
  /** 16 bytes in base64url. */
  readonly salt: string;
  /** `iv | ciphertext | tag` in base64url. */
  readonly sealed: string;
}

/** One item as it is in the file. */
export interface SealedItem {
  /** 16 bytes in base64url, new at every change. */
  readonly salt: string;
  /** `iv | ciphertext | tag` in base64url. */
  readonly sealed: string;
  /** When the item was last changed, RFC 3339 in UTC. */
  readonly updated: string;
}

/** A vault file as `docs/vault-format.md` specifies it. */
export interface VaultFile {
  /** The name of the format. A bundle is a vault file for one token alone. */
  readonly format: "opaws-vault" | "opaws-bundle";
  /** The version of the format: 2 if the file has `person` or `shared`, or else 1. */
  readonly version: 1 | 2;
  /** A UUID that never changes. */
  readonly id: string;
  /** The vault's name, which is also the file's name without `.json`. */
  readonly name: string;
  /** Grows by one at each write. At least 1. */
  readonly generation: number;
  /** The wrapped keys, 1 to {@linkcode MAX_SLOTS}. */
  readonly slots: readonly Slot[];
  /** The sealed items by UUID. */
  readonly items: Readonly<Record<string, SealedItem>>;
  /** In a person's own vault: the person's member keys. Never together with `shared`. */
  readonly person?: Person;
  /** In a shared vault: the header of this generation. */
  readonly shared?: GenerationHeader;
  /** In a shared vault: the signature of the header by its author, 64 bytes in base64url. */
  readonly signature?: string;
  /** The HMAC of all other members, 32 bytes in base64url. */
  readonly mac: string;
}

/** A vault file without its `mac`. */
export type UnsignedVaultFile = Omit<VaultFile, "mac">;
