import type { SignedHeader } from "../../../src/vault/crypto/generation_signature.ts";
import type { VaultKey } from "../../../src/vault/crypto/vault_key.ts";
import type { MemberSlot, VaultFile } from "../../../src/vault/format/vault_file.ts";
import { unwrapWithMemberKey } from "../../../src/vault/slots/member.ts";
import type { Person } from "./history_fixture.ts";

/** Returns the vault key from the slot of a person; null without one. */
export async function keyOf(file: VaultFile, { keys }: Person): Promise<VaultKey | null> {
  const slot = file.slots.find((each): each is MemberSlot =>
    each.kind === "member" && each.id === keys.id
  );
  return slot === undefined ? null : await unwrapWithMemberKey(slot, file.id, keys);
}

/** Returns JSON as a store has it. */
export function bytesOf(value: VaultFile | SignedHeader): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(value));
}
