import { type Bench, caseOf, type KitCase, type Row } from "./kit_case.ts";
import type { Expect } from "./kit_file.ts";

/** Returns the cases for the members at the top: format, version, id, name, generation. */
export function headCases(bench: Bench): KitCase[] {
  return head(bench).map(caseOf);
}

function head(bench: Bench): Row[] {
  const { good } = bench;
  const row = (
    member: string,
    word: string,
    expect: Expect,
    comment: string,
    to: string,
  ): Row => [
    `${member}_${word}`,
    expect,
    comment,
    bench.edit(new RegExp(`"${member}":("[^"]*"|\\d+)(?=[,}])(?!.*"${member}":)`), to),
  ];
  const without = (member: string): Row => [
    `${member}_missing`,
    "damaged",
    `no ${member}`,
    bench.edited((file) => delete file[member]),
  ];
  const version = (word: string, expect: Expect, value: string): Row =>
    row("version", word, expect, `the version ${value}`, `"version":${value}`);
  const generation = (word: string, expect: Expect, value: string): Row => [
    `generation_${word}`,
    expect,
    `the generation ${value}`,
    bench.edit('"generation":7', `"generation":${value}`),
  ];
  const name = (word: string, value: string): Row => [
    `name_${word}`,
    "damaged",
    "an invalid vault name",
    bench.edit('"name":"personal"', `"name":${JSON.stringify(value)}`),
  ];
  const id = (word: string, value: string): Row => [
    `id_${word}`,
    "damaged",
    "an id that is not a UUID in lower case",
    bench.edited((file) => file.id = value),
  ];
  return [
    ...["format", "version", "id", "name", "generation", "slots", "items", "mac"].map(without),
    version("0", "damaged", "0"),
    version("2", "damaged", "2"),
    version("3", "unsupported", "3"),
    version("huge", "unsupported", "9007199254740991"),
    version("beyond_double", "damaged", "9007199254740992"),
    version("text", "damaged", '"1"'),
    version("text_2", "damaged", '"2"'),
    version("negative", "damaged", "-1"),
    version("fraction", "damaged", "1.5"),
    version("1_0", "ok", "1.0"),
    version("true", "damaged", "true"),
    version("null", "damaged", "null"),
    version("array", "damaged", "[1]"),
    [
      "version_3_unknown_members",
      "unsupported",
      "a newer version, with members of its own",
      bench
        .edit(/,"version":1\}/, ',"vaults":[],"version":3}'),
    ],
    [
      "format_bundle",
      "damaged",
      "the format of a bundle, with a password slot",
      bench.edit('"opaws-vault"', '"opaws-bundle"'),
    ],
    ["format_other", "damaged", "another format", bench.edit('"opaws-vault"', '"opaws"')],
    [
      "format_case",
      "damaged",
      "the format in upper case",
      bench.edit(
        '"opaws-vault"',
        '"OPAWS-VAULT"',
      ),
    ],
    ["member_unknown", "damaged", "an unknown member", bench.edited((file) => file.comment = "")],
    generation("0", "damaged", "0"),
    generation("negative", "damaged", "-7"),
    generation("fraction", "damaged", "7.5"),
    generation("text", "damaged", '"7"'),
    generation("beyond_double", "damaged", "9007199254740992"),
    generation("lower", "tampered", "6"),
    generation("higher", "tampered", "8"),
    name("empty", ""),
    name("path", "../personal"),
    name("dot", ".personal"),
    name("newline", "personal\n"),
    name("bidi", "personal\u202e"),
    name("long", "x".repeat(101)),
    name("device", "con"),
    id("upper_case", good.id.toUpperCase()),
    id("without_hyphens", good.id.replaceAll("-", "")),
    id("braces", `{${good.id}}`),
    id("empty", ""),
    [
      "id_other",
      "wrong-password",
      "another vault's id, to which the slot is not bound",
      bench.edited(
        (file) => file.id = bench.other.id,
      ),
    ],
    ["items_array", "damaged", "items that are an array", bench.edited((file) => file.items = [])],
    ["items_null", "damaged", "items that are null", bench.edited((file) => file.items = null)],
    [
      "slots_object",
      "damaged",
      "slots that are an object",
      bench.edited((file) => {
        file.slots = { 0: file.slots[0] };
      }),
    ],
  ];
}
