import { denoHost } from "../../src/host.ts";
import { importSecret } from "../../src/vault/crypto/derive.ts";
import { digestsOf, signHeader } from "../../src/vault/crypto/generation_signature.ts";
import { sign } from "../../src/vault/crypto/mac.ts";
import { type MemberKeys, newMemberKeys } from "../../src/vault/crypto/member_keys.ts";
import { VaultKey } from "../../src/vault/crypto/vault_key.ts";
import type {
  GenerationHeader,
  MemberRole,
  VaultMember,
} from "../../src/vault/format/generation_header.ts";
import type { Slot, VaultFile } from "../../src/vault/format/vault_file.ts";
import { wrapWithMemberKey } from "../../src/vault/slots/member.ts";

/** The time of everything in {@linkcode sharedFile}. */
export const SHARED_TIME = "2026-01-02T03:04:05.678Z";
/** The id of that vault. */
export const SHARED_ID = "11111111-2222-4333-8444-555555555555";

/** Returns a member of a shared vault with these keys. */
export function memberOf(
  { agreement, signing }: Pick<MemberKeys, "agreement" | "signing">,
  name: string,
  role: MemberRole = "writer",
): VaultMember {
  return { name, role, agreement, signing, added: SHARED_TIME };
}

/** Returns a shared vault without items, the first generation of which `author` signed, with its key. */
export async function sharedFile(
  author: MemberKeys,
  others: Readonly<Record<string, VaultMember>> = {},
  change: Partial<GenerationHeader> = {},
): Promise<{ readonly file: VaultFile; readonly key: VaultKey }> {
  const key = new VaultKey(denoHost.random(32));
  const members = { [author.id]: memberOf(author, "Ann"), ...others };
  const slots: Slot[] = [];
  for (const [id, member] of Object.entries(members)) {
    const input = { vaultId: SHARED_ID, key, id, member, label: member.name };
    slots.push(await wrapWithMemberKey(denoHost, input));
  }
  const shared: GenerationHeader = {
    vault: SHARED_ID,
    generation: 1,
    parents: [],
    author: author.id,
    time: SHARED_TIME,
    members,
    ...await digestsOf({ items: {}, slots }),
    changedItems: [],
    changedSlots: Object.keys(members).sort(),
    rekeyed: false,
    ...change,
  };
  const file = await sign(await importSecret(key.bytes), {
    format: "opaws-vault",
    version: 2,
    id: SHARED_ID,
    name: "team",
    generation: shared.generation,
    items: {},
    slots,
    shared,
    signature: await signHeader(author, shared),
  });
  return { file, key };
}

/** Returns member keys of random bytes. */
export function someone(): Promise<MemberKeys> {
  return newMemberKeys(denoHost);
}
