import { UserError } from "../../errors.ts";
import { NO_CHECK } from "../presence/check.ts";
import { isSystemSlotHere, rememberSystemSlot } from "./system_slots.ts";
import { changeSlots } from "../../vault/store/change_slots.ts";
import type { SecretSlot } from "../../vault/format/vault_file.ts";
import type { VaultKey } from "../../vault/crypto/vault_key.ts";
import { wrapWithSecret } from "../../vault/slots/system.ts";
import type { StoredVault } from "../../vault/store/read.ts";
import { newUuid } from "../../vault/format/uuid.ts";
import { checkSlotLimit } from "../../vault/slots/slot_limit.ts";
import { shellWord } from "../../quote.ts";
import { reportWait } from "../../report_wait.ts";
import { confirm } from "../../cli/confirm.ts";
import { unlockFreshKey } from "../fresh_key.ts";
import { report } from "../../cli/output.ts";
import {
  dropSystemSlot,
  type SystemUnlocker,
  systemUnlocker,
  verifyPresence,
} from "./system_unlocker.ts";
import type { CommandContext } from "../../cli/context.ts";

const SECRET_BYTES = 32;

/** What is said and taken when the system is enrolled. */
export interface Enrollment {
  /** Take the password from standard input instead of asking. */
  readonly passwordStdin: boolean;
  /** Enrol also where nothing verifies presence, without asking. */
  readonly yes: boolean;
}

/**
 * Gives `stored` a slot whose secret lies in the system's keychain, in place of one made here before. How presence is
 * verified is found out by doing it once, and becomes the slot's label, which its wrapping binds; where nothing verifies
 * it, that is said plainly and asked about.
 * Faults: 69 no keychain; 77 presence denied, or declined; and as `keyAnew`.
 */
export async function enrollSystem(
  context: CommandContext,
  stored: StoredVault,
  enrolment: Enrollment,
  system: SystemUnlocker = systemUnlocker(context),
): Promise<SecretSlot> {
  const id = newUuid(context.host);
  await tryKeychain(system, id);
  const key = await unlockFreshKey(context, stored, {
    reason: "the system shall open it from now on, so its password is wanted",
    try: "opaws unlock --enroll system --password-stdin",
    passwordStdin: enrolment.passwordStdin,
  });
  try {
    const label = await chooseCheck(stored, enrolment, system);
    return await addSlot(context, stored, key, { id, label }, system);
  } finally {
    key.wipe();
  }
}

/** Faults before anything is asked of the person where there is no keychain. */
async function tryKeychain({ keychain }: SystemUnlocker, id: string): Promise<void> {
  (await reportWait("the system's keychain", keychain.get(id), report))?.fill(0);
}

async function chooseCheck(
  { name }: StoredVault,
  { yes }: Enrollment,
  { checks }: SystemUnlocker,
): Promise<string> {
  const reasons: string[] = [];
  for (const check of checks) {
    const outcome = await verifyPresence(check, `unlock vault ${JSON.stringify(name)}`);
    if (outcome.kind === "present") return check.method;
    if (outcome.kind === "denied") throw denied(name, outcome.because);
    reasons.push(`${check.method}: ${outcome.because}`);
  }
  report(
    "opaws: nothing here verifies that you are present",
    ...reasons.map((reason) => `  ${reason}`),
    `The login session alone would protect vault "${name}": whoever sits at your open session, and any`,
    "program that runs as you while you are logged in, could unlock it without being asked anything.",
    ...(reasons.some((reason) => reason.startsWith("polkit: polkit does not"))
      ? ["  try: opaws unlock --install-policy"]
      : []),
  );
  await confirm(yes, {
    question: "Enrol the system all the same?",
    cannot: cannot(name),
    flag: `opaws unlock --enroll system --vault ${shellWord(name)} --yes`,
  });
  return NO_CHECK;
}

async function addSlot(
  context: CommandContext,
  stored: StoredVault,
  key: VaultKey,
  words: { readonly id: string; readonly label: string },
  { keychain }: SystemUnlocker,
): Promise<SecretSlot> {
  const secret = context.host.random(SECRET_BYTES);
  const here = (slot: { readonly kind: string; readonly id: string }): boolean =>
    slot.kind === "system" && isSystemSlotHere(context.paths, slot.id);
  const before = stored.file.slots.filter(here);
  let slot: SecretSlot;
  try {
    await keychain.set(words.id, secret);
    await checkKept(keychain, words.id, secret);
    slot = await wrapWithSecret(context.host, stored.file.id, key, secret, {
      ...words,
      kind: "system",
    });
    await changeSlots(context.host, context.paths, stored.name, key, (file) => [
      ...checkSlotLimit(
        file.slots.filter((each) => !here(each)),
        context.host.now(),
        cannot(stored.name),
      ),
      slot,
    ]);
  } catch (error) {
    await dropSystemSlot(context, words.id, keychain);
    throw error;
  } finally {
    secret.fill(0);
  }
  rememberSystemSlot(context.paths, slot.id);
  for (const old of before) await dropSystemSlot(context, old.id, keychain);
  return slot;
}

/** A keychain that takes a secret and gives another would lock the vault's owner out unnoticed. */
async function checkKept(
  keychain: SystemUnlocker["keychain"],
  id: string,
  secret: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const kept = await keychain.get(id);
  const same = kept?.length === secret.length && kept.every((byte, at) => byte === secret[at]);
  kept?.fill(0);
  if (same) return;
  throw new UserError({
    exit: "unavailable",
    code: "keychain",
    cannot: "use the system's keychain",
    because: "it does not give back what it was given",
  });
}

function cannot(name: string): string {
  return `enrol the system for vault ${JSON.stringify(name)}`;
}

function denied(name: string, because: string): UserError {
  return new UserError({
    exit: "denied",
    code: "presence-denied",
    cannot: cannot(name),
    because,
  });
}
