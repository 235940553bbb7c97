import { type SignedHeader, signHeader } from "../../../src/vault/crypto/generation_signature.ts";
import { toBase64url } from "../../../src/vault/format/base64url.ts";
import { canonicalJson } from "../../../src/vault/format/canonical_json.ts";
import type { VaultFile } from "../../../src/vault/format/vault_file.ts";
import { listed } from "./members.ts";
import { OTHER_ITEM_ID, utf8 } from "./parts.ts";
import type { SharedParts } from "./shared_vaults.ts";

// deno-lint-ignore no-explicit-any -- a broken file has no type
type Loose = any;

/** A change of a good file: what it is called, how a reader must refuse the result, and the change. */
type Change = readonly [
  title: string,
  refused: "damaged" | "tampered",
  change: (file: Loose) => void,
];

/** Returns files that a reader must refuse: shared vaults and people's own, each changed in one thing. */
export function sharedRefusals(
  { ann, bob }: SharedParts,
  shared: VaultFile,
  own: VaultFile,
): Record<string, unknown>[] {
  const header = (change: (shared: Loose) => void) => (file: Loose) => change(file.shared);
  const slot = (change: (slot: Loose) => void) => (file: Loose) => change(file.slots[0]);
  const ofShared: Change[] = [
    ["version 1 and a header", "damaged", (file) => file.version = 1],
    ["version 2 without a header", "damaged", (file) => {
      delete file.shared;
      delete file.signature;
      file.slots = own.slots;
    }],
    ["a header and the keys of a person", "damaged", (file) => file.person = own.person],
    ["no signature", "damaged", (file) => delete file.signature],
    ["a signature of 63 bytes", "damaged", (file) => file.signature = file.signature.slice(0, 84)],
    ["the format of a bundle", "damaged", (file) => file.format = "opaws-bundle"],
    ["a header of another vault", "damaged", header((each) => each.vault = OTHER_ITEM_ID)],
    ["a header of another generation", "damaged", header((each) => each.generation = 7)],
    ["a header with a name", "damaged", header((each) => each.name = "team")],
    ["a header without parents", "damaged", header((each) => delete each.parents)],
    [
      "the same parent twice",
      "damaged",
      header((each) => each.parents = [each.parents[0], each.parents[0]]),
    ],
    [
      "changed slots that are not sorted",
      "damaged",
      header((each) => each.changedSlots = each.changedSlots.toReversed()),
    ],
    ["an author who is no member", "damaged", header((each) => each.author = OTHER_ITEM_ID)],
    ["no writer", "damaged", header((each) => each.members[ann.id].role = "reader")],
    ["an unknown role", "damaged", header((each) => each.members[bob.id].role = "owner")],
    ["a name with a line break", "damaged", header((each) => each.members[bob.id].name = "B\nb")],
    [
      "a key of 31 bytes",
      "damaged",
      header((each) => each.members[bob.id].signing = "A".repeat(42)),
    ],
    ["a member without a slot", "damaged", (file) => file.slots = file.slots.slice(1)],
    ["a slot without a member", "damaged", header((each) => delete each.members[bob.id])],
    ["a password slot", "damaged", (file) => file.slots.push(own.slots[0])],
    ["an encapsulated key of 31 bytes", "damaged", slot((each) => each.kdf.enc = "A".repeat(42))],
    ["an unknown derivation", "damaged", slot((each) => each.kdf.name = "hpke")],
    ["a salt", "damaged", slot((each) => each.kdf.salt = "A".repeat(22))],
    ["a wrapped key with an iv", "damaged", slot((each) => each.wrapped = "A".repeat(80))],
    ["a reader made a writer", "tampered", header((each) => each.members[bob.id].role = "writer")],
    ["an author who is a reader", "damaged", header((each) => each.author = bob.id)],
    ["another encapsulated key", "tampered", slot((each) => each.kdf.enc = "A".repeat(43))],
    ["another signature", "tampered", (file) => file.signature = "A".repeat(86)],
    ["a slot less", "tampered", (file) => file.slots.pop()],
  ];
  const ofOwn: Change[] = [
    [
      "a member slot in a vault of one's own",
      "damaged",
      (file) => file.slots.push(shared.slots[0]),
    ],
    ["version 1 and the keys of a person", "damaged", (file) => file.version = 1],
    ["a public key that is mistyped", "damaged", (file) => {
      file.person.public = file.person.public.replace(/.$/, "_");
    }],
    ["sealed keys that are short", "damaged", (file) => {
      file.person.sealed = file.person.sealed.slice(0, -2);
    }],
    ["an unknown member of the person", "damaged", (file) => file.person.name = "Ann"],
    ["another person's id", "tampered", (file) => file.person.id = bob.id],
    ["another person's public key", "tampered", (file) => file.person.public = bob.public],
  ];
  const refuse = (good: VaultFile) => ([title, refused, change]: Change) => {
    const file = structuredClone(good);
    change(file);
    return { title, refused, file: toBase64url(utf8.encode(canonicalJson(file))) };
  };
  return [...ofShared.map(refuse(shared)), ...ofOwn.map(refuse(own))];
}

/** Returns headers of the vault `file` that no copy may accept, as well formed as they are, after the generation before. */
export async function headerRefusals(
  { ann, bob, headers: [root, head] }: SharedParts,
): Promise<Record<string, unknown>[]> {
  const changed = async (
    change: Partial<SignedHeader["header"]>,
    signer = ann,
  ): Promise<SignedHeader> => {
    const header = { ...head.header, ...change };
    return { header, signature: await signHeader(signer, header) };
  };
  const { members } = head.header;
  const cases: [string, "bad-history" | "mixed-generation", SignedHeader][] = [
    ["the signature of another generation", "bad-history", { ...head, signature: root.signature }],
    ["the signature of another member", "bad-history", await changed({}, bob)],
    [
      "an author who made himself a writer",
      "bad-history",
      await changed({
        author: bob.id,
        members: { ...members, [bob.id]: listed(bob, "Bob é", "writer") },
      }, bob),
    ],
    [
      "a member under the id of another",
      "bad-history",
      await changed({ members: { ...members, [bob.id]: listed(ann, "Bob é", "reader") } }),
    ],
    ["a parent that nobody knows", "bad-history", await changed({ parents: [head.header.items] })],
    ["a second first generation", "bad-history", await changed({ parents: [] })],
    [
      "a generation that is not above its parent's",
      "bad-history",
      await changed({ generation: 7 }),
    ],
    ["other items", "mixed-generation", await changed({ items: root.header.items })],
    ["other slots", "mixed-generation", await changed({ slots: root.header.slots })],
  ];
  return cases.map(([title, refused, { header, signature }]) => ({
    title,
    refused,
    signed: canonicalJson({ header, signature }),
  }));
}
