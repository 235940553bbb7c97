import { UserError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import type { Secret } from "../../secret.ts";
import { associatedData } from "../format/associated_data.ts";
import { fromBase64url, toBase64url } from "../format/base64url.ts";
import { canonicalJson } from "../format/canonical_json.ts";
import { DEFAULT_COST, derivePasswordKey, type KdfCost } from "../crypto/derive.ts";
import type { PasswordSlot, Slot, VaultFile } from "../format/vault_file.ts";
import { checkCost } from "../format/kdf_cost.ts";
import { VaultKey } from "../crypto/vault_key.ts";
import { open, seal } from "../crypto/seal.ts";
import { SALT_BYTES } from "../format/check_slots.ts";
import { newUuid } from "../format/uuid.ts";
import { shellWord } from "../../quote.ts";

export { passwordStrength } from "./password_strength.ts";

const LEAST_CHARACTERS = 8; // code points after NFKC; NIST SP 800-63B, section 5.1.1

/** What a slot's wrapping is bound to: the vault and all the slot says of itself but `wrapped`. */
export function slotAssociatedData(
  vaultId: string,
  slot: Omit<Slot, "wrapped">,
): Uint8Array<ArrayBuffer> {
  return associatedData("slot", vaultId, canonicalJson({ ...slot, wrapped: undefined }));
}

/** Wraps `key` under `password` in a new password slot. Takes one Argon2id of `cost`. Faults (78) on a cost out of bounds. */
export async function wrapWithPassword(
  host: Pick<Host, "random" | "now">,
  vaultId: string,
  key: VaultKey,
  password: Secret,
  cost: KdfCost = DEFAULT_COST,
): Promise<PasswordSlot> {
  checkCost(cost, "the new slot");
  const id = newUuid(host);
  const salt = host.random(SALT_BYTES);
  const { memoryKiB, passes, lanes } = cost;
  const slot: Omit<PasswordSlot, "wrapped"> = {
    id,
    kind: "password",
    label: "",
    created: new Date(host.now()).toISOString(),
    kdf: { name: "argon2id", memoryKiB, passes, lanes, salt: toBase64url(salt) },
  };
  const wrapping = await derivePasswordKey(password.reveal(), salt, cost);
  try {
    const wrapped = await seal(host, wrapping, key.bytes, slotAssociatedData(vaultId, slot));
    return { ...slot, wrapped: toBase64url(wrapped) };
  } finally {
    wrapping.fill(0);
  }
}

/** A vault key with the slot that it came from. */
export interface Unwrapped<Kind extends Slot = Slot> {
  /** The key; its owner wipes it. */
  readonly key: VaultKey;
  /** The slot. */
  readonly slot: Kind;
}

/** As {@linkcode unwrapByPassword}, the key alone. `derive` is Argon2id itself. */
export async function unwrapWithPassword(
  file: Pick<VaultFile, "id" | "name" | "slots">,
  password: Secret,
  derive: typeof derivePasswordKey = derivePasswordKey,
): Promise<VaultKey> {
  return (await unwrapByPassword(file, password, derive)).key;
}

/**
 * Unwraps the vault key with `password`, trying each password slot; one Argon2id each.
 * Faults (77) `wrong-password`, (66) `no-password-slot`. The caller wipes the key.
 */
export async function unwrapByPassword(
  file: Pick<VaultFile, "id" | "name" | "slots">,
  password: Secret,
  derive: typeof derivePasswordKey = derivePasswordKey,
): Promise<Unwrapped<PasswordSlot>> {
  const slots = file.slots.filter((slot) => slot.kind === "password");
  for (const slot of slots) {
    // A lone surrogate has no UTF-8: such a text was never set as a password.
    if (!password.reveal().isWellFormed()) break;
    const wrapping = await derive(
      password.reveal(),
      fromBase64url(slot.kdf.salt)!,
      slot.kdf,
    );
    const associated = slotAssociatedData(file.id, slot);
    const key = await open(wrapping, fromBase64url(slot.wrapped)!, associated);
    wrapping.fill(0);
    if (key !== null) return { key: new VaultKey(key), slot };
  }
  const wrong = slots.length > 0;
  throw new UserError({
    exit: wrong ? "denied" : "notFound",
    code: wrong ? "wrong-password" : "no-password-slot",
    cannot: `unlock vault ${JSON.stringify(file.name)}`,
    because: wrong ? "wrong password" : "it has no password",
    ...(file.slots.some(({ kind }) => kind === "recovery")
      ? { try: `opaws unlock --recovery --vault ${shellWord(file.name)}` }
      : {}),
  });
}

/** Faults (64) `weak-password` on fewer than 8 characters (code points after NFKC), (64) on a text that has no UTF-8. */
export function checkPassword(password: Secret): void {
  const text = password.reveal();
  if (!text.isWellFormed()) throw refused("bad-password", "it has a lone surrogate");
  if ([...text.normalize("NFKC")].length < LEAST_CHARACTERS) {
    throw refused("weak-password", `it is shorter than ${LEAST_CHARACTERS} characters`);
  }
}

function refused(code: string, because: string): UserError {
  return new UserError({ exit: "usage", code, cannot: "use this password", because });
}
