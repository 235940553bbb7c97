import type { MemberKeys } from "./member_keys.ts";
import { KEY_BYTES } from "../format/vault_file.ts";

/** What happens around a change of a shared vault that has a remote. */
interface ChangeHooks {
  /** Gets the changes of others. May replace the bytes of the key, if somebody has changed it. */
  readonly before: () => Promise<void>;
  /** Notes that the vault has to be published. */
  readonly after: () => void;
}

/** The random 256-bit key of a vault. It uses the array it is given, not a copy, so that `wipe` overwrites that array. */
export class VaultKey {
  /** The 32 bytes. Zeros after {@linkcode VaultKey.wipe}. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /**
   * For the key of a shared vault: returns the keys with which this person signs what they write. They open the person's own
   * vault when they are first needed, which may ask for its password. The caller does not wipe them.
   */
  signer?: () => Promise<MemberKeys>;
  /** For the key of a shared vault: what happens around each change. */
  hooks?: ChangeHooks;

  /** Takes ownership of `bytes`. Throws `RangeError` if their length is not 32. */
  constructor(bytes: Uint8Array<ArrayBuffer>) {
    if (bytes.length !== KEY_BYTES) throw new RangeError(`a vault key has ${KEY_BYTES} bytes`);
    this.bytes = bytes;
  }

  /** Returns what `change` returns, which writes the vault with this key, and runs the hooks around it. */
  async whileChanging<T>(change: () => Promise<T>): Promise<T> {
    await this.hooks?.before();
    const result = await change();
    this.hooks?.after();
    return result;
  }

  /** Returns a copy of the bytes, without signer and hooks. */
  copy(): VaultKey {
    // Not `slice`: the engine moves a small array without a buffer of its own, and leaves a copy behind.
    const bytes = new Uint8Array(new ArrayBuffer(KEY_BYTES));
    bytes.set(this.bytes);
    return new VaultKey(bytes);
  }

  /** Overwrites the key with zeros. */
  wipe(): void {
    this.bytes.fill(0);
  }

  /** Returns `[vault key]`, so that the bytes never reach a message by accident. */
  toString(): string {
    return "[vault key]";
  }

  /** Returns `[vault key]`. */
  toJSON(): string {
    return "[vault key]";
  }

  /** Returns `[vault key]`, for `console.log` and test diffs. */
  [Symbol.for("Deno.customInspect")](): string {
    return "[vault key]";
  }
}
