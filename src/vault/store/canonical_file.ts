import type { BaseKey } from "../crypto/derive.ts";
import { verify } from "../crypto/mac.ts";
import { checkMembers, damaged, parseHead } from "../format/parse.ts";
import type { SealedItem, VaultFile } from "../format/vault_file.ts";
import { decode, entryIn, findLayout, idOf } from "./layout.ts";
import { parseUnparsed, type UnparsedVault } from "./read.ts";
import { ascii, type Bytes, indexOf, startsWith, withoutMiddle } from "./search_bytes.ts";

/** A vault file in the layout that opaws writes. Its MAC is verified over its very bytes. */
interface CanonicalFile {
  /** The file. Its items are parsed at the first access to them. */
  readonly file: VaultFile;
  /** Returns one entry of `items` without parsing the others or checking its shape; undefined if there is none. */
  entry(id: string): unknown;
}

const TWO_ENDS = ascii("}}");
const [QUOTE] = ascii('"') as unknown as [number];

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

/** Returns the unverified id of a vault file in the layout that opaws writes; null in any other layout. */
export function idInHead({ bytes }: Pick<UnparsedVault, "bytes">): string | null {
  return idOf(bytes);
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
  secret: BaseKey,
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

function parsePart(bytes: Bytes, path: string): unknown {
  try {
    return JSON.parse(decode(bytes));
  } catch (error) {
    throw damaged(`read ${path}`, "its items are not JSON, although its MAC is right", {
      cause: error,
    });
  }
}
