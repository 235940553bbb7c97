import { type Bench, caseOf, type KitCase, type Row } from "./kit_case.ts";
import { layOut, type Loose } from "./vault_maker.ts";
import type { Expect } from "./kit_file.ts";

const UUID = "00000000-0000-4000-8000-000000000000";
const HEADER = [
  ...["vault", "generation", "parents", "author", "time", "members", "items", "slots"],
  ...["changedItems", "changedSlots", "rekeyed"],
];

/** A change of a good file: the name of the case, what is wrong, and the change. */
type Change = readonly [name: string, comment: string, change: (file: Loose) => void];

/** Returns the cases of version 2: a person's own vault, and shared vaults. They have a MAC that matches, with few exceptions. */
export async function sharedCases(bench: Bench): Promise<KitCase[]> {
  const { maker } = bench;
  const own = await maker.signed({ ...bench.good, version: 2, person: await maker.person() });
  const recovery = await maker.otherSlot("recovery");
  const system = await maker.otherSlot("system");
  const shared = await maker.shared(bench.good, [recovery]);
  const [ann, bob] = Object.keys(shared.shared.members) as [string, string];
  const redone = (good: Loose, expect: Expect) => async ([name, comment, change]: Change) => {
    const file = structuredClone(good);
    change(file);
    return [name, expect, comment, layOut(await maker.signed(file))] as Row;
  };
  const unsigned = (good: Loose) => ([name, comment, change]: Change): Row => {
    const file = structuredClone(good);
    change(file);
    return [name, "tampered", comment, layOut(file)];
  };
  const header = (change: (header: Loose) => void) => (file: Loose) => change(file.shared);
  const member = (change: (member: Loose) => void) => (file: Loose) =>
    change(file.shared.members[bob]);
  const slot = (change: (slot: Loose) => void) => (file: Loose) => change(file.slots[0]);
  const ofOwn: Change[] = [
    ["person_version_1", "member keys in version 1", (file) => file.version = 1],
    ["person_missing", "version 2 without member keys or a header", (file) => delete file.person],
    ["person_null", "member keys that are null", (file) => file.person = null],
    ["person_id", "an id in upper case", (file) => file.person.id = UUID.replace("8", "A")],
    ["person_public_checksum", "a public key with a wrong checksum", (file) => {
      file.person.public = file.person.public.replace(
        /.$/,
        (last: string) => last === "0" ? "1" : "0",
      );
    }],
    ["person_public_raw", "a public key without its prefix", (file) => {
      file.person.public = file.person.public.slice(13);
    }],
    ["person_salt_short", "a salt of 15 bytes", (file) => file.person.salt = "A".repeat(20)],
    ["person_sealed_short", "sealed keys of 142 bytes", (file) => {
      file.person.sealed = "A".repeat(190);
    }],
    ["person_unknown_member", "an unknown member", (file) => file.person.name = "Ann"],
    ["person_member_slot", "a member slot", (file) => file.slots.push(shared.slots[0])],
    ["person_signature", "a signature without a header", (file) => {
      file.signature = shared.signature;
    }],
  ];
  const ofShared: Change[] = [
    ["shared_version_1", "a header in version 1", (file) => file.version = 1],
    ["shared_and_person", "a header and member keys", (file) => file.person = own.person],
    ["shared_signature_missing", "no signature", (file) => delete file.signature],
    ["shared_signature_short", "a signature of 63 bytes", (file) => {
      file.signature = "A".repeat(84);
    }],
    ["shared_null", "a header that is null", (file) => file.shared = null],
    ["shared_password_slot", "a password slot", (file) => file.slots.push(bench.good.slots[0])],
    ["shared_system_slot", "a system slot", (file) => file.slots.push(system)],
    ["shared_slot_missing", "a member without a slot", (file) => file.slots.shift()],
    [
      "shared_slot_of_nobody",
      "a slot without a member",
      header((each) => {
        delete each.members[bob];
      }),
    ],
    [
      "shared_slot_wrapped",
      "a wrapped key of 60 bytes",
      slot((each) => {
        each.wrapped = "A".repeat(80);
      }),
    ],
    [
      "shared_slot_enc_short",
      "an encapsulated key of 31 bytes",
      slot((each) => {
        each.kdf.enc = "A".repeat(42);
      }),
    ],
    ["shared_slot_kdf", "an unknown derivation", slot((each) => each.kdf.name = "hpke")],
    ["shared_slot_salt", "a salt", slot((each) => each.kdf.salt = "A".repeat(22))],
    ...HEADER.map((name): Change => [
      `header_${name}_missing`,
      `no ${name}`,
      header((each) => delete each[name]),
    ]),
    ["header_name", "an unknown member", header((each) => each.name = "personal")],
    ["header_other_vault", "the id of another vault", header((each) => each.vault = UUID)],
    ["header_other_generation", "another generation", header((each) => each.generation += 1)],
    [
      "header_parent_short",
      "a hash of 31 bytes",
      header((each) => {
        each.parents = ["A".repeat(42)];
      }),
    ],
    [
      "header_parent_twice",
      "a parent twice",
      header((each) => {
        each.parents = ["A".repeat(43), "A".repeat(43)];
      }),
    ],
    [
      "header_parents_order",
      "parents that are not sorted",
      header((each) => {
        each.parents = [`B${"A".repeat(42)}`, "A".repeat(43)];
      }),
    ],
    ["header_author_unknown", "an author who is no member", header((each) => each.author = UUID)],
    ["header_author_reader", "an author who is a reader", header((each) => each.author = bob)],
    [
      "header_time_local",
      "a time without a zone",
      header((each) => {
        each.time = "2026-01-02T03:04:05";
      }),
    ],
    [
      "header_members_array",
      "members in an array",
      header((each) => {
        each.members = Object.values(each.members);
      }),
    ],
    ["header_items_short", "a digest of 31 bytes", header((each) => each.items = "A".repeat(42))],
    [
      "header_changed_items_object",
      "changed items in an object",
      header((each) => {
        each.changedItems = {};
      }),
    ],
    [
      "header_changed_slots_order",
      "changed slots that are not sorted",
      header((each) => {
        each.changedSlots = [ann, bob].sort().reverse();
      }),
    ],
    [
      "header_changed_slots_kind",
      "a changed slot that is not an id",
      header((each) => {
        each.changedSlots = ["password"];
      }),
    ],
    ["header_rekeyed_number", "rekeyed as a number", header((each) => each.rekeyed = 0)],
    ["header_member_role", "an unknown role", member((each) => each.role = "owner")],
    ["header_member_name_empty", "an empty name", member((each) => each.name = "")],
    [
      "header_member_name_newline",
      "a name with a line break",
      member((each) => {
        each.name = "B\nob";
      }),
    ],
    [
      "header_member_name_bidi",
      "a name with a format character",
      member((each) => {
        each.name = "B\u202eob";
      }),
    ],
    [
      "header_member_name_space",
      "a name that ends in a space",
      member((each) => {
        each.name = "Bob ";
      }),
    ],
    [
      "header_member_name_long",
      "a name of 101 bytes",
      member((each) => {
        each.name = "b".repeat(101);
      }),
    ],
    [
      "header_member_key_short",
      "a key of 31 bytes",
      member((each) => {
        each.agreement = "A".repeat(42);
      }),
    ],
    [
      "header_member_unknown_member",
      "an unknown member of a member",
      member((each) => {
        each.mail = "";
      }),
    ],
  ];
  const tampered: Change[] = [
    [
      "shared_reader_made_writer",
      "a reader who was made a writer",
      member((each) => {
        each.role = "writer";
      }),
    ],
    ["shared_slot_label", "another label of the member slot", slot((each) => each.label = "x")],
    [
      "shared_slot_enc",
      "another encapsulated key",
      slot((each) => {
        each.kdf.enc = `${each.kdf.enc.slice(0, 20)}AAAA${each.kdf.enc.slice(24)}`;
      }),
    ],
    [
      "shared_slot_enc_zero",
      "an encapsulated key of small order",
      slot((each) => {
        each.kdf.enc = "A".repeat(43);
      }),
    ],
    ["shared_recovery_removed", "a recovery slot less", (file) => file.slots.pop()],
    ["shared_signature_other", "another signature", (file) => file.signature = "A".repeat(86)],
  ];
  const memberKeys = maker.memberKeys;
  const unsignedHeaders: Change[] = [
    ["shared_signature_other_mac_redone", "another signature", (file) => {
      file.signature = "A".repeat(86);
    }],
    ["shared_reader_made_writer_mac_redone", "a reader who made himself a writer", (file) => {
      file.shared.members[bob].role = "writer";
    }],
    ["shared_member_id_mac_redone", "the key of another member", (file) => {
      file.shared.members[bob].signing = file.shared.members[ann].signing;
    }],
    ["shared_item_removed_mac_redone", "an item less than was signed", (file) => {
      delete file.items[bench.first];
    }],
    ["shared_recovery_removed_mac_redone", "a slot less than was signed", (file) => {
      file.slots.pop();
    }],
  ];
  const ownRows = [
    await redone(own, "ok")(["person_ok", "version 2 with member keys", () => {}]),
    ...await Promise.all(ofOwn.map(redone(own, "damaged"))),
    unsigned(own)(["person_id_other", "the id of another person", (file) => {
      file.person.id = bob;
    }]),
  ];
  const sharedRows = [
    await redone(shared, "ok")(["shared_ok", "a shared vault", () => {}]),
    ...await Promise.all(ofShared.map(redone(shared, "damaged"))),
    ...tampered.map(unsigned(shared)),
    ...await Promise.all(unsignedHeaders.map(redone(shared, "tampered"))),
  ];
  return [
    ...ownRows.map(caseOf),
    ...sharedRows.map((row) => ({ ...caseOf(row), memberKeys })),
  ];
}
