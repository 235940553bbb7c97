import { UserError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { shellWord } from "../../quote.ts";
import type { Secret } from "../../secret.ts";
import { derivePasswordKey } from "../crypto/derive.ts";
import { VaultKey } from "../crypto/vault_key.ts";
import { fromBase64url, toBase64url } from "../format/base64url.ts";
import { checkCost, DEFAULT_COST, type KdfCost } from "../format/kdf_cost.ts";
import { newUuid } from "../format/uuid.ts";
import { type PasswordSlot, SALT_BYTES, type VaultFile } from "../format/vault_file.ts";
import { unwrapPayload, type Unwrapped, type WrapInput, wrapPayload } from "./slot.ts";

/** The smallest number of characters of a password: code points after NFKC. NIST SP 800-63B, section 5.1.1. */
export const MIN_CHARACTERS = 8;

/** The input of {@linkcode wrapWithPassword}. */
interface PasswordInput extends WrapInput {
  /** The password. */
  readonly password: Secret;
  /** What guessing it costs. {@linkcode DEFAULT_COST} by default. */
  readonly cost?: KdfCost | undefined;
}

/**
 * Wraps the vault key under a password, with one Argon2id.
 *
 * @throws UserError (78, `kdf-limits`) if the cost is outside the limits.
 */
export async function wrapWithPassword(
  host: Pick<Host, "random" | "now">,
  { vaultId, key, password, cost = DEFAULT_COST }: PasswordInput,
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
  const wrappingKey = await derivePasswordKey(password.reveal(), salt, cost);
  return { ...slot, wrapped: await wrapPayload(host, slot, vaultId, wrappingKey, key.bytes) };
}

/** Unwraps the vault key with a password, with one Argon2id. Tests pass their own `derive`. */
export async function unwrapWithPassword(
  slot: PasswordSlot,
  vaultId: string,
  password: Secret,
  derive: typeof derivePasswordKey = derivePasswordKey,
): Promise<VaultKey | null> {
  // No slot has a password that no writer accepts, so nothing needs to be derived.
  if (!password.reveal().isWellFormed() || characterCount(password) < MIN_CHARACTERS) return null;
  const wrappingKey = await derive(password.reveal(), fromBase64url(slot.kdf.salt)!, slot.kdf);
  const key = await unwrapPayload(slot, vaultId, wrappingKey);
  return key && new VaultKey(key);
}

/**
 * Tries a password on each password slot of `file`. The caller wipes the key.
 *
 * @throws UserError (77, `wrong-password`) if it opens none of them; (66, `no-password-slot`) if there are none.
 */
export async function tryPassword(
  file: Pick<VaultFile, "id" | "name" | "slots">,
  password: Secret,
  derive?: typeof derivePasswordKey,
): Promise<Unwrapped<PasswordSlot>> {
  const slots = file.slots.filter((slot) => slot.kind === "password");
  for (const slot of slots) {
    const key = await unwrapWithPassword(slot, file.id, password, derive);
    if (key !== null) return { key, slot };
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

/** Returns how many code points `password` has after NFKC. */
export function characterCount(password: Secret): number {
  return [...password.reveal().normalize("NFKC")].length;
}
