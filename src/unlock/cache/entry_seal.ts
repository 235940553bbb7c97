import { UserError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { open, seal } from "../../vault/crypto/seal.ts";
import { windows } from "../../windows/load.ts";
import { isLoginSession } from "../login_session.ts";
import type { TerminalSession } from "../terminal_session.ts";

/** Seals the cached keys of a terminal session, so that a copy of the file opens nothing elsewhere. */
export interface EntrySeal {
  /** Returns `plain` sealed. `associated` names the terminal session and the vault. */
  seal(
    plain: Uint8Array<ArrayBuffer>,
    associated: Uint8Array<ArrayBuffer>,
  ): Promise<Uint8Array<ArrayBuffer>>;
  /** Opens what `seal` returned; null if anything differs. */
  open(
    sealed: Uint8Array<ArrayBuffer>,
    associated: Uint8Array<ArrayBuffer>,
  ): Promise<Uint8Array<ArrayBuffer> | null>;
}

/**
 * Returns how the keys of `terminal` are sealed: under the random key of its `OPAWS_SESSION` (AES-256-GCM). Without one,
 * Windows seals them (DPAPI) for this user, with the terminal session in the entropy: another user or machine opens nothing,
 * and another terminal of this user does not by accident. Null elsewhere.
 */
export function entrySealOf(
  host: Pick<Host, "random">,
  { key, leader, id }: TerminalSession,
): EntrySeal | null {
  if (key !== null) return keySeal(host, key);
  const isLogin = isLoginSession(id);
  if (windows === null) return isLogin ? keychainSeal(host) : null;
  return leader === null && !isLogin ? null : {
    seal: (plain, associated) => Promise.resolve(windows!.protect(plain, associated)),
    open: (sealed, associated) => Promise.resolve(windows!.unprotect(sealed, associated)),
  };
}

/** Seals under `key`, 32 bytes, with AES-256-GCM. */
export function keySeal(host: Pick<Host, "random">, key: Uint8Array<ArrayBuffer>): EntrySeal {
  return {
    seal: (plain, associated) => seal(host, key, plain, associated),
    open: (sealed, associated) => open(key, sealed, associated),
  };
}

/** The entry of the keychain with the key of the login session. */
const ACCOUNT = "login session";

/**
 * Seals under a random key in the system's keychain, which only the user's login opens: macOS has no folder that lasts as
 * long as the login session and is in memory only.
 */
function keychainSeal(host: Pick<Host, "random">): EntrySeal {
  const own = async (make: boolean): Promise<EntrySeal | null> => {
    const { systemKeychain } = await import("../system/keychain.ts");
    const keychain = systemKeychain();
    const found = await keychain.get(ACCOUNT);
    if (found !== null) return keySeal(host, found);
    if (!make) return null;
    const key = host.random(32);
    await keychain.set(ACCOUNT, key);
    return keySeal(host, key);
  };
  return {
    seal: async (plain, associated) => await (await own(true))!.seal(plain, associated),
    open: async (sealed, associated) => {
      try {
        return await (await own(false))?.open(sealed, associated) ?? null;
      } catch (error) {
        if (error instanceof UserError) return null; // then opaws asks for the password
        throw error;
      }
    },
  };
}
