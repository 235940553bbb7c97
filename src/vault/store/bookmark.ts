import type { Sealer } from "../crypto/sealer.ts";
import type { VaultFile } from "../format/vault_file.ts";
import { decode } from "./layout.ts";
import { bookmarkFile, bookmarkName } from "./sealed_names.ts";
import type { Bytes } from "./search_bytes.ts";

/**
 * A note that opaws makes after it has verified a large vault: what a reference led to, and where that is in the file. It
 * is sealed under a name that has the generation and the MAC, so it shows that a holder of the key has verified a file with
 * this MAC. With it, an item opens without reading the rest of the file.
 */
export interface Bookmark {
  /** What the system said of the file. A file that changes in any place has another time. */
  readonly state: FileState;
  /** Where the value of `mac` is. */
  readonly mac: number;
  /** The item; null if the vault has none that the reference names. */
  readonly item: BookmarkedItem | null;
}

/** An item in a bookmark. Its salt is new at every change, so it stands for the whole sealed item. */
interface BookmarkedItem {
  readonly id: string;
  readonly salt: string;
  /** Where its entry starts. */
  readonly entry: number;
  /** The length of its entry. */
  readonly length: number;
}

type FileState = readonly [
  size: number,
  modified: number | null,
  changed: number | null,
  device: number,
  file: number | null,
];

/** A vault file that is open for reading, and what a bookmark of it has to agree with. */
interface MarkedFile extends Pick<VaultFile, "id" | "name" | "generation" | "mac"> {
  readonly file: Deno.FsFile;
  readonly info: Deno.FileInfo;
}

/** What {@linkcode followBookmark} returns: the item's id and its entry as text; null if there is no such item. */
type Found = { readonly item: { readonly id: string; readonly entry: string } | null };

const MAC_DIGITS = 43;

/**
 * Returns what the bookmark of `marked` for `reference` leads to. Returns null if there is none that is right in every
 * detail: then the whole file has to be verified, which also finds the reason. The caller verifies that this machine has
 * really seen the generation and the MAC in `marked`, and opens the entry.
 *
 * @param read Returns the content of the bookmark with that file name, or null.
 */
export async function followBookmark(
  marked: MarkedFile,
  sealer: Sealer,
  reference: string,
  read: (name: string) => Bytes | null,
): Promise<Found | null> {
  const sealed = read(await bookmarkFile(sealer, reference));
  const plain = sealed && await sealer.open(bookmarkName(marked, reference), sealed);
  if (!plain) return null;
  // Only opaws seals with the vault key, so what opens has the right shape.
  const { state, mac, item }: Bookmark = JSON.parse(decode(plain));
  const { file, info, id, generation } = marked;
  const start = `{"format":"opaws-vault","generation":${generation},"id":"${id}",`;
  if (`${fileState(info)}` !== `${state}` || textAt(file, 0, start.length) !== start) return null;
  if (textAt(file, mac, MAC_DIGITS) !== marked.mac) return null;
  if (item === null) return { item };
  const key = `"${item.id}":`;
  const text = textAt(file, item.entry - key.length, key.length + item.length);
  const entry = text.slice(key.length);
  return text.startsWith(`${key}{"`) && saltOf(entry) === item.salt
    ? { item: { id: item.id, entry } }
    : null;
}

/** Returns what changes when the file does. */
export function fileState({ size, mtime, ctime, dev, ino }: Deno.FileInfo): FileState {
  return [size, mtime?.getTime() ?? null, ctime?.getTime() ?? null, dev, ino];
}

/** Returns the member `salt` of an entry; undefined if the entry is not JSON. */
function saltOf(entry: string): unknown {
  try {
    return JSON.parse(entry).salt;
  } catch {
    return undefined;
  }
}

/** Reads up to `length` bytes from the offset `at`, fewer only at the end of the file, and decodes them. */
export function textAt(file: Deno.FsFile, at: number, length: number): string {
  const bytes = new Uint8Array(length);
  file.seekSync(at, Deno.SeekMode.Start);
  let filled = 0;
  while (filled < length) {
    const read = file.readSync(bytes.subarray(filled));
    if (read === null) break;
    filled += read;
  }
  return decode(bytes.subarray(0, filled));
}
