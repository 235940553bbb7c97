import type { Paths } from "../../fs/paths.ts";
import { joinPath } from "../../fs/path.ts";
import { writeReplaceable } from "../../fs/replaceable_file.ts";
import type { Host } from "../../host.ts";
import type { Sealer } from "../crypto/sealer.ts";
import type { VaultFile } from "../format/vault_file.ts";
import { type Bookmark, fileState } from "./bookmark.ts";
import { placesIn } from "./layout.ts";
import { bookmarkFile, bookmarkName } from "./sealed_names.ts";
import { indexFolder } from "./item_index.ts";
import type { UnparsedVault } from "./read.ts";

/**
 * A file that was changed less than this before it was read gets no bookmark yet: its times might not show the next change.
 * Milliseconds. They have a precision of 1 s, on some file systems of 2 s.
 */
const SETTLED = 3000;
/** The most bookmarks of a vault. */
const MAX_BOOKMARKS = 64;

type ReadVault = Pick<UnparsedVault, "path" | "bytes">;

/** The verified vault. */
interface VerifiedVault {
  readonly file: Pick<VaultFile, "name" | "generation" | "mac">;
  readonly sealer: Sealer;
}

/**
 * Makes a bookmark of the vault that was read as `unparsed` and verified as `open`: `reference` leads to the item with the
 * id `item`, or to none. Does nothing if the file has another layout than opaws writes, or was changed a moment before it
 * was read.
 *
 * @param began When reading it began; epoch milliseconds.
 */
export async function writeBookmark(
  host: Pick<Host, "random" | "now">,
  paths: Pick<Paths, "state">,
  unparsed: ReadVault,
  open: VerifiedVault,
  reference: string,
  item: string | null,
  began: number,
): Promise<void> {
  const { file, sealer } = open;
  const places = placesIn(unparsed.bytes, item ?? "");
  if (places === null) return;
  const state = settledState(unparsed, began);
  if (state === null) return;
  const { entry, length } = places;
  const bookmark: Bookmark = {
    state,
    mac: places.mac,
    item: item === null || entry === null
      ? null
      : { id: item, salt: saltAt(unparsed, entry, length), entry, length },
  };
  const folder = indexFolder(paths, sealer.vault);
  const plain = new TextEncoder().encode(JSON.stringify(bookmark));
  const sealed = await sealer.seal(host, bookmarkName(file, reference), plain);
  makeRoom(folder);
  writeReplaceable(host, joinPath(folder, await bookmarkFile(sealer, reference)), sealed);
}

/** Returns the state of the file that was read; null if it was changed shortly before, or since. */
function settledState({ path, bytes }: ReadVault, began: number): Bookmark["state"] | null {
  try {
    const state = fileState(Deno.statSync(path));
    const [size, modified, changed] = state;
    const latest = Math.max(modified ?? began, changed ?? 0);
    return size === bytes.length && latest < began - SETTLED ? state : null;
  } catch {
    return null;
  }
}

function saltAt({ bytes }: ReadVault, at: number, length: number): string {
  return JSON.parse(new TextDecoder().decode(bytes.subarray(at, at + length))).salt;
}

/** Removes all bookmarks in `folder` if there are too many. The index stays. */
function makeRoom(folder: string): void {
  try {
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name)
      .filter((name) => /^[0-9a-f]{32}$/.test(name));
    if (names.length < MAX_BOOKMARKS) return;
    for (const name of names) Deno.removeSync(joinPath(folder, name));
  } catch {
    // There is no folder yet, or another process is doing the same.
  }
}
