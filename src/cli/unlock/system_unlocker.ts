import { Fault } from "../../fault.ts";
import { type Keychain, systemKeychain } from "../../unlock/keychain.ts";
import type { Outcome, PresenceCheck } from "../../unlock/presence/check.ts";
import { presenceChecks } from "../../unlock/presence/checks.ts";
import { forgetSystemSlot } from "../../unlock/system_slots.ts";
import { tell } from "../output/output.ts";
import type { Workplace } from "../workplace.ts";

const PATIENCE = 1000; // milliseconds after which waiting is explained

/** What this system has for unlocking; tests bring their own. */
export interface SystemUnlocker {
  /** Where the secrets are. */
  readonly keychain: Keychain;
  /** The ways to verify presence, the best first. */
  readonly checks: readonly PresenceCheck[];
}

/** What the system of `work` has. */
export function systemUnlocker(work: Workplace): SystemUnlocker {
  return { keychain: systemKeychain(), checks: presenceChecks(work.host.platform) };
}

/** Verifies presence, telling what it waits for when that takes a while. */
export async function verifyPresence(check: PresenceCheck, reason: string): Promise<Outcome> {
  return await waitingFor(`your answer (${check.method}) to ${reason}`, check.verify(reason));
}

/** `work`, with a line on stderr when it takes more than a second. */
export async function waitingFor<T>(what: string, work: Promise<T>): Promise<T> {
  const timer = setTimeout(() => tell(`opaws: waiting for ${what}`), PATIENCE);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
  }
}

/** Takes the secret of the system slot `id` out of the keychain of this machine; an entry that stays is told. */
export async function dropSystemSlot(
  work: Workplace,
  id: string,
  keychain: Keychain = systemKeychain(),
): Promise<void> {
  try {
    await waitingFor("the system's keychain", keychain.remove(id));
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    tell(`opaws: the keychain's entry "${id}" stays, and opens nothing any more: ${error.message}`);
  }
  forgetSystemSlot(work.places, id);
}
