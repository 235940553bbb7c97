import { type BaseKey, deriveKey, importSecret } from "../crypto/derive.ts";
import { verify, verifySeen } from "../crypto/mac.ts";
import { open } from "../crypto/seal.ts";
import type { VaultKey } from "../crypto/vault_key.ts";
import { associatedData } from "../format/associated_data.ts";
import { fromBase64url } from "../format/base64url.ts";
import { isPlainTime } from "../format/plain_item_text.ts";
import { isUuid } from "../format/uuid.ts";
import { decode, entryIn, findLayout, type Layout } from "./layout.ts";
import { ascii, type Bytes, startsWith, withoutMiddle } from "./search_bytes.ts";

const ENTRY = /^\{"salt":"([\w-]+)","sealed":"([\w-]+)","updated":"([^"]+)"\}$/;
const SALT_LENGTH = 22; // 16 bytes in base64url
const MIN_SEALED_LENGTH = 40; // 30 bytes
const SEEN =
  /^([1-9]\d{0,14}|\{"generation":[1-9]\d{0,14},"mac":"([\w-]+[048AEIMQUYcgkosw])","proof":"([\w-]+[048AEIMQUYcgkosw])"\})$/;
const MAC_LENGTH = 43; // 32 bytes
const ENDS = [',"version":1}\n', ',"version":2}\n'].map(ascii);

/** A vault file as it was read, in the layout that opaws writes. Nothing is verified. */
interface PlainVault {
  readonly bytes: Bytes;
  readonly layout: Layout;
}

/** What a machine has seen of a vault, as in `generations.json`. */
export interface SeenVault {
  readonly generation: unknown;
  readonly mac: unknown;
  readonly proof: unknown;
}

/** Reports whether every entry of `all`, the content of `generations.json`, is one that opaws writes. */
export function areSeen(
  all: Readonly<Record<string, unknown>>,
): all is Readonly<Record<string, SeenVault>> {
  return Object.entries(all).every(([id, seen]) => {
    const match = isUuid(id) ? SEEN.exec(JSON.stringify(seen)) : null;
    return match !== null &&
      match.slice(2).every((text) => text === undefined || text.length === MAC_LENGTH);
  });
}

/** Reports whether a vault can have this name, and it has no other characters than most names. */
export function isPlainName(name: string): boolean {
  return /^(?!(con|prn|aux|nul|(com|lpt)\d)$)[a-z][a-z0-9_-]{0,99}$/.test(name);
}

/**
 * Returns the vault called `name` if its file is in the layout that opaws writes; null otherwise, and the strict parser
 * decides.
 */
export function plainVault(bytes: Bytes, name: string): PlainVault | null {
  const layout = findLayout(bytes);
  const isPlain = layout !== null &&
    ENDS.some((end) => startsWith(bytes, end, bytes.length - end.length)) &&
    startsWith(bytes, new TextEncoder().encode(`"name":${JSON.stringify(name)},`), layout.macTo);
  return isPlain ? { bytes, layout } : null;
}

/**
 * Verifies the MAC of `vault` and the proof of `seen` with the vault key, and opens the item `id`. Returns the item's
 * plaintext as bytes for the caller to wipe. Returns null if this is not the generation that was seen, or anything is
 * wrong: `openUnparsed` then says what. The shape of the slots is not checked again: there is a proof only if this machine
 * has written or opened these very bytes before, in full.
 */
export async function openPlainVault(
  vault: PlainVault,
  seen: SeenVault,
  key: VaultKey,
  id: string,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const { layout } = vault;
  const entry = entryIn(layout.items, id);
  if (entry === null) return null;
  const secret = await importSecret(key.bytes);
  // Neither needs the other's result, and the system's crypto works on all at once.
  const [isGenuine, plain] = await Promise.all([
    isGenuineVault(vault, seen, secret),
    openPlainEntry(secret, layout.id, id, decode(entry)),
  ]);
  if (isGenuine) return plain;
  plain?.fill(0);
  return null;
}

/** Reports whether the MAC of the vault is right, and it is the generation that this machine has really seen last. */
export async function isGenuineVault(
  { bytes, layout }: PlainVault,
  { generation, mac, proof }: SeenVault,
  secret: BaseKey,
): Promise<boolean> {
  const isNewest = generation === layout.generation && mac === layout.mac;
  if (!isNewest || typeof proof !== "string") return false;
  const { macFrom, macTo } = layout;
  const [isGenuine, isSeen] = await Promise.all([
    verify(secret, layout.id, layout.mac, (use) => withoutMiddle(bytes, macFrom, macTo, use)),
    verifySeen(secret, layout, proof),
  ]);
  return isGenuine && isSeen;
}

/** The match of {@linkcode ENTRY}. */
type Entry = readonly [text: string, salt: string, sealed: string, updated: string];

/** Opens the `entry` of the item `id`, as text. Returns null if it does not open, or has another layout than opaws writes. */
export async function openPlainEntry(
  secret: BaseKey,
  vault: string,
  id: string,
  entry: string,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const match = ENTRY.exec(entry);
  if (match === null) return null;
  const [, saltText, sealedText, updated] = match as unknown as Entry;
  const isPlain = saltText.length === SALT_LENGTH && sealedText.length >= MIN_SEALED_LENGTH &&
    isPlainTime(updated);
  if (!isPlain) return null;
  const [salt, sealed] = [fromBase64url(saltText), fromBase64url(sealedText)];
  if (salt === null || sealed === null) return null;
  const key = await deriveKey(secret, salt, "item", vault, id);
  const plain = await open(key, sealed, associatedData("item", vault, id, updated));
  key.fill(0);
  return plain;
}
