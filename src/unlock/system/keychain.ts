import { UserError } from "../../errors.ts";

const SERVICE = "opaws";
const TIMEOUT = 60_000; // milliseconds: a dialog on a screen that nobody sees must not block a terminal forever

/**
 * The operating system's store of secrets for this user: Secret Service, macOS Keychain or Credential Manager. Each method
 * throws UserError (69, keychain) if the store cannot be used.
 */
export interface Keychain {
  /** Returns the secret of `account`, which the caller wipes; null if there is none. */
  get(account: string): Promise<Uint8Array<ArrayBuffer> | null>;
  /** Stores `secret` for `account`. */
  set(account: string, secret: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Removes the secret of `account`, if it exists. */
  remove(account: string): Promise<void>;
}

/** The part of the keychain library that opaws uses. The library is loaded when a keychain is first used. */
export interface KeychainLibrary {
  /** An entry of the keychain. */
  readonly AsyncEntry: new (
    service: string,
    account: string,
    options: { readonly linux: { readonly store: "secret-service" } },
  ) => {
    getSecret(signal: AbortSignal): Promise<ArrayLike<number> | null | undefined>;
    setSecret(secret: Uint8Array, signal: AbortSignal): Promise<void>;
    deleteCredential(signal: AbortSignal): Promise<boolean>;
  };
}

/** Returns the keychain of this system. Each call gives up after `timeout` milliseconds. Tests pass their own `load`. */
export function systemKeychain(
  load: () => Promise<KeychainLibrary> = loadLibrary,
  timeout: number = TIMEOUT,
): Keychain {
  const call = async <T>(
    account: string,
    act: (entry: InstanceType<KeychainLibrary["AsyncEntry"]>, signal: AbortSignal) => Promise<T>,
  ): Promise<T> => {
    const signal = AbortSignal.timeout(timeout);
    try {
      const { AsyncEntry } = await load();
      // By default the library falls back to the kernel's keyring, which no login protects and a restart empties.
      const entry = new AsyncEntry(SERVICE, account, { linux: { store: "secret-service" } });
      return await Promise.race([act(entry, signal), rejectOnAbort(signal)]);
    } catch (error) {
      throw keychainError(error, signal.aborted);
    }
  };
  return {
    get: (account) =>
      call(account, async (entry, signal) => {
        const secret = await entry.getSecret(signal);
        return secret ? Uint8Array.from(secret) : null;
      }),
    set: (account, secret) => call(account, (entry, signal) => entry.setSecret(secret, signal)),
    remove: (account) =>
      call(account, async (entry, signal) => void await entry.deleteCredential(signal)),
  };
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) =>
    signal.addEventListener("abort", () => reject(signal.reason), { once: true })
  );
}

async function loadLibrary(): Promise<KeychainLibrary> {
  try {
    return await import("@napi-rs/keyring");
  } catch (error) {
    throw unusable("this build of opaws has no keychain library for this system", error);
  }
}

function keychainError(error: unknown, timedOut: boolean): UserError {
  if (error instanceof UserError) return error;
  const text = error instanceof Error ? `${error.message} ${error.cause ?? ""}` : String(error);
  const because = timedOut
    ? "it did not answer for a minute"
    : /dismissed|prompt|locked/i.test(text)
    ? "it stayed locked"
    : /AccessDenied|platform storage|secure storage|zbus|D-?Bus/i.test(text)
    ? "there is none in this login session"
    : text.split("\n")[0]!.trim();
  return unusable(because, error);
}

function unusable(because: string, cause: unknown): UserError {
  return new UserError({
    exit: "unavailable",
    code: "keychain",
    cannot: "use the system's keychain",
    because,
    cause,
  });
}
