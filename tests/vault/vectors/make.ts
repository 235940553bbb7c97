// Makes the vectors anew: `deno run --allow-write=tests/vault/vectors tests/vault/vectors/make.ts`.
// All that is random in a vault is fixed here, so the same bytes come out every time.
import { associatedData } from "../../../src/vault/associated_data.ts";
import { fromBase64url, toBase64url } from "../../../src/vault/base64url.ts";
import { canonicalJson } from "../../../src/vault/canonical_json.ts";
import {
  deriveKey,
  derivePasswordKey,
  importSecret,
  type KdfCost,
} from "../../../src/vault/derive.ts";
import type {
  PasswordSlot,
  SealedItem,
  SecretSlot,
  Slot,
  TokenSlot,
  VaultFile,
} from "../../../src/vault/file.ts";
import type { Field, Item } from "../../../src/vault/item.ts";
import { formatItem } from "../../../src/vault/item_text.ts";
import { VaultKey } from "../../../src/vault/key.ts";
import { formatVault, macInput, sign } from "../../../src/vault/mac.ts";
import { slotAssociatedData, wrapWithPassword } from "../../../src/vault/password.ts";
import { newRecoveryCode, parseRecoveryCode, recoverySecret } from "../../../src/vault/recovery_code.ts";
import { wrapWithSecret } from "../../../src/vault/secret_slot.ts";
import { open, seal } from "../../../src/vault/seal.ts";
import { bundleFor } from "../../../src/vault/bundle.ts";
import { itemKey, sealItem } from "../../../src/vault/sealed_item.ts";
import { tokenSlotId } from "../../../src/vault/token_id.ts";
import { revokedSlot } from "../../../src/vault/token_slot.ts";
import { formatToken } from "../../../src/unlock/token_text.ts";
import { Secret } from "../../../src/secret.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const NOW = Date.parse("2026-01-02T03:04:05.678Z");
const FLOOR: KdfCost = { memoryKiB: 19456, passes: 2, lanes: 1 };
const VAULT_KEY = counting(0x00, 32);
const VAULT_ID = "11111111-2222-4333-8444-555555555555";
const ITEM_ID = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";
const OTHER_ITEM_ID = "99999999-8888-4777-8666-555555555555";

const utf8 = new TextEncoder();

/** `length` bytes that count up from `first`. */
function counting(first: number, length: number): Bytes {
  return Uint8Array.from({ length }, (_, at) => (first + at) & 0xff);
}

/** A host whose random bytes are those given, in this order. */
function fixed(...draws: Bytes[]): { random(length: number): Bytes; now(): number } {
  return {
    random(length) {
      const next = draws.shift();
      if (next?.length !== length) throw new Error(`${length} bytes were asked for`);
      return next.slice();
    },
    now: () => NOW,
  };
}

function uuidBytes(uuid: string): Bytes {
  return Uint8Array.fromHex(uuid.replaceAll("-", "")) as Bytes;
}

function item(id: string, title: string, fields: [string, string, boolean][], more = {}): Item {
  return {
    id,
    title,
    category: "aws-access-key",
    fields: fields.map(([name, value, secret]): Field =>
      secret ? { name, secret, value: new Secret(value) } : { name, secret, value }
    ),
    notes: "",
    tags: [],
    created: "2026-01-02T03:04:05.678Z",
    ...more,
  };
}

const ACCESS_KEY = item(ITEM_ID, "AWS dev", [
  ["access key id", "AKIAIOSFODNN7EXAMPLE", false],
  ["secret access key", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", true],
  ["default region", "eu-central-1", false],
]);

const NAUGHTY = item(OTHER_ITEM_ID, "Ünïcödé 😀 \u202Eright to left\u202C \u0000 \"quoted\" \\ /", [
  ["Access Key ID", "AKIAI44QH8DHBEXAMPLE", false],
  ["secret access key", "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY", true],
  ["one-time password", "JBSWY3DPEHPK3PXP", true],
  ["", "a field without a name, and a tab\tand\r\nlines\u2028\u2029\u007f", false],
], { notes: "two\nlines", tags: ["prod", "", "été"] });

interface Parts {
  readonly describes: string;
  readonly name: string;
  readonly generation: number;
  readonly slots: readonly Slot[];
  readonly items: readonly Item[];
  readonly secrets: Record<string, unknown>;
}

async function passwordSlot(password: string, cost: KdfCost, first: number): Promise<PasswordSlot> {
  const host = fixed(
    uuidBytes("00000000-0000-4000-8000-0000000000aa"),
    counting(first, 16),
    counting(first + 16, 12),
  );
  const key = new VaultKey(VAULT_KEY.slice());
  return await wrapWithPassword(host, VAULT_ID, key, new Secret(password), cost);
}

async function secretSlot(
  kind: "system" | "recovery" | "token",
  id: string,
  label: string,
  secret: Bytes,
  first: number,
  payload: Bytes,
  items: Record<string, string> = {},
): Promise<Slot> {
  const salt = counting(first, 16);
  const slot = {
    id,
    kind,
    label,
    created: "2026-01-02T03:04:05Z",
    kdf: { name: "hkdf-sha256", salt: toBase64url(salt) },
    ...(kind === "token" ? { expires: "2026-04-02T00:00:00Z", items } : {}),
  } as Omit<SecretSlot | TokenSlot, "wrapped">;
  const wrapping = await deriveKey(await importSecret(secret), salt, "slot-key");
  const associated = slotAssociatedData(VAULT_ID, slot);
  const wrapped = await seal(fixed(counting(first + 16, 12)), wrapping, payload, associated);
  return { ...slot, wrapped: toBase64url(wrapped) } as Slot;
}

async function sealItems(items: readonly Item[]): Promise<Record<string, SealedItem>> {
  const secret = await importSecret(VAULT_KEY);
  const sealed: Record<string, SealedItem> = {};
  for (const [at, one] of items.entries()) {
    const host = fixed(counting(0x40 + at * 32, 16), counting(0x50 + at * 32, 12));
    sealed[one.id] = await sealItem(host, secret, VAULT_ID, one);
  }
  return sealed;
}

async function build(parts: Parts): Promise<VaultFile> {
  return await sign(await importSecret(VAULT_KEY), {
    format: "opaws-vault",
    version: 1,
    id: VAULT_ID,
    name: parts.name,
    generation: parts.generation,
    slots: parts.slots,
    items: await sealItems(parts.items),
  });
}

async function describe(parts: Parts, file: VaultFile): Promise<Record<string, unknown>> {
  const secret = await importSecret(VAULT_KEY);
  const items: Record<string, unknown> = {};
  for (const one of parts.items) {
    const { salt, sealed } = file.items[one.id]!;
    const saltBytes = fromBase64url(salt)!;
    items[one.id] = {
      salt: saltBytes.toHex(),
      iv: fromBase64url(sealed)!.subarray(0, 12).toHex(),
      key: (await itemKey(secret, VAULT_ID, one.id, saltBytes)).toHex(),
      aad: associatedData("item", VAULT_ID, one.id).toHex(),
      plaintext: new TextDecoder().decode(formatItem(one)),
    };
  }
  return {
    describes: parts.describes,
    vaultKey: VAULT_KEY.toHex(),
    secrets: parts.secrets,
    slots: await Promise.all(parts.slots.map((slot) => describeSlot(slot, parts.secrets))),
    items,
    mac: {
      info: associatedData("mac").toHex(),
      key: (await deriveKey(secret, utf8.encode(VAULT_ID), "mac")).toHex(),
      input: new TextDecoder().decode(macInput(file)),
      value: fromBase64url(file.mac)!.toHex(),
    },
    file: new TextDecoder().decode(formatVault(file)),
  };
}

async function describeSlot(
  slot: Slot,
  secrets: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const salt = fromBase64url(slot.kdf.salt)!;
  const own = secrets[slot.kind] as string;
  const key = slot.kind === "password"
    ? await derivePasswordKey(own, salt, slot.kdf)
    : await deriveKey(await importSecret(Uint8Array.fromHex(own) as Bytes), salt, "slot-key");
  const aad = slotAssociatedData(VAULT_ID, slot);
  const wrapped = fromBase64url(slot.wrapped)!;
  return {
    kind: slot.kind,
    salt: salt.toHex(),
    ...(slot.kind === "password"
      ? { passwordBytes: utf8.encode(own.normalize("NFKC")).toHex() }
      : { info: associatedData("slot-key").toHex() }),
    key: key.toHex(),
    iv: wrapped.subarray(0, 12).toHex(),
    aadSlot: canonicalJson({ ...slot, wrapped: undefined }),
    aad: aad.toHex(),
    plaintext: (await open(key, wrapped, aad))!.toHex(),
  };
}

async function simple(): Promise<Parts> {
  return {
    describes: "one password slot at the least cost, one item",
    name: "personal",
    generation: 7,
    slots: [await passwordSlot("correct horse", FLOOR, 0x80)],
    items: [ACCESS_KEY],
    secrets: { password: "correct horse" },
  };
}

async function defaultCost(): Promise<Parts> {
  const cost = { memoryKiB: 65536, passes: 3, lanes: 1 };
  return {
    describes: "a new vault at the default cost, no items yet",
    name: "personal",
    generation: 1,
    slots: [await passwordSlot("correct horse", cost, 0x90)],
    items: [],
    secrets: { password: "correct horse" },
  };
}

async function unicode(): Promise<Parts> {
  // The ligature, the combining accent and the full-width digits all change under NFKC.
  const password = "\ufb01ance\u0301 \uff11\uff12\uff13 \u{1f511}";
  return {
    describes: "a password that NFKC changes, two lanes, a name and an item beyond ASCII",
    name: "été 日本 100%",
    generation: 9007199254740991,
    slots: [await passwordSlot(password, { ...FLOOR, lanes: 2 }, 0xa0)],
    items: [ACCESS_KEY, NAUGHTY],
    secrets: { password },
  };
}

async function allSlots(): Promise<Parts> {
  const system = counting(0x10, 32);
  const recovery = counting(0x30, 32);
  const token = counting(0x50, 32);
  const sealed = (await sealItems([ACCESS_KEY, NAUGHTY]))[ITEM_ID]!;
  const key = await itemKey(
    await importSecret(VAULT_KEY),
    VAULT_ID,
    ITEM_ID,
    fromBase64url(sealed.salt)!,
  );
  const payload = utf8.encode(canonicalJson({ items: { [ITEM_ID]: toBase64url(key) } }));
  const uuid = (last: string): string => `00000000-0000-4000-8000-0000000000${last}`;
  return {
    describes: "every kind of slot; the token opens one item of two",
    name: "ci",
    generation: 3,
    slots: [
      await passwordSlot("correct horse", FLOOR, 0x80),
      await secretSlot("system", uuid("bb"), "laptop", system, 0xa0, VAULT_KEY),
      await secretSlot("recovery", uuid("cc"), "", recovery, 0xc0, VAULT_KEY),
      await secretSlot(
        "token",
        await tokenSlotId(await importSecret(token)),
        "CI \u2013 nightly",
        token,
        0xe0,
        payload,
        { [ITEM_ID]: sealed.salt },
      ),
    ],
    items: [ACCESS_KEY, NAUGHTY],
    secrets: {
      password: "correct horse",
      system: system.toHex(),
      recovery: recovery.toHex(),
      token: token.toHex(),
    },
  };
}

/** Two slots without a password, made by the code that makes them in a vault. */
async function recovery(): Promise<Parts> {
  const code = newRecoveryCode(fixed(counting(0xf0, 20)));
  const fromCode = await recoverySecret(VAULT_ID, code);
  const system = counting(0x10, 32);
  const key = new VaultKey(VAULT_KEY.slice());
  const made = async (
    kind: "system" | "recovery",
    label: string,
    secret: Bytes,
    last: string,
    first: number,
  ): Promise<Slot> => {
    const id = `00000000-0000-4000-8000-0000000000${last}`;
    const host = fixed(counting(first, 16), counting(first + 16, 12));
    return await wrapWithSecret(host, VAULT_ID, key, secret, { kind, label, id });
  };
  return {
    describes: "a recovery slot, its secret derived from a recovery code, and a system slot",
    name: "personal",
    generation: 2,
    slots: [
      await made("recovery", "safe", fromCode, "ee", 0x20),
      await made("system", "polkit", system, "ff", 0x60),
    ],
    items: [ACCESS_KEY],
    secrets: {
      recovery: fromCode.toHex(),
      system: system.toHex(),
      recoveryCode: code.reveal(),
      recoveryCodeBytes: parseRecoveryCode(code).toHex(),
    },
  };
}

interface Refusal {
  readonly title: string;
  /** The class of the refusal; `tampered` files are well formed and differ under the MAC. */
  readonly refused: "damaged" | "unsupported-version" | "kdf-limits" | "tampered";
  /** The whole file, base64url, for some of them are no text. */
  readonly file: string;
}

/** Files that a reader refuses, each made from the simple vector by one change. */
function refusals(good: VaultFile, text: string, foreign: VaultFile, token: TokenSlot): Refusal[] {
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
    ["two files after each other", "damaged", bytes(text + text)],
    ["a byte order mark", "damaged", bytes(`\ufeff${text}`)],
    ["bytes that are not UTF-8", "damaged", Uint8Array.of(...bytes(text).subarray(0, -1), 0xff)],
    ["a comment", "damaged", bytes(text.replace("{", "{/* */"))],
    ["a duplicate key", "damaged", bytes(text.replace("{", `{"generation":7,`))],
    [
      "a duplicate key in other letters",
      "damaged",
      bytes(text.replace("{", `{"gener\\u0061tion":7,`)),
    ],
    ["the key __proto__", "damaged", bytes(text.replace("{", `{"__proto__":{},`))],
    ["a lone surrogate", "damaged", bytes(text.replace(`"label":""`, `"label":"\\ud800"`))],
    ["nesting without end", "damaged", bytes(`{"format":${"[".repeat(65)}${"]".repeat(65)}}`)],
    ["an array", "damaged", bytes(`[${text}]`)],
    ["a missing member", "damaged", edit((file) => delete file.generation)],
    ["an unknown member", "damaged", edit((file) => file.comment = "")],
    ["an unknown member of a slot", "damaged", slot((s) => s.hint = "")],
    ["an unknown member of an item", "damaged", sealed((i) => i.title = "")],
    ["another format", "damaged", edit((file) => file.format = "opaws")],
    ["a newer version", "unsupported-version", edit((file) => file.version = 2)],
    ["version 0", "damaged", edit((file) => file.version = 0)],
    ["a version that is a text", "damaged", edit((file) => file.version = "1")],
    ["a generation of 0", "damaged", edit((file) => file.generation = 0)],
    ["a generation with a fraction", "damaged", edit((file) => file.generation = 7.5)],
    [
      "a generation beyond 2^53 - 1",
      "damaged",
      bytes(text.replace(`"generation":7`, `"generation":9007199254740992`)),
    ],
    ["an id in upper case", "damaged", edit((file) => file.id = good.id.toUpperCase().replace(/1/, "A"))],
    ["a name that is a path", "damaged", edit((file) => file.name = "../personal")],
    ["no slots", "damaged", edit((file) => file.slots = [])],
    ["a slot twice", "damaged", edit((file) => file.slots = [good.slots[0], good.slots[0]])],
    ["an unknown kind of slot", "damaged", slot((s) => s.kind = "magic")],
    ["a time with an offset", "damaged", slot((s) => s.created = "2026-01-02T03:04:05+00:00")],
    ["a day that is none", "damaged", slot((s) => s.created = "2026-02-30T03:04:05Z")],
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
    ["a dearer derivation", "tampered", slot((s) => s.kdf.passes = 3)],
    ["another time of change", "tampered", sealed((i) => i.updated = "2026-01-02T03:04:05Z")],
    ["an item gone", "tampered", edit((file) => file.items = {})],
    ["an item under another id", "tampered", edit((file) => {
      file.items = { [OTHER_ITEM_ID]: good.items[ITEM_ID] };
    })],
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

async function tokens(vault: VaultFile): Promise<Record<string, unknown>> {
  const bytes = counting(0x50, 32);
  const secret = await importSecret(bytes);
  const slot = vault.slots.find((each) => each.kind === "token")!;
  const bundle = await bundleFor(vault, slot, secret);
  const text = new TextDecoder().decode(bundle);
  const good = formatToken(bytes).reveal();
  const revoked = await revokedSlot(fixed(counting(0x11, 32), counting(0x22, 12)), VAULT_ID, slot);
  const edit = async (change: Partial<VaultFile>): Promise<string> => {
    const { mac: _, ...unsigned } = { ...JSON.parse(text) as VaultFile, ...change };
    return new TextDecoder().decode(formatVault(await sign(secret, unsigned)));
  };
  return {
    describes: "tokens as texts, the bundle of all_slots.json's token, and what is refused",
    texts: await Promise.all(
      [counting(0x50, 32), new Uint8Array(32), new Uint8Array(32).fill(0xff)].map(
        async (each) => ({
          bytes: each.toHex(),
          text: formatToken(each).reveal(),
          slotId: await tokenSlotId(await importSecret(each)),
        }),
      ),
    ),
    malformed: [
      ["nothing", ""],
      ["half of it", good.slice(0, 30)],
      ["a digit changed", good.replace(/.(?=.{20}$)/, (digit) => digit === "a" ? "b" : "a")],
      ["the checksum changed", good.replace(/.$/, (digit) => digit === "a" ? "b" : "a")],
      ["another prefix", good.replace("opaws_", "Opaws_")],
      ["a line end", `${good}\n`],
      ["a sign that is no digit", good.replace(/.$/, "-")],
      ["more than 32 bytes", overlong()],
    ].map(([title, malformed]) => ({ title, text: malformed })),
    now: NOW,
    token: good,
    macKey: (await deriveKey(secret, utf8.encode(VAULT_ID), "mac")).toHex(),
    bundle: text,
    refused: [
      { title: "another vault's token", refused: "token-unknown", now: NOW, file: await edit({
        slots: [{ ...slot, id: "00000000-0000-4000-8000-0000000000dd" }],
      }) },
      { title: "a revoked token", refused: "token-revoked", now: NOW, file: await edit({ slots: [revoked] }) },
      {
        title: "an expired token",
        refused: "token-expired",
        now: Date.parse("2026-04-02T00:00:00Z"),
        file: text,
      },
      { title: "a later expiry", refused: "tampered", now: NOW, file: await edit({
        slots: [{ ...slot, expires: "2027-04-02T00:00:00Z" }],
      }) },
      { title: "another vault's id", refused: "tampered", now: NOW, file: await edit({ id: OTHER_ITEM_ID }) },
      {
        title: "an older generation's number under the old MAC",
        refused: "tampered",
        now: NOW,
        file: text.replace(`"generation":3`, `"generation":2`),
      },
      {
        title: "the vault's own MAC",
        refused: "tampered",
        now: NOW,
        file: text.replace(/"mac":"[^"]+"/, `"mac":"${vault.mac}"`),
      },
    ],
  };
}

/** Well formed, with a right checksum, and the number 62^43 - 1, which 32 bytes cannot hold. */
function overlong(): string {
  const body = `opaws_${"z".repeat(43)}`;
  return body + crcBase62(body);
}

/** The checksum written a second time, by the polynomial's long division. */
function crcBase62(text: string): string {
  const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  let crc = 0xffffffffn;
  for (const byte of utf8.encode(text)) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ 0xedb88320n : crc >> 1n;
  }
  let sum = "";
  for (let rest = crc ^ 0xffffffffn; sum.length < 6; rest /= 62n) sum = digits[Number(rest % 62n)] + sum;
  return sum;
}

/** A token slot beside the password slot, wrong in one thing. */
function tokenCases(
  token: TokenSlot,
  beside: (slot: unknown) => Bytes,
): [string, Refusal["refused"], Bytes][] {
  const { items, expires: _, ...rest } = token;
  const [salt] = Object.values(items!) as [string];
  const changed = (change: Record<string, unknown>): Bytes => beside({ ...token, ...change });
  return [
    ["a token slot without items", "tampered", changed({ items: undefined })],
    ["a token slot without an expiry", "damaged", beside({ ...rest, items })],
    ["a token slot whose items are a list", "damaged", changed({ items: [ITEM_ID] })],
    ["a token slot for an item that has no UUID", "damaged", changed({ items: { dev: salt } })],
    ["a token slot with a short salt of an item", "damaged", changed({ items: { [ITEM_ID]: salt.slice(0, 20) } })],
    ["a token slot added", "tampered", beside(token)],
  ];
}

/** The vector files: name to text. */
export async function makeVectors(): Promise<Record<string, string>> {
  const made: Record<string, unknown> = {};
  const files: Record<string, VaultFile> = {};
  const all = {
    simple: await simple(),
    default_cost: await defaultCost(),
    unicode: await unicode(),
    all_slots: await allSlots(),
    recovery: await recovery(),
  };
  for (const [name, parts] of Object.entries(all)) {
    files[name] = await build(parts);
    made[`${name}.json`] = await describe(parts, files[name]);
  }
  const { file } = made["simple.json"] as { file: string };
  made["refused.json"] = {
    describes: "files to refuse, and in which class; each differs from that of simple.json in one thing",
    vaultKey: VAULT_KEY.toHex(),
    files: refusals(
      files.simple!,
      file,
      files.default_cost!,
      files.all_slots!.slots.find((slot) => slot.kind === "token")!,
    ),
  };
  made["tokens.json"] = await tokens(files.all_slots!);
  return Object.fromEntries(
    Object.entries(made).map(([name, value]) => [name, `${JSON.stringify(value, null, 2)}\n`]),
  );
}

if (import.meta.main) {
  for (const [name, text] of Object.entries(await makeVectors())) {
    Deno.writeTextFileSync(new URL(name, import.meta.url), text);
  }
}
