import { type MemberKeys, newMemberKeys } from "../../src/vault/crypto/member_keys.ts";

/** Returns member keys that are the same in every process. */
export function fixedOwner(): Promise<MemberKeys> {
  return newMemberKeys({ random: (length) => new Uint8Array(length).fill(7) });
}
