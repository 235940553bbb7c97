import { verify } from "../crypto/mac.ts";
import { checkMembers, damaged, parseHead } from "../format/parse.ts";
import { isUuid } from "../format/uuid.ts";
import type { SealedItem, VaultFile } from "../format/vault_file.ts";
import { parseUnparsed, type UnparsedVault } from "./read.ts";

/** A vault file in the layout that opaws writes. Its MAC is verified over its very bytes. */
interface CanonicalFile {
  /** The file. Its items are parsed at the first access to them. */
  readonly file: VaultFile;
  /** Returns one entry of `items` without parsing the others or checking its shape; undefined if there is none. */
  entry(id: string): unknown;
}

const HEAD = /^\{"format":"opaws-vault","generation":\d+,"id":"([0-9a-f-]{36})",/;
const HEAD_BYTES = 200;
const ITEMS = '"items":';
const MAC_MEMBER = /^\},"mac":"([\w-]{43})",(?="name":)/; // between the items and the name
const MAC_LENGTH = '},"mac":"",'.length + 43 + '"name":'.length;

/**
 * Returns the id of a vault that is not parsed yet, to look up its cached key. The id is not verified: a false one finds
 * no key, or a key that opens nothing.
 *
 * @throws UserError as `parseUnparsed` does, if the file has another layout than opaws writes.
 */
export function vaultId(vault: UnparsedVault): string {
  return idInHead(vault) ?? parseUnparsed(vault).id;
}

/** Returns the unverified id of a vault file in the layout that opaws writes; null in any other layout. */
export function idInHead({ bytes }: Pick<UnparsedVault, "bytes">): string | null {
  const head = new TextDecoder().decode(bytes.subarray(0, HEAD_BYTES));
  return HEAD.exec(head)?.[1] ?? null;
}

/**
 * Reads a file in the layout that opaws writes, without the strict parse. The MAC covers the file's text without the
 * `mac` member. If it is right, only a holder of the key can have written that text, and only that text is read then,
 * whatever place the member had. Opening one of 1,000 items takes a third of the time this way.
 *
 * Returns null if the file has another layout or the MAC is wrong. The strict parse then finds the reason.
 *
 * @param secret The imported vault key.
 * @throws UserError as `parseHead` does.
 */
export async function readCanonical(
  vault: Pick<UnparsedVault, "bytes" | "path">,
  secret: CryptoKey,
): Promise<CanonicalFile | null> {
  const { bytes } = vault;
  if (bytes.at(-1) !== 0x0a) return null;
  // Looking for the replacement character is a millisecond faster than a decoder that throws.
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const end = text.lastIndexOf('},"mac":"');
  const head = HEAD.exec(text);
  const member = MAC_MEMBER.exec(text.slice(end, end + MAC_LENGTH));
  if (head === null || member === null || end < 0 || text.includes("\ufffd")) return null;
  const start = head[0].length + ITEMS.length;
  if (text.slice(head[0].length, start) !== ITEMS) return null;
  // A canonical file is ASCII up to this place, so that offsets in the text and in the bytes agree. In any other file the
  // MAC is wrong.
  const from = end + 2;
  const to = end + member[0].length;
  const signed = new Uint8Array(bytes.length - 1 - (to - from));
  signed.set(bytes.subarray(0, from));
  signed.set(bytes.subarray(to, -1), from);
  if (!await verify(secret, head[1]!, member[1]!, signed)) return null;
  return readVerified(
    { head: text.slice(0, start), items: text.slice(start, end + 1), tail: text.slice(to) },
    member[1]!,
    vault.path,
  );
}

interface FileText {
  /** From the start to the value of `items`. */
  readonly head: string;
  /** The value of `items`. */
  readonly items: string;
  /** From the member behind `mac` to the end. */
  readonly tail: string;
}

function readVerified(
  { head, items, tail }: FileText,
  mac: string,
  path: string,
): CanonicalFile | null {
  if (!isOneObject(items)) return null;
  try {
    const rest = parseHead(JSON.parse(`${head}{},${tail}`), path);
    checkMembers({ ...rest, mac });
    let parsed: Record<string, SealedItem> | undefined;
    const file = { ...rest, mac } as unknown as VaultFile;
    Object.defineProperty(file, "items", {
      enumerable: true,
      get: () => parsed ??= parsePart(items, path) as Record<string, SealedItem>,
    });
    return { file, entry: (id) => entryIn(items, id, path) };
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** The entries are flat, so the first `}}` closes the object. Text after it would be another member before the MAC. */
function isOneObject(items: string): boolean {
  return items === "{}" || (items[1] === '"' && items.indexOf("}}") === items.length - 2);
}

/** Finds an entry by text. The entries contain only strings without quotes and braces, so the first match is right. */
function entryIn(items: string, id: string, path: string): unknown {
  const at = isUuid(id) ? items.indexOf(`"${id}":{`) : -1;
  if (at < 0) return undefined;
  const from = at + id.length + 3;
  return parsePart(items.slice(from, items.indexOf("}", from) + 1), path);
}

function parsePart(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw damaged(`read ${path}`, "its items are not JSON, although its MAC is right", {
      cause: error,
    });
  }
}
