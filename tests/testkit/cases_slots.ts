import { toBase64url } from "../../src/vault/format/base64url.ts";
import { bytesOf, flipped } from "./broken_bytes.ts";
import { type Bench, caseOf, type KitCase, type Row } from "./kit_case.ts";
import type { Expect } from "./kit_file.ts";
import type { Bytes, Loose } from "./vault_maker.ts";

const utf8 = new TextEncoder();

/** Returns the cases for slots and passwords. */
export async function slotCases(bench: Bench): Promise<KitCase[]> {
  return [...(await slots(bench)).map(caseOf), ...await passwords(bench)];
}

async function slots(bench: Bench): Promise<Row[]> {
  const { maker, good, other } = bench;
  const second = await maker.passwordSlot("another horse");
  const [system, token] = [await maker.otherSlot("system"), await maker.otherSlot("token")];
  const slot = (change: (slot: Loose) => void): Bytes =>
    bench.edited((file) => change(file.slots[0]));
  const wrapped = good.slots[0].wrapped as string;
  const two = async (order: Loose[]): Promise<Bytes> => {
    const file = JSON.parse(
      new TextDecoder().decode(
        await bench.resigned((file) => file.slots = [good.slots[0], second]),
      ),
    );
    return utf8.encode(JSON.stringify({ ...file, slots: order }));
  };
  return [
    ["slots_empty", "damaged", "no slots", bench.edited((file) => file.slots = [])],
    [
      "slots_65",
      "damaged",
      "more than 64 slots",
      bench.edited((file) => {
        file.slots = Array.from({ length: 65 }, (_, at) => ({
          ...file.slots[0],
          id: `00000000-0000-4000-8000-${String(at).padStart(12, "0")}`,
        }));
      }),
    ],
    [
      "slots_duplicate",
      "damaged",
      "the same slot twice",
      bench.edited((file) => {
        file.slots.push(file.slots[0]);
      }),
    ],
    [
      "slots_duplicate_new_id",
      "tampered",
      "the slot again under another id",
      bench.edited(
        (file) => file.slots.push({ ...file.slots[0], id: bench.second }),
      ),
    ],
    ["slots_two", "ok", "two password slots", await two([good.slots[0], second])],
    [
      "slots_two_second",
      "ok",
      "two password slots, and the password opens the second",
      await bench
        .resigned((file) => file.slots = [second, good.slots[0]]),
    ],
    [
      "slots_reordered",
      "tampered",
      "two slots in another order",
      await two([
        second,
        good.slots[0],
      ]),
    ],
    ["slots_one_taken_out", "tampered", "one of two slots is missing", await two([good.slots[0]])],
    [
      "slots_one_put_in",
      "tampered",
      "an added slot that the MAC does not cover",
      bench.edited(
        (file) => file.slots.push(second),
      ),
    ],
    [
      "slots_every_kind",
      "ok",
      "slots of every kind",
      await bench.resigned(
        async (file) => {
          file.slots = [system, ...file.slots, await maker.otherSlot("recovery"), token];
        },
      ),
    ],
    [
      "slots_of_another_vault",
      "wrong-password",
      "another vault's slot, with the same password",
      bench.edited((file) => file.slots = other.slots),
    ],
    [
      "slots_of_another_vault_added",
      "tampered",
      "another vault's slot added",
      bench
        .edited((file) => file.slots.push(other.slots[0])),
    ],
    [
      "slot_token_bundle",
      "damaged",
      "a token slot of a bundle in a vault",
      bench.edited((file) => file.slots.push({ ...token, bundle: true })),
    ],
    ["slot_unknown_kind", "damaged", "an unknown kind of slot", slot((s) => s.kind = "magic")],
    ["slot_kind_case", "damaged", "a kind in upper case", slot((s) => s.kind = "Password")],
    ["slot_kind_proto", "damaged", "the kind toString", slot((s) => s.kind = "toString")],
    ["slot_unknown_member", "damaged", "an unknown member", slot((s) => s.hint = "pet's name")],
    [
      "slot_password_expires",
      "damaged",
      "a password slot that expires",
      slot(
        (s) => s.expires = "2026-04-02T00:00:00Z",
      ),
    ],
    [
      "slot_token_without_expires",
      "damaged",
      "a token slot without expires",
      bench.edited(
        (file) => {
          const { expires: _, ...rest } = token;
          file.slots.push(rest);
        },
      ),
    ],
    ["slot_missing_wrapped", "damaged", "no wrapped", slot((s) => delete s.wrapped)],
    ["slot_missing_label", "damaged", "no label", slot((s) => delete s.label)],
    [
      "slot_wrapped_truncated",
      "damaged",
      "wrapped without its last byte",
      slot(
        (s) => s.wrapped = toBase64url(bytesOf(wrapped).slice(0, -1)),
      ),
    ],
    [
      "slot_wrapped_longer",
      "damaged",
      "wrapped with an extra byte",
      slot(
        (s) => s.wrapped = toBase64url(Uint8Array.of(...bytesOf(wrapped), 0)),
      ),
    ],
    ["slot_wrapped_empty", "damaged", "wrapped is empty", slot((s) => s.wrapped = "")],
    [
      "slot_wrapped_bit",
      "wrong-password",
      "a flipped bit of wrapped",
      slot((s) => {
        s.wrapped = flipped(wrapped, 20);
      }),
    ],
    [
      "slot_wrapped_iv_bit",
      "wrong-password",
      "a flipped bit of the iv",
      slot((s) => {
        s.wrapped = flipped(wrapped, 0);
      }),
    ],
    [
      "slot_wrapped_tag_bit",
      "wrong-password",
      "a flipped bit of the tag",
      slot((s) => {
        s.wrapped = flipped(wrapped, 59);
      }),
    ],
    ["slot_label", "wrong-password", "another label", slot((s) => s.label = "mine")],
    ["slot_id", "wrong-password", "another id", slot((s) => s.id = bench.second)],
    [
      "slot_created",
      "wrong-password",
      "another time",
      slot(
        (s) => s.created = "2026-01-02T03:04:05.679Z",
      ),
    ],
    [
      "slot_created_offset",
      "damaged",
      "a time with an offset",
      slot(
        (s) => s.created = "2026-01-02T03:04:05+00:00",
      ),
    ],
    [
      "slot_created_no_day",
      "damaged",
      "a day that does not exist",
      slot(
        (s) => s.created = "2026-02-30T03:04:05Z",
      ),
    ],
    [
      "slot_created_leap_second",
      "damaged",
      "the second 60",
      slot(
        (s) => s.created = "2016-12-31T23:59:60Z",
      ),
    ],
  ];
}

async function passwords(bench: Bench): Promise<KitCase[]> {
  const make = async (
    word: string,
    expect: Expect,
    comment: string,
    password: string,
    own?: string,
  ): Promise<KitCase> => ({
    name: `password_${word}`,
    expect,
    comment,
    password,
    vault: own === undefined ? bench.edited(() => {}) : await bench.resigned(async (file) => {
      file.slots = [await bench.maker.passwordSlot(own)];
    }),
  });
  return [
    await make("right", "ok", "the right password", "correct horse"),
    await make("wrong", "wrong-password", "another password", "correct horsf"),
    await make("empty", "wrong-password", "no password", ""),
    await make("space", "wrong-password", "a space after it", "correct horse "),
    await make("case", "wrong-password", "another case", "Correct horse"),
    await make("nul", "wrong-password", "a NUL after it", "correct horse\0"),
    await make(
      "nfkc",
      "ok",
      "another form of the same text",
      "\ufb01ance\u0301 \uff11\uff12\uff13",
      "fiancé 123",
    ),
    await make(
      "nfkc_kept",
      "ok",
      "a password that was set in a form that NFKC changes",
      "fiancé 123",
      "\ufb01ance\u0301 \uff11\uff12\uff13",
    ),
    await make("nul_inside", "ok", "a NUL inside", "correct\0horse", "correct\0horse"),
    await make("long", "ok", "4,096 letters", "x".repeat(4096), "x".repeat(4096)),
    await make("lone_surrogate", "wrong-password", "a lone surrogate", "correct horse\ud800"),
  ];
}
