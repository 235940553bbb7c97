import type { Host } from "../../host.ts";
import { open, seal } from "../../vault/crypto/seal.ts";
import { windows } from "../../windows/load.ts";
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
  { key, leader }: TerminalSession,
): EntrySeal | null {
  if (key !== null) return keySeal(host, key);
  return windows === null || leader === null ? null : {
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
