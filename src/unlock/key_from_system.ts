import { cleanText } from "../clean_text.ts";
import { UserError } from "../errors.ts";
import { reportWait } from "../report_wait.ts";
import type { SystemSlot } from "../vault/format/vault_file.ts";
import type { Unwrapped } from "../vault/slots/slot.ts";
import { unwrapWithSystemSecret } from "../vault/slots/system.ts";
import type { StoredVault } from "../vault/store/read.ts";
import { NO_CHECK } from "./presence/check.ts";
import { noninteractiveVariable } from "./prompts/noninteractive.ts";
import { isLocalSystemSlot } from "./system/system_slots.ts";
import { type SystemUnlocker, systemUnlocker, verifyPresence } from "./system/system_unlocker.ts";
import type { UnlockContext } from "./unlock_context.ts";

/**
 * Returns the key of `stored` from the system, if it was enrolled on this machine: verifies presence as the slot's label
 * says, then reads the secret from the keychain. Returns null if it was not enrolled here, if a variable forbids questions,
 * or, after a report, if the system does not give the key.
 */
export async function keyFromSystem(
  { host, paths, report }: Pick<UnlockContext, "host" | "paths" | "report">,
  stored: StoredVault,
  reason: string | undefined,
  system?: SystemUnlocker,
): Promise<Unwrapped<SystemSlot> | null> {
  const slot = stored.file.slots.find((each): each is SystemSlot =>
    each.kind === "system" && isLocalSystemSlot(paths, each.id)
  );
  if (slot === undefined || noninteractiveVariable(host) !== null) return null;
  const { checks, keychain } = system ?? systemUnlocker(host);
  const fallBack = (because: string): null => {
    report(
      `opaws: the system did not unlock vault "${stored.name}", so opaws asks for its password: ${because}`,
    );
    return null;
  };
  try {
    const absent = await whyAbsent(stored, slot, checks, reason, report);
    if (absent !== null) return fallBack(absent);
    const secret = await reportWait("the system's keychain", keychain.get(slot.id), report);
    if (secret === null) return fallBack("its entry is gone from the keychain");
    const key = secret.length === 32
      ? await unwrapWithSystemSecret(slot, stored.file.id, secret)
      : null;
    secret.fill(0);
    return key === null ? fallBack("its keychain entry does not open it") : { key, slot };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return fallBack(error.message);
  }
}

/** Returns why presence was not verified; null if it was, or if the slot needs no check. */
async function whyAbsent(
  { name }: StoredVault,
  slot: SystemSlot,
  checks: SystemUnlocker["checks"],
  reason: string | undefined,
  report: UnlockContext["report"],
): Promise<string | null> {
  if (slot.label === NO_CHECK) return null;
  const check = checks.find((each) => each.method === slot.label);
  if (check === undefined) {
    return `it requires the check ${JSON.stringify(slot.label)}, which this machine does not have`;
  }
  const why = reason === undefined ? "" : `: ${cleanText(reason)}`;
  const action = `unlock vault ${JSON.stringify(name)}${why}`;
  const outcome = await verifyPresence(check, action, report);
  return outcome.kind === "present" ? null : outcome.because;
}
