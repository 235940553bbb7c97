import { UserError } from "../../errors.ts";
import { type Keychain, systemKeychain } from "./keychain.ts";
import type { Outcome, PresenceCheck } from "../presence/check.ts";
import { presenceChecks } from "../presence/checks.ts";
import { forgetSystemSlot } from "./system_slots.ts";
import { reportWait } from "../../report_wait.ts";
import { report } from "../../cli/output.ts";
import type { CommandContext } from "../../cli/context.ts";

/** What this system has for unlocking; tests bring their own. */
export interface SystemUnlocker {
  /** Where the secrets are. */
  readonly keychain: Keychain;
  /** The ways to verify presence, the best first. */
  readonly checks: readonly PresenceCheck[];
}

/** What the system of `context` has. */
export function systemUnlocker(context: CommandContext): SystemUnlocker {
  return { keychain: systemKeychain(), checks: presenceChecks(context.host.platform) };
}

/** Verifies presence, telling what it waits for when that takes a while. */
export async function verifyPresence(check: PresenceCheck, reason: string): Promise<Outcome> {
  return await reportWait(
    `your answer (${check.method}) to ${reason}`,
    check.verify(reason),
    report,
  );
}

/** Takes the secret of the system slot `id` out of the keychain of this machine; an entry that stays is told. */
export async function dropSystemSlot(
  context: CommandContext,
  id: string,
  keychain: Keychain = systemKeychain(),
): Promise<void> {
  try {
    await reportWait("the system's keychain", keychain.remove(id), report);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    report(
      `opaws: the keychain's entry "${id}" stays, and opens nothing any more: ${error.message}`,
    );
  }
  forgetSystemSlot(context.paths, id);
}
