import { type Bench, caseOf, type KitCase, type Row } from "./kit_case.ts";
import type { Expect } from "./kit_file.ts";
import type { Loose } from "./vault_maker.ts";

/** Returns the cases for the key derivation of a password slot. */
export async function kdfCases(bench: Bench): Promise<KitCase[]> {
  return (await kdf(bench)).map(caseOf);
}

async function kdf(bench: Bench): Promise<Row[]> {
  const from = { memoryKiB: 19456, passes: 2, lanes: 1 };
  const row = (
    member: keyof typeof from,
    word: string,
    expect: Expect,
    value: string,
  ): Row => [
    `kdf_${member.replace("KiB", "")}_${word}`,
    expect,
    `${member} is ${value}`,
    bench.edit(`"${member}":${from[member]}`, `"${member}":${value}`),
  ];
  const wrong = (member: keyof typeof from): Row[] => [
    row(member, "zero", "limits", "0"),
    row(member, "negative", "damaged", "-1"),
    row(member, "float", "damaged", `${from[member]}.5`),
    row(member, "string", "damaged", `"${from[member]}"`),
    row(member, "2_53", "damaged", "9007199254740992"),
    row(member, "2_53_less_1", "limits", "9007199254740991"),
    row(member, "2_32", "limits", "4294967296"),
    row(member, "null", "damaged", "null"),
    row(member, "duplicate", "damaged", `${from[member]},"${member}":${from[member]}`),
    [
      `kdf_${member.replace("KiB", "")}_missing`,
      "damaged",
      `no ${member}`,
      bench.edited((file) => delete file.slots[0].kdf[member]),
    ],
  ];
  const salt = bench.good.slots[0].kdf.salt as string;
  const salted = (word: string, comment: string, value: string): Row => [
    `kdf_salt_${word}`,
    "damaged",
    comment,
    bench.edited((file) => file.slots[0].kdf.salt = value),
  ];
  const more = (file: Loose, count: number): void => {
    for (let at = 1; at <= count; at++) {
      file.slots.push({ ...file.slots[0], id: `00000000-0000-4000-8000-00000000000${at}` });
    }
  };
  return [
    ...wrong("memoryKiB"),
    row("memoryKiB", "below_floor", "limits", "19455"),
    row("memoryKiB", "above_ceiling", "limits", "1048577"),
    row("memoryKiB", "changed", "wrong-password", "19457"),
    ...wrong("passes"),
    row("passes", "below_floor", "limits", "1"),
    row("passes", "above_ceiling", "limits", "17"),
    row("passes", "changed", "wrong-password", "3"),
    ...wrong("lanes"),
    row("lanes", "above_ceiling", "limits", "17"),
    row("lanes", "changed", "wrong-password", "2"),
    [
      "kdf_higher_cost",
      "ok",
      "a higher cost within the limits",
      await bench.resigned(async (file) => {
        file.slots = [
          await bench.maker.passwordSlot(undefined, { memoryKiB: 32768, passes: 3, lanes: 2 }),
        ];
      }),
    ],
    [
      "kdf_second_slot_cheap",
      "limits",
      "the second slot is below the floor",
      bench.edited(
        (file) => {
          const slot = structuredClone(file.slots[0]);
          file.slots.push({ ...slot, id: bench.second, kdf: { ...slot.kdf, memoryKiB: 8 } });
        },
      ),
    ],
    ["kdf_slots_9", "limits", "nine password slots", bench.edited((file) => more(file, 8))],
    [
      "kdf_slots_expensive",
      "limits",
      "two slots within the limits that cost too much together",
      bench.edited((file) => {
        Object.assign(file.slots[0].kdf, { memoryKiB: 1048576, passes: 16 });
        more(file, 1);
      }),
    ],
    ["kdf_argon2i", "damaged", "another derivation", bench.edit("argon2id", "argon2i")],
    [
      "kdf_hkdf_for_password",
      "damaged",
      "a password slot with the derivation of other slots",
      bench
        .edited((file) => file.slots[0].kdf = { name: "hkdf-sha256", salt }),
    ],
    [
      "kdf_unknown_member",
      "damaged",
      "an unknown member of kdf",
      bench.edited(
        (file) => file.slots[0].kdf.version = 19,
      ),
    ],
    ["kdf_null", "damaged", "kdf is null", bench.edited((file) => file.slots[0].kdf = null)],
    salted("short", "a salt of 15 bytes", salt.slice(0, 20)),
    salted("empty", "an empty salt", ""),
    salted("long", "a salt of 18 bytes", `${salt.slice(0, 21)}AAA`),
    salted("padding", "a salt with padding", `${salt}==`),
    salted("stray_bits", "a salt with stray bits at its end", `${salt.slice(0, -1)}x`),
    [
      "kdf_salt_changed",
      "wrong-password",
      "another salt",
      bench.edited((file) => {
        file.slots[0].kdf.salt = bench.other.slots[0].kdf.salt;
      }),
    ],
  ];
}
