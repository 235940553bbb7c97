import { cleanText } from "../clean_text.ts";
import { UserError } from "../errors.ts";
import { NO_CHECK } from "./presence/check.ts";
import { isSystemSlotHere } from "./system/system_slots.ts";
import type { SecretSlot } from "../vault/format/vault_file.ts";
import type { Unwrapped } from "../vault/slots/password.ts";
import { unwrapWithSecret } from "../vault/slots/system.ts";
import type { StoredVault } from "../vault/store/read.ts";
import { reportWait } from "../report_wait.ts";
import { whyNobodyToAsk } from "./nobody_to_ask.ts";
import { report } from "../cli/output.ts";
import { type SystemUnlocker, systemUnlocker, verifyPresence } from "./system/system_unlocker.ts";
import type { CommandContext } from "../cli/context.ts";

/**
 * The key of `stored` by the system, where it was enrolled on this machine: presence is verified in the way that the
 * slot names, then the secret is fetched. Null when it was not enrolled here, or after one line that says why the
 * system did not unlock it. It asks nothing where nobody is to be asked (`CI`, `OPAWS_NONINTERACTIVE`).
 */
export async function keyBySystem(
  context: CommandContext,
  stored: StoredVault,
  reason: string | undefined,
  system?: SystemUnlocker,
): Promise<Unwrapped<SecretSlot> | null> {
  const slot = stored.file.slots.find((each): each is SecretSlot =>
    each.kind === "system" && isSystemSlotHere(context.paths, each.id)
  );
  if (slot === undefined || whyNobodyToAsk(context.host) !== null) return null;
  const { checks, keychain } = system ?? systemUnlocker(context);
  try {
    const absent = await whyAbsent(stored, slot, checks, reason);
    if (absent !== null) return told(stored, absent);
    const secret = await reportWait("the system's keychain", keychain.get(slot.id), report);
    if (secret === null) return told(stored, "its entry is gone from the keychain");
    const key = secret.length === 32 ? await unwrapWithSecret(stored.file, slot, secret) : null;
    secret.fill(0);
    return key === null ? told(stored, "the keychain's entry does not open it") : { key, slot };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return told(stored, error.message);
  }
}

/** Why nobody was shown to be there; null when somebody was, or when the slot asks for no check. */
async function whyAbsent(
  { name }: StoredVault,
  slot: SecretSlot,
  checks: SystemUnlocker["checks"],
  reason: string | undefined,
): Promise<string | null> {
  if (slot.label === NO_CHECK) return null;
  const check = checks.find((each) => each.method === slot.label);
  if (check === undefined) return `its slot wants ${JSON.stringify(slot.label)}, unknown here`;
  const why = reason === undefined ? "" : `: ${cleanText(reason)}`;
  const outcome = await verifyPresence(check, `unlock vault ${JSON.stringify(name)}${why}`);
  return outcome.kind === "present" ? null : outcome.because;
}

function told({ name }: StoredVault, because: string): null {
  report(`opaws: the system did not unlock vault "${name}", so its password is asked: ${because}`);
  return null;
}
