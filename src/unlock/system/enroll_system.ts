import { UserError } from "../../errors.ts";
import { reportWait } from "../../report_wait.ts";
import type { VaultKey } from "../../vault/crypto/vault_key.ts";
import { newUuid } from "../../vault/format/uuid.ts";
import type { SystemSlot } from "../../vault/format/vault_file.ts";
import { makeRoomForSlots } from "../../vault/slots/slot_limit.ts";
import { wrapWithSystemSecret } from "../../vault/slots/system.ts";
import { changeSlots } from "../../vault/store/change_slots.ts";
import type { StoredVault } from "../../vault/store/read.ts";
import { reauthenticate } from "../reauthenticate.ts";
import { NO_CHECK, type Outcome, type PresenceCheck } from "../presence/check.ts";
import type { UnlockContext } from "../unlock_context.ts";
import { isLocalSystemSlot, rememberSystemSlot } from "./system_slots.ts";
import {
  removeSystemSecret,
  type SystemUnlocker,
  systemUnlocker,
  verifyPresence,
} from "./system_unlocker.ts";
import { shellWord } from "../../quote.ts";

const SECRET_BYTES = 32;

/** A presence check that cannot be used, and why. */
export type UnavailableCheck = Pick<PresenceCheck, "method"> & Outcome & { kind: "unavailable" };

/** The choices of the user who enrolls the system. */
interface Enrollment {
  /** Whether the password comes from standard input. */
  readonly passwordStdin: boolean;
  /** Asks the user whether to enroll although no check of presence can be used. Throws if not. */
  readonly confirmWithoutCheck: (unavailable: readonly UnavailableCheck[]) => Promise<void>;
}

/**
 * Gives `stored` a slot whose secret is in the system's keychain, in place of an earlier one of this machine. The first
 * check of presence that succeeds becomes the slot's label, which is bound to the wrapped key: nobody can edit the label
 * to avoid the check.
 *
 * @throws UserError 69 if there is no keychain, 77 if presence is denied, and as `reauthenticate` and
 * `confirmWithoutCheck` do.
 */
export async function enrollSystem(
  context: UnlockContext,
  stored: StoredVault,
  { passwordStdin, confirmWithoutCheck }: Enrollment,
  system: SystemUnlocker = systemUnlocker(context.host),
): Promise<SystemSlot> {
  const id = newUuid(context.host);
  await tryKeychain(context, system.keychain, id);
  const key = await reauthenticate(context, stored, {
    reason: "enrolling the system needs the vault's password",
    try: `opaws unlock --enroll system --vault ${shellWord(stored.name)} --password-stdin`,
    passwordStdin,
  });
  try {
    const result = await firstPresent(context, stored, system.checks);
    if ("unavailable" in result) await confirmWithoutCheck(result.unavailable);
    const label = "method" in result ? result.method : NO_CHECK;
    return await addSlot(context, stored, key, { id, label }, system.keychain);
  } finally {
    key.wipe();
  }
}

/** Throws if there is no keychain, before the user is asked for anything. */
async function tryKeychain(
  { report }: UnlockContext,
  keychain: SystemUnlocker["keychain"],
  id: string,
): Promise<void> {
  (await reportWait("the system's keychain", keychain.get(id), report))?.fill(0);
}

/** Returns the first check that shows presence, or why none can be used. Throws UserError (77) if one denies it. */
async function firstPresent(
  { report }: UnlockContext,
  { name }: StoredVault,
  checks: SystemUnlocker["checks"],
): Promise<{ readonly method: string } | { readonly unavailable: readonly UnavailableCheck[] }> {
  const unavailable: UnavailableCheck[] = [];
  for (const check of checks) {
    const outcome = await verifyPresence(check, `unlock vault ${JSON.stringify(name)}`, report);
    if (outcome.kind === "present") return { method: check.method };
    if (outcome.kind === "denied") throw denied(name, outcome.because);
    unavailable.push({ method: check.method, ...outcome });
  }
  return { unavailable };
}

async function addSlot(
  context: UnlockContext,
  stored: StoredVault,
  key: VaultKey,
  { id, label }: { readonly id: string; readonly label: string },
  keychain: SystemUnlocker["keychain"],
): Promise<SystemSlot> {
  const secret = context.host.random(SECRET_BYTES);
  const isOurs = (slot: { readonly kind: string; readonly id: string }): boolean =>
    slot.kind === "system" && isLocalSystemSlot(context.paths, slot.id);
  const earlier = stored.file.slots.filter(isOurs);
  let slot: SystemSlot;
  try {
    await keychain.set(id, secret);
    await checkStored(keychain, id, secret);
    slot = await wrapWithSystemSecret(context.host, {
      vaultId: stored.file.id,
      key,
      secret,
      id,
      label,
    });
    await changeSlots(context.host, context.paths, stored.name, key, (file) => [
      ...makeRoomForSlots(
        file.slots.filter((each) => !isOurs(each)),
        context.host.now(),
        cannotEnroll(stored.name),
      ),
      slot,
    ]);
  } catch (error) {
    await removeSystemSecret(context, id, keychain);
    throw error;
  } finally {
    secret.fill(0);
  }
  rememberSystemSlot(context.paths, slot.id);
  for (const old of earlier) await removeSystemSecret(context, old.id, keychain);
  return slot;
}

/** Throws if the keychain returns another secret than it was given: that would lock the vault's owner out unnoticed. */
async function checkStored(
  keychain: SystemUnlocker["keychain"],
  id: string,
  secret: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const stored = await keychain.get(id);
  const same = stored?.length === secret.length && stored.every((byte, at) => byte === secret[at]);
  stored?.fill(0);
  if (same) return;
  throw new UserError({
    exit: "unavailable",
    code: "keychain",
    cannot: "use the system's keychain",
    because: "it returned another secret than it was given",
  });
}

/** Returns the action of an error: `enroll the system for vault "personal"`. */
export function cannotEnroll(name: string): string {
  return `enroll the system for vault ${JSON.stringify(name)}`;
}

function denied(name: string, because: string): UserError {
  return new UserError({
    exit: "denied",
    code: "presence-denied",
    cannot: cannotEnroll(name),
    because,
  });
}
