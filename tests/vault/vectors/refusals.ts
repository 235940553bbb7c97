import { toBase64url } from "../../../src/vault/format/base64url.ts";
import { canonicalJson } from "../../../src/vault/format/canonical_json.ts";
import type { TokenSlot, VaultFile } from "../../../src/vault/format/vault_file.ts";
import { type Bytes, ITEM_ID, OTHER_ITEM_ID, utf8 } from "./parts.ts";

interface Refusal {
  readonly title: string;
  /** The class of the refusal. `tampered` files are well formed, and only the MAC reveals them. */
  readonly refused: "damaged" | "unsupported-version" | "kdf-limits" | "tampered";
  /** The complete file in base64url, because some of them are not text. */
  readonly file: string;
}

/** Returns files that a reader must refuse, each made from the simple vector by one change. */
export function refusals(
  good: VaultFile,
  text: string,
  foreign: VaultFile,
  token: TokenSlot,
): Refusal[] {
  const bytes = (content: string): Bytes => utf8.encode(content);
  const edit = (change: (file: Record<string, unknown>) => void): Bytes => {
    const file = JSON.parse(text);
    change(file);
    return bytes(canonicalJson(file));
  };
  // deno-lint-ignore no-explicit-any
  const slot = (change: (slot: any) => void): Bytes =>
    // deno-lint-ignore no-explicit-any
    edit((file) => change((file.slots as any)[0]));
  // deno-lint-ignore no-explicit-any
  const sealed = (change: (item: any) => void): Bytes =>
    // deno-lint-ignore no-explicit-any
    edit((file) => change((file.items as any)[ITEM_ID]));
  const cases: [string, Refusal["refused"], Bytes][] = [
    ["an empty file", "damaged", bytes("")],
    ["half of the file", "damaged", bytes(text.slice(0, text.length / 2))],
    ["the file twice", "damaged", bytes(text + text)],
    ["a byte order mark", "damaged", bytes(`\ufeff${text}`)],
    ["bytes that are not UTF-8", "damaged", Uint8Array.of(...bytes(text).subarray(0, -1), 0xff)],
    ["a comment", "damaged", bytes(text.replace("{", "{/* */"))],
    ["a duplicate key", "damaged", bytes(text.replace("{", `{"generation":7,`))],
    [
      "a duplicate key with an escape",
      "damaged",
      bytes(text.replace("{", `{"gener\\u0061tion":7,`)),
    ],
    ["the key __proto__", "damaged", bytes(text.replace("{", `{"__proto__":{},`))],
    ["a lone surrogate", "damaged", bytes(text.replace(`"label":""`, `"label":"\\ud800"`))],
    ["65 nested arrays", "damaged", bytes(`{"format":${"[".repeat(65)}${"]".repeat(65)}}`)],
    ["an array", "damaged", bytes(`[${text}]`)],
    ["a missing member", "damaged", edit((file) => delete file.generation)],
    ["an unknown member", "damaged", edit((file) => file.comment = "")],
    ["an unknown member of a slot", "damaged", slot((s) => s.hint = "")],
    ["an unknown member of an item", "damaged", sealed((i) => i.title = "")],
    ["another format", "damaged", edit((file) => file.format = "opaws")],
    ["a newer version", "unsupported-version", edit((file) => file.version = 3 as never)],
    ["version 0", "damaged", edit((file) => file.version = 0)],
    ["a version that is a string", "damaged", edit((file) => file.version = "1")],
    ["a generation of 0", "damaged", edit((file) => file.generation = 0)],
    ["a generation with a fraction", "damaged", edit((file) => file.generation = 7.5)],
    [
      "a generation beyond 2^53 - 1",
      "damaged",
      bytes(text.replace(`"generation":7`, `"generation":9007199254740992`)),
    ],
    [
      "an id in upper case",
      "damaged",
      edit((file) => file.id = good.id.toUpperCase().replace(/1/, "A")),
    ],
    ["a name that is a path", "damaged", edit((file) => file.name = "../personal")],
    ["no slots", "damaged", edit((file) => file.slots = [])],
    ["a slot twice", "damaged", edit((file) => file.slots = [good.slots[0], good.slots[0]])],
    ["an unknown kind of slot", "damaged", slot((s) => s.kind = "magic")],
    ["a time with an offset", "damaged", slot((s) => s.created = "2026-01-02T03:04:05+00:00")],
    ["a day that does not exist", "damaged", slot((s) => s.created = "2026-02-30T03:04:05Z")],
    ["an unknown derivation", "damaged", slot((s) => s.kdf.name = "argon2i")],
    ["a short salt", "damaged", slot((s) => s.kdf.salt = s.kdf.salt.slice(0, 20))],
    ["padding", "damaged", slot((s) => s.kdf.salt += "==")],
    ["stray bits", "damaged", slot((s) => s.kdf.salt = `${s.kdf.salt.slice(0, -1)}x`)],
    ["base64 with + and /", "damaged", sealed((i) => i.salt = `${"+".repeat(20)}/w`)],
    ["a wrapped key of 31 bytes", "damaged", slot((s) => s.wrapped = s.wrapped.slice(0, 79))],
    ["too little memory", "kdf-limits", slot((s) => s.kdf.memoryKiB = 19455)],
    ["too much memory", "kdf-limits", slot((s) => s.kdf.memoryKiB = 1048577)],
    ["too few passes", "kdf-limits", slot((s) => s.kdf.passes = 1)],
    ["too many passes", "kdf-limits", slot((s) => s.kdf.passes = 17)],
    ["no lanes", "kdf-limits", slot((s) => s.kdf.lanes = 0)],
    ["too many lanes", "kdf-limits", slot((s) => s.kdf.lanes = 17)],
    ["passes with a fraction", "damaged", slot((s) => s.kdf.passes = 2.5)],
    ["an older generation's number", "tampered", edit((file) => file.generation = 6)],
    ["another name", "tampered", edit((file) => file.name = "work")],
    ["another label", "tampered", slot((s) => s.label = "mine")],
    ["a higher cost", "tampered", slot((s) => s.kdf.passes = 3)],
    ["another time of change", "tampered", sealed((i) => i.updated = "2026-01-02T03:04:05Z")],
    ["a missing item", "tampered", edit((file) => file.items = {})],
    [
      "an item under another id",
      "tampered",
      edit((file) => {
        file.items = { [OTHER_ITEM_ID]: good.items[ITEM_ID] };
      }),
    ],
    ...tokenCases(token, (slot) => edit((file) => file.slots = [...good.slots, slot])),
    ["another vault's id", "tampered", edit((file) => file.id = OTHER_ITEM_ID)],
    ["the slots of another generation", "tampered", edit((file) => file.slots = foreign.slots)],
    ["the MAC of another generation", "tampered", edit((file) => file.mac = foreign.mac)],
  ];
  return cases.map(([title, refused, content]) => ({
    title,
    refused,
    file: toBase64url(content),
  }));
}

/** Returns files with a token slot added, most of them wrong in one thing. */
function tokenCases(
  token: TokenSlot,
  withSlot: (slot: unknown) => Bytes,
): [string, Refusal["refused"], Bytes][] {
  const { items, expires: _, ...rest } = token;
  const [salt] = Object.values(items!) as [string];
  const changed = (change: Record<string, unknown>): Bytes => withSlot({ ...token, ...change });
  return [
    ["a token slot without items", "tampered", changed({ items: undefined })],
    ["a token slot without an expiry", "damaged", withSlot({ ...rest, items })],
    ["a token slot whose items are a list", "damaged", changed({ items: [ITEM_ID] })],
    [
      "a token slot for an item id that is not a UUID",
      "damaged",
      changed({ items: { dev: salt } }),
    ],
    [
      "a token slot with a short salt of an item",
      "damaged",
      changed({ items: { [ITEM_ID]: salt.slice(0, 20) } }),
    ],
    ["a token slot added", "tampered", withSlot(token)],
  ];
}
