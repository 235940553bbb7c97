import { isUuid } from "../format/uuid.ts";
import { ascii, type Bytes, lastIndexOf, startsWith } from "./search_bytes.ts";

/** Where the parts of a vault file in the layout that opaws writes are, as offsets in its bytes. Nothing is verified. */
export interface Layout {
  readonly id: string;
  readonly generation: number;
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

const HEAD = /^\{"format":"opaws-vault","generation":(\d+),"id":"([0-9a-f-]{36})",/;
/** How many bytes at the start of a file contain its id. */
export const HEAD_BYTES = 200;
const ITEMS = '"items":';
const MAC = ascii('},"mac":"');
const MAC_MEMBER = /^\},"mac":"([\w-]{43})",(?="name":)/; // between the items and the name
const MAC_LENGTH = '},"mac":"",'.length + 43 + '"name":'.length;
const [END] = ascii("}") as unknown as [number];

/** Returns the unverified id of a vault file in the layout that opaws writes; null in any other layout. */
export function idOf(bytes: Bytes): string | null {
  return HEAD.exec(decode(bytes.subarray(0, HEAD_BYTES)))?.[2] ?? null;
}

/** Returns the layout of a vault file; null if opaws writes another. */
export function findLayout(bytes: Bytes): Layout | null {
  if (bytes.at(-1) !== 0x0a) return null;
  const head = HEAD.exec(decode(bytes.subarray(0, HEAD_BYTES)));
  if (head === null || !startsWith(bytes, ascii(ITEMS), head[0].length)) return null;
  const from = head[0].length + ITEMS.length;
  const end = lastIndexOf(bytes, MAC);
  if (end < from) return null;
  const member = MAC_MEMBER.exec(decode(bytes.subarray(end, end + MAC_LENGTH)));
  if (member === null) return null;
  return {
    id: head[2]!,
    generation: Number(head[1]),
    items: bytes.subarray(from, end + 1),
    from,
    macFrom: end + 2,
    macTo: end + member[0].length,
    mac: member[1]!,
  };
}

/** Finds an entry by its bytes. The entries contain only strings without quotes and braces, so each ends at a brace. */
export function entryIn(items: Bytes, id: string): Bytes | null {
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

/** Decodes UTF-8; what is wrong becomes the replacement character. */
export function decode(bytes: Bytes): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}
