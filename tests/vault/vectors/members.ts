import { type MemberKeys, newMemberKeys } from "../../../src/vault/crypto/member_keys.ts";
import type { MemberRole, VaultMember } from "../../../src/vault/format/generation_header.ts";
import { memberFingerprint } from "../../../src/vault/format/member_key_text.ts";
import { fromBase64url } from "../../../src/vault/format/base64url.ts";
import { associatedData } from "../../../src/vault/format/associated_data.ts";
import { counting, fixed, NOW } from "./parts.ts";

/** Returns member keys whose private bytes count up from `first`: X25519, then Ed25519. */
export function memberKeys(first: number): Promise<MemberKeys> {
  return newMemberKeys(fixed(counting(first, 32), counting(first + 32, 32)));
}

/** Returns how a header lists the member with these keys. */
export function listed(keys: MemberKeys, name: string, role: MemberRole): VaultMember {
  const { agreement, signing } = keys;
  return { name, role, agreement, signing, added: new Date(NOW).toISOString() };
}

/** Returns what a vector has about a member: the keys, and what is derived from them. */
export async function describeMember(keys: MemberKeys): Promise<Record<string, unknown>> {
  const { agreement, signing } = keys;
  return {
    agreementPrivate: keys.agreementPrivate.toHex(),
    agreementPublic: fromBase64url(agreement)!.toHex(),
    signingPrivate: keys.signingPrivate.toHex(),
    signingPublic: fromBase64url(signing)!.toHex(),
    text: keys.public,
    idInput: associatedData("member-id", agreement, signing).toHex(),
    id: keys.id,
    fingerprint: (await memberFingerprint(keys)).join(" "),
  };
}
