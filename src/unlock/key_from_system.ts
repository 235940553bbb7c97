import { cleanText } from "../clean_text.ts";
import { UserError } from "../errors.ts";
import { NO_CHECK } from "./presence/check.ts";
import { isLocalSystemSlot } from "./system/system_slots.ts";
import type { SecretSlot } from "../vault/format/vault_file.ts";
import type { Unwrapped } from "../vault/slots/password.ts";
import { unwrapWithSecret } from "../vault/slots/system.ts";
import type { StoredVault } from "../vault/store/read.ts";
import { noninteractiveVariable } from "./noninteractive.ts";
import { reportWait } from "../report_wait.ts";
import { type SystemUnlocker, systemUnlocker, verifyPresence } from "./system/system_unlocker.ts";
import type { UnlockContext } from "./unlock_context.ts";

/**
 * The key of `stored` by the system, where it was enrolled on this machine: presence is verified in the way that the
 * slot names, then the secret is fetched. Null when it was not enrolled here, or after one line that says why the
 * system did not unlock it. It asks nothing where nobody is to be asked (`CI`, `OPAWS_NONINTERACTIVE`).
 */
export async function keyFromSystem(
  context: UnlockContext,
  stored: StoredVault,
  reason: string | undefined,
  system?: SystemUnlocker,
): Promise<Unwrapped<SecretSlot> | null> {
  const slot = stored.file.slots.find((each): each is SecretSlot =>
    each.kind === "system" && isLocalSystemSlot(context.paths, each.id)
  );
  if (slot === undefined || noninteractiveVariable(context.host) !== null) return null;
  const { checks, keychain } = system ?? systemUnlocker(context.host);
  const { report } = context;
  const fallBack = (because: string): null => {
    report(
      `opaws: the system did not unlock vault "${stored.name}", so its password is asked: ${because}`,
    );
    return null;
  };
  try {
    const absent = await whyAbsent(stored, slot, checks, reason, report);
    if (absent !== null) return fallBack(absent);
    const secret = await reportWait("the system's keychain", keychain.get(slot.id), report);
    if (secret === null) return fallBack("its entry is gone from the keychain");
    const key = secret.length === 32 ? await unwrapWithSecret(stored.file, slot, secret) : null;
    secret.fill(0);
    return key === null ? fallBack("the keychain's entry does not open it") : { key, slot };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return fallBack(error.message);
  }
}

/** Why nobody was shown to be there; null when somebody was, or when the slot asks for no check. */
async function whyAbsent(
  { name }: StoredVault,
  slot: SecretSlot,
  checks: SystemUnlocker["checks"],
  reason: string | undefined,
  report: UnlockContext["report"],
): Promise<string | null> {
  if (slot.label === NO_CHECK) return null;
  const check = checks.find((each) => each.method === slot.label);
  if (check === undefined) return `its slot wants ${JSON.stringify(slot.label)}, unknown here`;
  const why = reason === undefined ? "" : `: ${cleanText(reason)}`;
  const action = `unlock vault ${JSON.stringify(name)}${why}`;
  const outcome = await verifyPresence(check, action, report);
  return outcome.kind === "present" ? null : outcome.because;
}
