import { verify } from "../crypto/mac.ts";
import { checkMembers, damaged, parseHead } from "../format/parse.ts";
import { isUuid } from "../format/uuid.ts";
import type { SealedItem, VaultFile } from "../format/vault_file.ts";
import { parseUnparsed, type UnparsedVault } from "./read.ts";
import {
  ascii,
  type Bytes,
  indexOf,
  lastIndexOf,
  startsWith,
  withoutMiddle,
} from "./search_bytes.ts";

/** A vault file in the layout that opaws writes. Its MAC is verified over its very bytes. */
interface CanonicalFile {
  /** The file. Its items are parsed at the first access to them. */
  readonly file: VaultFile;
  /** Returns one entry of `items` without parsing the others or checking its shape; undefined if there is none. */
  entry(id: string): unknown;
}

/** Where the parts of a file in that layout are, as offsets in its bytes. */
interface Layout {
  /** The unverified id of the vault. */
  readonly id: string;
  /** The value of `items`. */
  readonly items: Bytes;
  /** Where the value of `items` starts. */
  readonly from: number;
  /** The member `mac`, with its comma, from one place to the other. */
  readonly macFrom: number;
  readonly macTo: number;
  /** The value of `mac`. */
  readonly mac: string;
}

const HEAD = /^\{"format":"opaws-vault","generation":\d+,"id":"([0-9a-f-]{36})",/;
const HEAD_BYTES = 200;
const ITEMS = '"items":';
const MAC = ascii('},"mac":"');
const MAC_MEMBER = /^\},"mac":"([\w-]{43})",(?="name":)/; // between the items and the name
const MAC_LENGTH = '},"mac":"",'.length + 43 + '"name":'.length;
const TWO_ENDS = ascii("}}");
const [QUOTE, END] = ascii('"}') as unknown as [number, number];

/**
 * Returns the id of a vault that is not parsed yet, to look up its cached key. The id is not verified: a false one finds
 * no key, or a key that opens nothing.
 *
 * @throws UserError as `parseUnparsed` does, if the file has another layout than opaws writes.
 */
export function vaultId(vault: UnparsedVault): string {
  return idInHead(vault) ?? parseUnparsed(vault).id;
}

/**
 * Reports whether a vault that is not parsed yet has an item with that id, and its own name. Nothing is verified.
 *
 * @throws UserError as `parseUnparsed` does, if the file has another layout than opaws writes.
 */
export function hasItem(vault: UnparsedVault, id: string): boolean {
  const { bytes, name } = vault;
  const layout = findLayout(bytes);
  if (layout === null) return Object.hasOwn(parseUnparsed(vault).items, id);
  const ownName = new TextEncoder().encode(`"name":${JSON.stringify(name)},`);
  return startsWith(bytes, ownName, layout.macTo) && entryIn(layout.items, id) !== null;
}

/** Where a file has its MAC and one entry of `items`, as offsets in its bytes. */
interface Places {
  /** Where the value of `mac` is. */
  readonly mac: number;
  /** Where the entry's value starts; null without such an entry. */
  readonly entry: number | null;
  /** The length of the entry's value. */
  readonly length: number;
}

/** Returns where a file in the layout that opaws writes has the entry `id`; null in any other layout. */
export function placesIn(bytes: Bytes, id: string): Places | null {
  const layout = findLayout(bytes);
  if (layout === null) return null;
  const entry = entryIn(layout.items, id);
  return {
    mac: layout.macTo - 1 - '"'.length - layout.mac.length,
    entry: entry && entry.byteOffset - bytes.byteOffset,
    length: entry?.length ?? 0,
  };
}

/** Returns the unverified id of a vault file in the layout that opaws writes; null in any other layout. */
export function idInHead({ bytes }: Pick<UnparsedVault, "bytes">): string | null {
  return HEAD.exec(decode(bytes.subarray(0, HEAD_BYTES)))?.[1] ?? null;
}

/**
 * Reads a file in the layout that opaws writes, without the strict parse. The MAC covers the file's text without the
 * `mac` member. If it is right, only a holder of the key can have written that text, and only that text is read then,
 * whatever place the member had. The file is neither decoded nor copied: that would take longer than its MAC.
 *
 * Returns null if the file has another layout or the MAC is wrong. The strict parse then finds the reason.
 *
 * @param secret The imported vault key.
 * @throws UserError as `parseHead` does.
 */
export async function readCanonical(
  { bytes, path }: Pick<UnparsedVault, "bytes" | "path">,
  secret: CryptoKey,
): Promise<CanonicalFile | null> {
  const layout = findLayout(bytes);
  if (layout === null) return null;
  const { id, items, from, macFrom, macTo, mac } = layout;
  if (!isOneObject(items)) return null;
  if (!await verify(secret, id, mac, (use) => withoutMiddle(bytes, macFrom, macTo, use))) {
    return null;
  }
  const tail = decode(bytes.subarray(macTo));
  if (tail.includes("\ufffd")) return null; // not UTF-8; a decoder that throws takes a millisecond longer
  try {
    const head = decode(bytes.subarray(0, from));
    const rest = parseHead(JSON.parse(`${head}{},${tail}`), path);
    checkMembers({ ...rest, mac });
    let parsed: Record<string, SealedItem> | undefined;
    const file = { ...rest, mac } as unknown as VaultFile;
    Object.defineProperty(file, "items", {
      enumerable: true,
      get: () => parsed ??= parsePart(items, path) as Record<string, SealedItem>,
    });
    return { file, entry: (id) => parsedEntry(items, id, path) };
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function findLayout(bytes: Bytes): Layout | null {
  if (bytes.at(-1) !== 0x0a) return null;
  const head = HEAD.exec(decode(bytes.subarray(0, HEAD_BYTES)));
  if (head === null || !startsWith(bytes, ascii(ITEMS), head[0].length)) return null;
  const from = head[0].length + ITEMS.length;
  const end = lastIndexOf(bytes, MAC);
  if (end < from) return null;
  const member = MAC_MEMBER.exec(decode(bytes.subarray(end, end + MAC_LENGTH)));
  if (member === null) return null;
  return {
    id: head[1]!,
    items: bytes.subarray(from, end + 1),
    from,
    macFrom: end + 2,
    macTo: end + member[0].length,
    mac: member[1]!,
  };
}

/** The entries are flat, so the first `}}` closes the object. Text after it would be another member before the MAC. */
function isOneObject(items: Bytes): boolean {
  return items.length === 2
    ? items[0] === 0x7b
    : items[1] === QUOTE && indexOf(items, TWO_ENDS) === items.length - 2;
}

function parsedEntry(items: Bytes, id: string, path: string): unknown {
  const entry = entryIn(items, id);
  return entry === null ? undefined : parsePart(entry, path);
}

/** Finds an entry by its bytes. The entries contain only strings without quotes and braces, so each ends at a brace. */
function entryIn(items: Bytes, id: string): Bytes | null {
  if (!isUuid(id)) return null;
  const key = ascii(`"${id}":{`);
  for (let at = 1; at < items.length;) {
    const end = items.indexOf(END, at);
    if (end < 0) return null;
    if (startsWith(items, key, at)) return items.subarray(at + key.length - 1, end + 1);
    at = end + 2;
  }
  return null;
}

function parsePart(bytes: Bytes, path: string): unknown {
  try {
    return JSON.parse(decode(bytes));
  } catch (error) {
    throw damaged(`read ${path}`, "its items are not JSON, although its MAC is right", {
      cause: error,
    });
  }
}

function decode(bytes: Bytes): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}
