/** Bytes of a vault key, of a key-encryption key and of an item key. */
export const KEY_BYTES = 32;

/** The random 256-bit key of a vault. It holds the array it is given, so that {@linkcode VaultKey.wipe} reaches it. */
export class VaultKey {
  /** The 32 bytes; zeros after {@linkcode VaultKey.wipe}. */
  readonly bytes: Uint8Array<ArrayBuffer>;

  /** Takes `bytes` over. Throws `RangeError` when they are not 32. */
  constructor(bytes: Uint8Array<ArrayBuffer>) {
    if (bytes.length !== KEY_BYTES) throw new RangeError(`a vault key has ${KEY_BYTES} bytes`);
    this.bytes = bytes;
  }

  /** Overwrites the key with zeros. */
  wipe(): void {
    this.bytes.fill(0);
  }

  /** `[vault key]`: the bytes never reach a message by accident. */
  toString(): string {
    return "[vault key]";
  }

  /** `[vault key]`. */
  toJSON(): string {
    return "[vault key]";
  }

  /** `[vault key]`, for `console.log` and test diffs. */
  [Symbol.for("Deno.customInspect")](): string {
    return "[vault key]";
  }
}
