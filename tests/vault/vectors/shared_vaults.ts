import { importSecret } from "../../../src/vault/crypto/derive.ts";
import {
  digestsOf,
  hashOf,
  type SignedHeader,
  signHeader,
} from "../../../src/vault/crypto/generation_signature.ts";
import { type MemberKeys, sealPerson } from "../../../src/vault/crypto/member_keys.ts";
import { VaultKey } from "../../../src/vault/crypto/vault_key.ts";
import { associatedData } from "../../../src/vault/format/associated_data.ts";
import { fromBase64url } from "../../../src/vault/format/base64url.ts";
import { canonicalJson } from "../../../src/vault/format/canonical_json.ts";
import { type GenerationHeader, headerBytes } from "../../../src/vault/format/generation_header.ts";
import type { MemberSlot, VaultFile } from "../../../src/vault/format/vault_file.ts";
import { deriveKey } from "../../../src/vault/crypto/derive.ts";
import { wrapWithMemberKey } from "../../../src/vault/slots/member.ts";
import { describeMember, listed, memberKeys } from "./members.ts";
import {
  ACCESS_KEY,
  counting,
  fixed,
  FLOOR,
  ITEM_ID,
  NOW,
  type Parts,
  passwordSlot,
  secretSlot,
  VAULT_ID,
  VAULT_KEY,
} from "./parts.ts";

/** A person's own vault, with the person's member keys. */
export async function person(): Promise<Parts> {
  const keys = await memberKeys(0x01);
  const draws = fixed(counting(0x15, 16), counting(0x25, 12));
  const sealed = await sealPerson(draws, await importSecret(VAULT_KEY), VAULT_ID, keys);
  return {
    describes: "a person's own vault, version 2, with the keys of a member",
    name: "personal",
    generation: 8,
    slots: [await passwordSlot("correct horse", FLOOR, 0x80)],
    items: [ACCESS_KEY],
    secrets: { password: "correct horse", member: await describeMember(keys) },
    more: () => Promise.resolve({ version: 2, person: sealed }),
  };
}

/** Returns the steps of sealing the `person` of `file`. */
export async function describePerson({ person }: VaultFile): Promise<Record<string, unknown>> {
  const { salt, sealed, public: key } = person!;
  const saltBytes = fromBase64url(salt)!;
  const keys = await memberKeys(0x01);
  return {
    salt: saltBytes.toHex(),
    info: associatedData("person", VAULT_ID).toHex(),
    key: (await deriveKey(await importSecret(VAULT_KEY), saltBytes, "person", VAULT_ID)).toHex(),
    iv: fromBase64url(sealed)!.subarray(0, 12).toHex(),
    aad: associatedData("person", VAULT_ID, key).toHex(),
    plaintext: canonicalJson({
      agreement: keys.agreementPrivate.toBase64({ alphabet: "base64url", omitPadding: true }),
      signing: keys.signingPrivate.toBase64({ alphabet: "base64url", omitPadding: true }),
    }),
  };
}

/** The ephemeral secret of the member slot at that index: 32 bytes that count up. */
export function ephemeral(index: number): Uint8Array<ArrayBuffer> {
  return counting(0x20 + 0x40 * index, 32);
}

/** Returns the slot of a member. */
async function slotOf(keys: MemberKeys, label: string, index: number): Promise<MemberSlot> {
  const key = new VaultKey(VAULT_KEY.slice());
  const host = fixed(ephemeral(index));
  return await wrapWithMemberKey(host, {
    ...{ vaultId: VAULT_ID, key, id: keys.id, member: keys, label },
  });
}

/** The generations of the shared vault, and the people in it. */
export interface SharedParts {
  readonly parts: Parts;
  readonly ann: MemberKeys;
  readonly bob: MemberKeys;
  /** The first generation and the one of the file. */
  readonly headers: readonly [SignedHeader, SignedHeader];
}

/** A shared vault: Ann shared it, and then added Bob, who may only read it, and changed an item. */
export async function shared(): Promise<SharedParts> {
  const [ann, bob] = [await memberKeys(0x01), await memberKeys(0x81)];
  const first = await slotOf(ann, "Ann", 0);
  const recovery = counting(0x30, 32);
  const recoveryId = "00000000-0000-4000-8000-0000000000cc";
  const slots = [
    first,
    await slotOf(bob, "Bob é", 1),
    await secretSlot("recovery", recoveryId, "safe", recovery, 0xc0, VAULT_KEY),
  ];
  const root = await signed(ann, {
    generation: 7,
    parents: [],
    members: { [ann.id]: listed(ann, "Ann", "writer") },
    ...await digestsOf({ items: {}, slots: [first] }),
    changedItems: [],
    changedSlots: [ann.id],
  });
  const parents = [await hashOf(root.header)];
  let head: SignedHeader | undefined;
  const parts: Parts = {
    describes:
      "a shared vault with a writer, a reader and a recovery slot; `headers` are its first generation and its own",
    name: "team",
    generation: 8,
    slots,
    items: [ACCESS_KEY],
    secrets: {
      recovery: recovery.toHex(),
      members: { [ann.id]: await describeMember(ann), [bob.id]: await describeMember(bob) },
    },
    more: async (content) => {
      head = await signed(ann, {
        generation: 8,
        parents,
        members: {
          [ann.id]: listed(ann, "Ann", "writer"),
          [bob.id]: listed(bob, "Bob é", "reader"),
        },
        ...await digestsOf(content),
        changedItems: [ITEM_ID],
        changedSlots: [bob.id, recoveryId].sort(),
      });
      return { version: 2, shared: head.header, signature: head.signature };
    },
  };
  await parts.more!({ items: {}, slots });
  return {
    ...{ parts, ann, bob },
    get headers(): [SignedHeader, SignedHeader] {
      return [root, head!];
    },
  };
}

/** Returns the header with these parts, signed by its author. */
async function signed(
  author: MemberKeys,
  parts: Omit<GenerationHeader, "vault" | "author" | "time" | "rekeyed">,
): Promise<SignedHeader> {
  const header: GenerationHeader = {
    vault: VAULT_ID,
    author: author.id,
    time: new Date(NOW).toISOString(),
    rekeyed: false,
    ...parts,
  };
  return { header, signature: await signHeader(author, header) };
}

/** Returns what a vector has about a signed header. */
export async function describeHeader(
  { header, signature }: SignedHeader,
): Promise<Record<string, unknown>> {
  return {
    text: canonicalJson(header),
    signed: headerBytes(header).toHex(),
    hash: await hashOf(header),
    signature: fromBase64url(signature)!.toHex(),
  };
}
