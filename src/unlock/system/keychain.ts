import { UserError } from "../../errors.ts";

const SERVICE = "opaws";
const PATIENCE = 60_000; // milliseconds; a prompt on a screen that nobody sees must not hold a terminal for ever

/** Where the operating system keeps secrets of this user: Secret Service, macOS Keychain, Credential Manager. */
export interface Keychain {
  /** The secret of `account`, to be wiped by the caller; null when there is none. Faults (69) `keychain`. */
  get(account: string): Promise<Uint8Array<ArrayBuffer> | null>;
  /** Keeps `secret` for `account`. Faults (69) `keychain`. */
  set(account: string, secret: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Removes what is kept for `account`; nothing there is no fault. Faults (69) `keychain`. */
  remove(account: string): Promise<void>;
}

/** What of the library is used; it is loaded when a keychain is first wanted. */
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

/** The keychain of this system. `load` is for tests. Each of its calls gives up after a minute. */
export function systemKeychain(
  load: () => Promise<KeychainLibrary> = loadLibrary,
  patience: number = PATIENCE,
): Keychain {
  const call = async <T>(
    account: string,
    act: (entry: InstanceType<KeychainLibrary["AsyncEntry"]>, signal: AbortSignal) => Promise<T>,
  ): Promise<T> => {
    const signal = AbortSignal.timeout(patience);
    try {
      const { AsyncEntry } = await load();
      // Left to itself the library falls back to the kernel's keyring, which no login protects and no restart keeps.
      const entry = new AsyncEntry(SERVICE, account, { linux: { store: "secret-service" } });
      return await Promise.race([act(entry, signal), ended(signal)]);
    } catch (error) {
      throw keychainFault(error, signal.aborted);
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

function ended(signal: AbortSignal): Promise<never> {
  return new Promise((_, refuse) =>
    signal.addEventListener("abort", () => refuse(signal.reason), { once: true })
  );
}

async function loadLibrary(): Promise<KeychainLibrary> {
  try {
    return await import("@napi-rs/keyring");
  } catch (error) {
    throw unusable("this opaws has no library for it on this system", error);
  }
}

function keychainFault(error: unknown, late: boolean): UserError {
  if (error instanceof UserError) return error;
  const text = error instanceof Error ? `${error.message} ${error.cause ?? ""}` : String(error);
  const because = late
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
