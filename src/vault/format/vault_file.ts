import type { KdfCost } from "../crypto/derive.ts";

/** What every slot has: one wrapped copy of a key and how it came to be. */
export interface SlotBase {
  /** A UUID. */
  readonly id: string;
  /** The user's own word for it; may be empty. */
  readonly label: string;
  /** When it was made, RFC 3339 in UTC. */
  readonly created: string;
  /** `iv | ciphertext | tag` in base64url. */
  readonly wrapped: string;
}

/** The derivation of slots that start from 32 random bytes. */
export interface SecretKdf {
  /** HKDF with SHA-256. */
  readonly name: "hkdf-sha256";
  /** 16 bytes in base64url. */
  readonly salt: string;
}

/** The derivation of slots that start from a password. */
export interface PasswordKdf extends KdfCost {
  /** Argon2id version 1.3. */
  readonly name: "argon2id";
  /** 16 bytes in base64url. */
  readonly salt: string;
}

/** The vault key, wrapped under a password. */
export interface PasswordSlot extends SlotBase {
  /** Which unlocker opens it. */
  readonly kind: "password";
  /** How its key is derived. */
  readonly kdf: PasswordKdf;
}

/** The vault key, wrapped under 32 bytes that the operating system keeps, or that the user keeps on paper. */
export interface SecretSlot extends SlotBase {
  /** Which unlocker opens it. */
  readonly kind: "system" | "recovery";
  /** How its key is derived. */
  readonly kdf: SecretKdf;
}

/** The keys of some items, wrapped under a token; it never yields the vault key. */
export interface TokenSlot extends SlotBase {
  /** Which unlocker opens it. */
  readonly kind: "token";
  /** How its key is derived. */
  readonly kdf: SecretKdf;
  /** When it stops to be honoured, RFC 3339 in UTC. */
  readonly expires: string;
  /**
   * The salt that each item it opens had when it was made, by item id; none once the token is revoked. A writer may have
   * left it out: then only the token tells its items.
   */
  readonly items?: Readonly<Record<string, string>>;
}

/** One wrapped copy of the vault key, or of some item keys. */
export type Slot = PasswordSlot | SecretSlot | TokenSlot;

/** One item as the file holds it. */
export interface SealedItem {
  /** 16 bytes in base64url, drawn anew at every change. */
  readonly salt: string;
  /** `iv | ciphertext | tag` in base64url. */
  readonly sealed: string;
  /** When it was last changed, RFC 3339 in UTC. */
  readonly updated: string;
}

/** A vault file, version 1, as `docs/vault-format.md` lays it down. */
export interface VaultFile {
  /** Tells the format. */
  readonly format: "opaws-vault";
  /** Tells its version. */
  readonly version: 1;
  /** A UUID that stays for the life of the vault. */
  readonly id: string;
  /** Also the name of the file, without `.json`. */
  readonly name: string;
  /** Grows by one at each write; at least 1. */
  readonly generation: number;
  /** The wrapped keys; at least one. */
  readonly slots: readonly Slot[];
  /** The sealed items by UUID. */
  readonly items: Readonly<Record<string, SealedItem>>;
  /** HMAC of all the rest, 32 bytes in base64url. */
  readonly mac: string;
}

/** A vault file before its `mac`. */
export type UnsignedVaultFile = Omit<VaultFile, "mac">;
