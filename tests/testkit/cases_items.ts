import { toBase64url } from "../../src/vault/format/base64url.ts";
import { bytesOf, flipped, strayBits } from "./broken_bytes.ts";
import { type Bench, caseOf, type KitCase, type Row } from "./kit_case.ts";
import type { Expect } from "./kit_file.ts";
import { type Bytes, type Loose, plaintext } from "./vault_maker.ts";

/** Returns the cases for the MAC and for sealed items. */
export async function itemCases(bench: Bench): Promise<KitCase[]> {
  return [...mac(bench), ...await items(bench)].map(caseOf);
}

function mac(bench: Bench): Row[] {
  const mac = bench.good.mac as string;
  const row = (word: string, expect: Expect, comment: string, value: unknown): Row => [
    `mac_${word}`,
    expect,
    comment,
    bench.edited((file) => file.mac = value),
  ];
  return [
    row("bit", "tampered", "a flipped bit of the MAC", flipped(mac, 0)),
    row("last_bit", "tampered", "the flipped last bit of the MAC", flipped(mac, 31)),
    row("zero", "tampered", "a MAC of zeros", toBase64url(new Uint8Array(32))),
    row("of_older", "tampered", "the MAC of the generation before", bench.older.mac),
    row("of_another_vault", "tampered", "the MAC of another vault", bench.other.mac),
    row("short", "damaged", "31 bytes", toBase64url(bytesOf(mac).slice(0, 31))),
    row("half", "damaged", "16 bytes", toBase64url(bytesOf(mac).slice(0, 16))),
    row("long", "damaged", "33 bytes", toBase64url(Uint8Array.of(...bytesOf(mac), 0))),
    row("empty", "damaged", "no bytes", ""),
    row("null", "damaged", "null", null),
    row("padding", "damaged", "padding", `${mac}=`),
    row("stray_bits", "damaged", "stray bits at the end", strayBits(mac)),
    row("newline", "damaged", "a newline after the digits", `${mac}\n`),
    row("space", "damaged", "a space among the digits", `${mac.slice(0, 20)} ${mac.slice(20)}`),
    row("hexadecimal", "damaged", "in hexadecimal", bytesOf(mac).toHex()),
    row("other_alphabet", "damaged", "with + and /", `+/${mac.slice(2)}`),
  ];
}

async function items(bench: Bench): Promise<Row[]> {
  const { first, second, good, older, other, maker } = bench;
  const both = async (
    word: string,
    comment: string,
    change: (items: Loose) => void,
    redone: Expect = "damaged",
  ): Promise<Row[]> => [
    [`item_${word}`, "tampered", comment, bench.edited((file) => change(file.items))],
    [
      `item_${word}_mac_redone`,
      redone,
      `${comment}, under a new MAC`,
      await bench.resigned((file) => change(file.items)),
    ],
  ];
  const damaged = (word: string, comment: string, change: (item: Loose) => void): Row => [
    `item_${word}`,
    "damaged",
    comment,
    bench.edited((file) => change(file.items[first])),
  ];
  const sealed = good.items[first].sealed as string;
  const cut = (from: number, to?: number): string => toBase64url(bytesOf(sealed).slice(from, to));
  const swap = (items: Loose, member: string): void => {
    [items[first][member], items[second][member]] = [items[second][member], items[first][member]];
  };
  const iv = bytesOf(good.items[second].sealed).slice(0, 12);
  const salt = bytesOf(good.items[second].salt);
  const reseal = async (salt?: Bytes, iv?: Bytes): Promise<Loose> =>
    await maker.item(first, plaintext("AWS dev"), salt, iv);
  const [sameIv, sameSalt] = [await reseal(undefined, iv), await reseal(salt)];
  const dev = plaintext("AWS dev");
  const year0 = await maker.item(first, dev, undefined, undefined, "0000-02-29T00:00:00Z");
  const notBound = await maker.item(first, dev, undefined, undefined, undefined, []);
  return [
    ...await both("swapped", "two items exchanged", (all) => {
      [all[first], all[second]] = [all[second], all[first]];
    }),
    ...await both("sealed_swapped", "the sealed bytes of two items exchanged", (all) => {
      swap(all, "sealed");
    }),
    ...await both("salt_swapped", "the salts of two items exchanged", (all) => swap(all, "salt")),
    ...await both("duplicated", "an item again under another id", (all) => {
      all[other.id] = all[first];
    }),
    ...await both("id_changed", "an item under another id", (all) => {
      all[other.id] = all[first];
      delete all[first];
    }),
    ...await both("iv_reused", "the iv of another item", (all) => {
      all[first].sealed = toBase64url(Uint8Array.of(...iv, ...bytesOf(sealed).slice(12)));
    }),
    ...await both("iv_short", "an iv of 11 bytes", (all) => all[first].sealed = cut(1)),
    ...await both("iv_missing", "no iv", (all) => all[first].sealed = cut(12)),
    ...await both("tag_12_bytes", "a tag cut to 12 bytes", (all) => {
      all[first].sealed = cut(0, -4);
    }),
    ...await both("tag_missing", "no tag", (all) => all[first].sealed = cut(0, -16)),
    ...await both(
      "bit",
      "a flipped bit of the ciphertext",
      (all) => all[first].sealed = flipped(sealed, 40),
    ),
    ...await both("from_another_vault", "an item of another vault, under the same id", (all) => {
      all[first] = other.items[first];
    }),
    [
      "item_removed",
      "tampered",
      "an item is missing",
      bench.edited(
        (file) => delete file.items[first],
      ),
    ],
    ["item_all_removed", "tampered", "all items are missing", bench.edited((f) => f.items = {})],
    [
      "item_from_older_generation",
      "tampered",
      "an item of the generation before",
      bench
        .edited((file) => file.items[first] = older.items[first]),
    ],
    ...await both(
      "updated",
      "another time of change",
      (all) => all[first].updated = "2026-01-02T03:04:05Z",
    ),
    [
      "item_updated_not_bound",
      "ok",
      "an item of the first build, which did not bind its time",
      await bench.resigned((file) => file.items[first] = notBound),
    ],
    [
      "item_updated_year_0",
      "ok",
      "changed in the year 0, which RFC 3339 allows",
      await bench.resigned((file) => file.items[first] = year0),
    ],
    [
      "item_same_iv",
      "ok",
      "two items with the same iv under different keys",
      await bench.resigned(
        (file) => file.items[first] = sameIv,
      ),
    ],
    [
      "item_same_salt",
      "ok",
      "two items with the same salt, whose ids give different keys",
      await bench
        .resigned((file) => file.items[first] = sameSalt),
    ],
    damaged("renamed_member", "sealed under another name", (item) => {
      item.cipher = item.sealed;
      delete item.sealed;
    }),
    damaged("missing_salt", "no salt", (item) => delete item.salt),
    damaged("missing_updated", "no time", (item) => delete item.updated),
    damaged("unknown_member", "an unknown member", (item) => item.title = "AWS dev"),
    damaged("salt_short", "a salt of 15 bytes", (item) => item.salt = item.salt.slice(0, 20)),
    damaged("sealed_empty", "no sealed bytes", (item) => item.sealed = ""),
    damaged("ciphertext_empty", "an iv and a tag with nothing in between", (item) => {
      item.sealed = toBase64url(bytesOf(sealed).slice(0, 28));
    }),
    damaged("sealed_padding", "sealed with padding", (item) => item.sealed += "="),
    damaged("sealed_newline", "sealed with a newline", (item) => item.sealed += "\n"),
    damaged("updated_local", "a time without Z", (item) => item.updated = "2026-01-02T03:04:05"),
    [
      "item_id_upper_case",
      "damaged",
      "an id in upper case",
      bench.edited((file) => {
        file.items[first.toUpperCase()] = file.items[first];
        delete file.items[first];
      }),
    ],
    [
      "item_id_no_uuid",
      "damaged",
      "an id that is not a UUID",
      bench.edited((file) => {
        file.items["AWS dev"] = file.items[first];
      }),
    ],
    ["item_null", "damaged", "an item that is null", bench.edited((f) => f.items[first] = null)],
    [
      "item_duplicate_key",
      "damaged",
      "one id twice",
      bench.edit(
        '"items":{',
        `"items":{"${first}":${JSON.stringify(good.items[first])},`,
      ),
    ],
  ];
}
