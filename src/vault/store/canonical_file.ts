import { damaged } from "../format/damaged.ts";
import type { SealedItem, VaultFile } from "../format/vault_file.ts";
import { verify } from "../crypto/mac.ts";
import { checkMembers, parseHead } from "../format/parse.ts";
import type { SealedVault } from "./read.ts";
import { isUuid } from "../format/uuid.ts";

/** A vault file in the layout that opaws writes, its MAC verified over its very text. */
export interface CanonicalFile {
  /** The file; its items are parsed when they are first asked for. */
  readonly file: VaultFile;
  /** One entry of its items, its shape not checked; undefined when there is none. It parses no other. */
  entry(id: string): unknown;
}

const HEAD = /^\{"format":"opaws-vault","generation":\d+,"id":"([0-9a-f-]{36})","items":/;
const MAC_MEMBER = /^\},"mac":"([\w-]{43})",(?="name":)/; // between the items and the name
const MAC_LENGTH = '},"mac":"",'.length + 43 + '"name":'.length;

/**
 * Reads a canonical file without the strict parse: its text without the `mac` member is what the MAC covers, so once
 * that holds, nothing can be in it that a holder of the key did not write. Only this text is read then, wherever the
 * member stood that was cut out. One of 1,000 items is open so in a third of the time.
 * Null when the file is laid out in another way or the MAC does not hold: then the strict way must tell.
 * Faults (65), (78) as `parseHead`. `secret` is the imported vault key.
 */
export async function readCanonical(
  sealed: Pick<SealedVault, "bytes" | "path">,
  secret: CryptoKey,
): Promise<CanonicalFile | null> {
  const { bytes } = sealed;
  if (bytes.at(-1) !== 0x0a) return null;
  // Telling invalid UTF-8 by its replacement is a millisecond faster than having it refused.
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const end = text.lastIndexOf('},"mac":"');
  const head = HEAD.exec(text);
  const member = MAC_MEMBER.exec(text.slice(end, end + MAC_LENGTH));
  if (head === null || member === null || end < 0 || text.includes("\ufffd")) return null;
  // In a canonical file all is ASCII up to here, so places in text and bytes agree; otherwise the MAC fails.
  const from = end + 2;
  const to = end + member[0].length;
  const signed = new Uint8Array(bytes.length - 1 - (to - from));
  signed.set(bytes.subarray(0, from));
  signed.set(bytes.subarray(to, -1), from);
  if (!await verify(secret, head[1]!, member[1]!, signed)) return null;
  return readVerified(text, head[0], text.slice(head[0].length, end + 1), member[1]!, to, sealed);
}

function readVerified(
  text: string,
  head: string,
  items: string,
  mac: string,
  to: number,
  sealed: Pick<SealedVault, "path">,
): CanonicalFile | null {
  if (!isOneObject(items)) return null;
  try {
    const rest = parseHead(JSON.parse(`${head}{},${text.slice(to)}`), sealed.path);
    checkMembers({ ...rest, mac });
    let parsed: Record<string, SealedItem> | undefined;
    const file = { ...rest, mac } as unknown as VaultFile;
    Object.defineProperty(file, "items", {
      enumerable: true,
      get: () => parsed ??= parsePart(items, sealed.path) as Record<string, SealedItem>,
    });
    return { file, entry: (id) => entryIn(items, id, sealed.path) };
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Its entries are flat, so the first `}}` closes it: behind that, before the MAC, another member would stand. */
function isOneObject(items: string): boolean {
  return items === "{}" || (items[1] === '"' && items.indexOf("}}") === items.length - 2);
}

/** The entries hold texts only, without a quote or a brace in them, so the first of each is a sign of the layout. */
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
    throw damaged(`read ${path}`, "its items are no JSON, though its MAC holds", { cause: error });
  }
}
