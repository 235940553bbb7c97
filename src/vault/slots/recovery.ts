import { UserError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { shellWord } from "../../quote.ts";
import type { Secret } from "../../secret.ts";
import { baseKey } from "../crypto/base_key.ts";
import { deriveKey } from "../crypto/derive.ts";
import { VaultKey } from "../crypto/vault_key.ts";
import { toBase64url } from "../format/base64url.ts";
import { newUuid } from "../format/uuid.ts";
import { type RecoverySlot, SALT_BYTES, type VaultFile } from "../format/vault_file.ts";
import { parseRecoveryCode } from "./recovery_code.ts";
import {
  deriveWrappingKey,
  unwrapPayload,
  type Unwrapped,
  type WrapInput,
  wrapPayload,
} from "./slot.ts";

/** The input of {@linkcode wrapWithRecoveryCode}. */
interface RecoveryInput extends WrapInput {
  /** The code. */
  readonly code: Secret;
  /** The user's name for the slot. May be empty. */
  readonly label: string;
}

/**
 * Wraps the vault key under a recovery code.
 *
 * @throws UserError (77, `wrong-recovery-code`) as `parseRecoveryCode` does.
 */
export async function wrapWithRecoveryCode(
  host: Pick<Host, "random" | "now">,
  { vaultId, key, code, label }: RecoveryInput,
): Promise<RecoverySlot> {
  const secret = await secretOf(vaultId, code);
  const slot: Omit<RecoverySlot, "wrapped"> = {
    id: newUuid(host),
    kind: "recovery",
    label,
    created: new Date(host.now()).toISOString(),
    kdf: { name: "hkdf-sha256", salt: toBase64url(host.random(SALT_BYTES)) },
  };
  const wrappingKey = await deriveWrappingKey(baseKey(secret), slot.kdf);
  secret.fill(0);
  return { ...slot, wrapped: await wrapPayload(host, slot, vaultId, wrappingKey, key.bytes) };
}

/**
 * Unwraps the vault key with a recovery code.
 *
 * @throws UserError (77, `wrong-recovery-code`) as `parseRecoveryCode` does.
 */
export async function unwrapWithRecoveryCode(
  slot: RecoverySlot,
  vaultId: string,
  code: Secret,
): Promise<VaultKey | null> {
  const secret = await secretOf(vaultId, code);
  const wrappingKey = await deriveWrappingKey(baseKey(secret), slot.kdf);
  secret.fill(0);
  const key = await unwrapPayload(slot, vaultId, wrappingKey);
  return key && new VaultKey(key);
}

/**
 * Tries a recovery code on each recovery slot of `file`. The caller wipes the key.
 *
 * @throws UserError (77, `wrong-recovery-code`) if it is mistyped or opens none of them; (66, `no-recovery-slot`) if
 *   there are none.
 */
export async function tryRecoveryCode(
  file: Pick<VaultFile, "id" | "name" | "slots">,
  code: Secret,
): Promise<Unwrapped<RecoverySlot>> {
  const slots = file.slots.filter((slot) => slot.kind === "recovery");
  for (const slot of slots) {
    const key = await unwrapWithRecoveryCode(slot, file.id, code);
    if (key !== null) return { key, slot };
  }
  if (slots.length === 0) throw noRecoverySlot(file.name);
  throw new UserError({
    exit: "denied",
    code: "wrong-recovery-code",
    cannot: `unlock vault ${JSON.stringify(file.name)}`,
    because: "wrong recovery code",
  });
}

/** Returns the error (66, `no-recovery-slot`) of a vault that no recovery code opens. */
export function noRecoverySlot(name: string): UserError {
  return new UserError({
    exit: "notFound",
    code: "no-recovery-slot",
    cannot: `unlock vault ${JSON.stringify(name)}`,
    because: "it has no recovery code",
    try: `opaws unlock --vault ${shellWord(name)}`,
  });
}

/**
 * Derives the 32 secret bytes of a recovery slot from a code: HKDF of the code's 20 bytes, with the vault's id as salt. So
 * a code is useless for any other vault. The caller wipes them.
 */
async function secretOf(vaultId: string, code: Secret): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = parseRecoveryCode(code);
  try {
    return await deriveKey(baseKey(bytes), new TextEncoder().encode(vaultId), "recovery-code");
  } finally {
    bytes.fill(0);
  }
}
