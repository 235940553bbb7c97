import { UserError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import type { Platform } from "../../platform.ts";
import { reportWait } from "../../report_wait.ts";
import type { Outcome, PresenceCheck } from "../presence/check.ts";
import { fingerprint } from "../presence/fingerprint.ts";
import { polkit } from "../presence/polkit.ts";
import { touchId } from "../presence/touch_id.ts";
import { windowsHello } from "../presence/windows_hello.ts";
import type { UnlockContext } from "../unlock_context.ts";
import { type Keychain, systemKeychain } from "./keychain.ts";
import { forgetSystemSlot } from "./system_slots.ts";

/** What the operating system offers for unlocking. Tests bring their own. */
export interface SystemUnlocker {
  /** Where the secrets are. */
  readonly keychain: Keychain;
  /** The ways to verify presence, the best first. */
  readonly checks: readonly PresenceCheck[];
}

/** Returns what the operating system of `host` offers. */
export function systemUnlocker({ platform }: Pick<Host, "platform">): SystemUnlocker {
  return { keychain: systemKeychain(), checks: presenceChecks(platform) };
}

function presenceChecks(platform: Platform): readonly PresenceCheck[] {
  switch (platform) {
    case "linux":
      return [polkit(), fingerprint];
    case "darwin":
      return [touchId];
    case "windows":
      return [windowsHello];
  }
}

/** Verifies that a person is present, who is shown `reason`. Reports what it waits for if that takes more than a second. */
export async function verifyPresence(
  check: PresenceCheck,
  reason: string,
  report: UnlockContext["report"],
): Promise<Outcome> {
  return await reportWait(
    `your answer (${check.method}) to ${reason}`,
    check.verify(reason),
    report,
  );
}

/**
 * Removes the secret of the system slot `id` from this machine's keychain, and the record that the slot was made here.
 * An entry that cannot be removed is reported: it is useless without its slot.
 */
export async function removeSystemSecret(
  { paths, report }: Pick<UnlockContext, "paths" | "report">,
  id: string,
  keychain: Keychain = systemKeychain(),
): Promise<void> {
  try {
    await reportWait("the system's keychain", keychain.remove(id), report);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    report(
      `opaws: could not remove the keychain entry "${id}", which no longer opens anything: ${error.message}`,
    );
  }
  forgetSystemSlot(paths, id);
}
