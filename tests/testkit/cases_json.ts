import { type Bench, caseOf, type KitCase, type Row } from "./kit_case.ts";
import { MARK } from "./kit_file.ts";
import type { Bytes } from "./vault_maker.ts";

const utf8 = new TextEncoder();

/** Returns the cases for the JSON text. */
export function jsonCases(bench: Bench): KitCase[] {
  return [...json(bench).map(caseOf), ...large(bench)];
}

function json(bench: Bench): Row[] {
  const { text } = bench;
  const head = `{"format":"opaws-vault",`;
  const indented = JSON.stringify(JSON.parse(text), null, 2);
  const bytes = (content: string): Bytes => utf8.encode(content);
  const inside = (member: string): Bytes => bench.edit("{", `{${member},`);
  const utf16 = new Uint8Array(
    new Uint16Array([...text].map((letter) => letter.charCodeAt(0))).buffer,
  );
  const withRawBytes = (...raw: number[]): Bytes => {
    const all = bench.edit('"label":""', '"label":"@@@@"');
    const at = all.indexOf(0x40);
    return Uint8Array.of(...all.subarray(0, at), ...raw, ...all.subarray(at + 4));
  };
  return [
    ["json_empty", "damaged", "no bytes", bytes("")],
    ["json_space", "damaged", "nothing but white space", bytes(" \n\t\r\n")],
    ["json_half", "damaged", "the first half", bytes(text.slice(0, text.length / 2))],
    ["json_without_last_brace", "damaged", "no closing brace", bytes(text.slice(0, -2))],
    ["json_twice", "damaged", "the file twice", bytes(text + text)],
    ["json_array", "damaged", "the file inside an array", bytes(`[${text}]`)],
    ["json_text", "damaged", "the file in a JSON string", bytes(JSON.stringify(text))],
    ["json_null", "damaged", "the value null", bytes("null\n")],
    ["json_bom", "damaged", "a byte order mark", bytes(`\ufeff${text}`)],
    ["json_utf16", "damaged", "UTF-16 instead of UTF-8", utf16],
    [
      "json_crlf",
      "ok",
      "CRLF: the layout is free",
      bytes(
        indented.replaceAll("\n", "\r\n"),
      ),
    ],
    ["json_pretty", "ok", "indented: the layout is free", bytes(indented)],
    [
      "json_order",
      "ok",
      "members in another order: the layout is free",
      bytes(
        JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text)).reverse())),
      ),
    ],
    [
      "json_escapes",
      "ok",
      "unneeded escapes: the layout is free",
      bench.edit(
        '"name":"personal"',
        '"n\\u0061me":"\\u0070erson\\u0061l"',
      ),
    ],
    [
      "json_numbers",
      "ok",
      "another notation of a number: the layout is free",
      bench.edit(
        '"memoryKiB":19456',
        '"memoryKiB":1.9456e4',
      ),
    ],
    ["json_no_newline", "ok", "no newline after the value", bytes(text.slice(0, -1))],
    ["json_duplicate_key", "damaged", "a member twice", inside('"generation":7')],
    [
      "json_duplicate_key_same_value_last",
      "damaged",
      "a member twice, at the end",
      bench.edit(
        /\}\n$/,
        ',"version":1}\n',
      ),
    ],
    [
      "json_duplicate_key_escaped",
      "damaged",
      "a member twice, once with an escape",
      inside(
        '"gener\\u0061tion":7',
      ),
    ],
    [
      "json_duplicate_key_in_slot",
      "damaged",
      "a slot's member twice",
      bench.edit(
        '"label":""',
        '"label":"","label":""',
      ),
    ],
    ["json_proto", "damaged", "the key __proto__", inside('"__proto__":{}')],
    [
      "json_proto_escaped",
      "damaged",
      "the key __proto__ with an escape",
      inside(
        '"\\u005f_proto__":{}',
      ),
    ],
    [
      "json_proto_in_items",
      "damaged",
      "an item called __proto__",
      bench.edit(
        '"items":{',
        '"items":{"__proto__":{"salt":"","sealed":"","updated":""},',
      ),
    ],
    ["json_constructor", "damaged", "the key constructor", inside('"constructor":{}')],
    ["json_nul", "damaged", "a NUL after the value", bytes(`${text}\0`)],
    [
      "json_nul_in_text",
      "damaged",
      "a NUL in a string",
      bench.edit(
        '"label":""',
        '"label":"\0"',
      ),
    ],
    [
      "json_control_in_text",
      "damaged",
      "a newline in a string",
      bench.edit(
        '"label":""',
        '"label":"\n"',
      ),
    ],
    [
      "json_lone_surrogate",
      "damaged",
      "a lone surrogate in an escape",
      bench.edit(
        '"label":""',
        '"label":"\\ud800"',
      ),
    ],
    [
      "json_lone_surrogate_raw",
      "damaged",
      "a lone surrogate as bytes",
      withRawBytes(0xed, 0xa0, 0x80),
    ],
    ["json_overlong", "damaged", "an overlong form of a slash", withRawBytes(0xc0, 0xaf)],
    ["json_latin1", "damaged", "a byte that is not UTF-8", withRawBytes(0xe9)],
    [
      "json_deep",
      "damaged",
      "64 arrays inside the value",
      inside(
        `"x":${"[".repeat(64)}${"]".repeat(64)}`,
      ),
    ],
    [
      "json_very_deep",
      "damaged",
      "20,000 open arrays",
      bytes(
        `${head}"x":${"[".repeat(20_000)}`,
      ),
    ],
    ["json_comment", "damaged", "a comment", bench.edit("{", "{/* mine */")],
    [
      "json_trailing_comma",
      "damaged",
      "a comma before the last brace",
      bench.edit(/\}\n$/, ",}\n"),
    ],
    ["json_single_quotes", "damaged", "single quotes", bytes(text.replaceAll('"', "'"))],
    ["json_plus", "damaged", "a number with a plus sign", bench.edit('ion":7', 'ion":+7')],
    [
      "json_leading_zero",
      "damaged",
      "a number with a leading zero",
      bench.edit(
        'ion":7',
        'ion":07',
      ),
    ],
    ["json_hexadecimal", "damaged", "a number in hexadecimal", bench.edit('ion":7', 'ion":0x7')],
    ["json_nan", "damaged", "NaN", bench.edit('ion":7', 'ion":NaN')],
    [
      "json_huge_number",
      "damaged",
      "a number beyond a double",
      bench.edit(
        'ion":7',
        'ion":1e400',
      ),
    ],
  ];
}

/** Returns the cases of files that are too large to store. `repeat` makes them. */
function large(bench: Bench): KitCase[] {
  const MiB = 1024 * 1024;
  const make = (
    name: string,
    comment: string,
    vault: Bytes,
    text: string,
    count: number,
  ): KitCase => ({ name, expect: "limits", comment, vault, repeat: { count, text } });
  const label = (value: string): Bytes => bench.edit('"label":""', `"label":${value}`);
  const entry = '"00000000-0000-4000-8000-000000000000":{},';
  return [
    make("large_space", "200 MiB of spaces", bench.edit("{", `${MARK}{`), " ", 200 * MiB),
    make("large_label", "a label of 65 MiB", label(`"${MARK}"`), "x", 65 * MiB),
    make("large_nesting", "65 Mi arrays", label(MARK), "[", 65 * MiB),
    make(
      "large_items",
      "65 MiB of the same id",
      bench.edit('"items":{', `"items":{${MARK}`),
      entry,
      Math.ceil(65 * MiB / entry.length),
    ),
    make("large_nothing", "65 MiB of zeros", utf8.encode(MARK), "\0", 65 * MiB),
    make(
      "large_by_a_byte",
      "64 MiB and one byte",
      bench.edit("{", `${MARK}{`),
      " ",
      64 * MiB + 1 - utf8.encode(bench.text).length,
    ),
    {
      ...make(
        "large_just_not",
        "exactly 64 MiB",
        bench.edit("{", `${MARK}{`),
        " ",
        64 * MiB - utf8.encode(bench.text).length,
      ),
      expect: "ok",
    },
  ];
}
