// The parts of the vectors. Everything that is random in a vault is fixed here, so that the same bytes result every time.
import { deriveKey, importSecret } from "../../../src/vault/crypto/derive.ts";
import { sign } from "../../../src/vault/crypto/mac.ts";
import { seal } from "../../../src/vault/crypto/seal.ts";
import { sealItem } from "../../../src/vault/crypto/sealed_item.ts";
import { VaultKey } from "../../../src/vault/crypto/vault_key.ts";
import { toBase64url } from "../../../src/vault/format/base64url.ts";
import type { KdfCost } from "../../../src/vault/format/kdf_cost.ts";
import type {
  PasswordSlot,
  RecoverySlot,
  SealedItem,
  Slot,
  SystemSlot,
  TokenSlot,
  VaultFile,
} from "../../../src/vault/format/vault_file.ts";
import type { Field, Item } from "../../../src/vault/item.ts";
import { wrapWithPassword } from "../../../src/vault/slots/password.ts";
import { slotAssociatedData } from "../../../src/vault/slots/slot.ts";
import { Secret } from "../../../src/secret.ts";

/** Bytes over a buffer of their own. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** The time of every vector, epoch milliseconds. */
export const NOW = Date.parse("2026-01-02T03:04:05.678Z");
/** The lowest cost that readers accept. */
export const FLOOR: KdfCost = { memoryKiB: 19456, passes: 2, lanes: 1 };
/** The vault key of every vector. */
export const VAULT_KEY = counting(0x00, 32);
/** The id of every vector. */
export const VAULT_ID = "11111111-2222-4333-8444-555555555555";
/** The id of {@linkcode ACCESS_KEY}. */
export const ITEM_ID = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";
/** The id of {@linkcode NAUGHTY}. */
export const OTHER_ITEM_ID = "99999999-8888-4777-8666-555555555555";

/** Encodes texts. */
export const utf8 = new TextEncoder();

/** Returns `length` bytes that count up from `first`. */
export function counting(first: number, length: number): Bytes {
  return Uint8Array.from({ length }, (_, at) => (first + at) & 0xff);
}

/** Returns a host whose random bytes are `draws`, in this order. */
export function fixed(...draws: Bytes[]): { random(length: number): Bytes; now(): number } {
  return {
    random(length) {
      const next = draws.shift();
      if (next?.length !== length) throw new Error(`${length} bytes were asked for`);
      return next.slice();
    },
    now: () => NOW,
  };
}

/** Returns the 16 bytes of a UUID. */
export function uuidBytes(uuid: string): Bytes {
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

/** An ordinary item. */
export const ACCESS_KEY = item(ITEM_ID, "AWS dev", [
  ["access key id", "AKIAIOSFODNN7EXAMPLE", false],
  ["secret access key", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", true],
  ["default region", "eu-central-1", false],
]);

/** An item with characters that programs often get wrong. */
export const NAUGHTY = item(
  OTHER_ITEM_ID,
  'Ünïcödé 😀 \u202Eright to left\u202C \u0000 "quoted" \\ /',
  [
    ["Access Key ID", "AKIAI44QH8DHBEXAMPLE", false],
    ["secret access key", "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY", true],
    ["one-time password", "JBSWY3DPEHPK3PXP", true],
    ["", "a field without a name, and a tab\tand\r\nlines\u2028\u2029\u007f", false],
  ],
  { notes: "two\nlines", tags: ["prod", "", "été"] },
);

/** The parts of a vector. */
export interface Parts {
  readonly describes: string;
  readonly name: string;
  readonly generation: number;
  readonly slots: readonly Slot[];
  readonly items: readonly Item[];
  readonly secrets: Record<string, unknown>;
  /** Returns what only version 2 has, for the file with that content. */
  readonly more?: (content: Pick<VaultFile, "items" | "slots">) => Promise<VersionTwo>;
}

type VersionTwo = Pick<VaultFile, "version" | "person" | "shared" | "signature">;

/** Returns a password slot whose salt and iv count up from `first`. */
export async function passwordSlot(
  password: string,
  cost: KdfCost,
  first: number,
): Promise<PasswordSlot> {
  const host = fixed(
    uuidBytes("00000000-0000-4000-8000-0000000000aa"),
    counting(first, 16),
    counting(first + 16, 12),
  );
  const key = new VaultKey(VAULT_KEY.slice());
  return await wrapWithPassword(host, {
    vaultId: VAULT_ID,
    key,
    password: new Secret(password),
    cost,
  });
}

/** Returns a slot of another kind, made as the specification says. Its salt and iv count up from `first`. */
export async function secretSlot(
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
  } as Omit<SystemSlot | RecoverySlot | TokenSlot, "wrapped">;
  const wrapping = await deriveKey(await importSecret(secret), salt, "slot-key");
  const associated = slotAssociatedData(VAULT_ID, slot);
  const wrapped = await seal(fixed(counting(first + 16, 12)), wrapping, payload, associated);
  return { ...slot, wrapped: toBase64url(wrapped) } as Slot;
}

/** Seals the items, each under its own fixed salt and iv. */
export async function sealItems(items: readonly Item[]): Promise<Record<string, SealedItem>> {
  const secret = await importSecret(VAULT_KEY);
  const sealed: Record<string, SealedItem> = {};
  for (const [at, one] of items.entries()) {
    const host = fixed(counting(0x40 + at * 32, 16), counting(0x50 + at * 32, 12));
    sealed[one.id] = await sealItem(host, secret, VAULT_ID, one);
  }
  return sealed;
}

/** Returns the vault file of `parts`. */
export async function build(parts: Parts): Promise<VaultFile> {
  const content = { slots: parts.slots, items: await sealItems(parts.items) };
  return await sign(await importSecret(VAULT_KEY), {
    format: "opaws-vault",
    version: 1,
    id: VAULT_ID,
    name: parts.name,
    generation: parts.generation,
    ...content,
    ...await parts.more?.(content),
  });
}
