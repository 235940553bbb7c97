import type { BaseKey } from "../crypto/derive.ts";
import type { Host } from "../../host.ts";
import { openItem, sealItem } from "../crypto/sealed_item.ts";
import { damaged } from "../format/parse.ts";
import type { SealedItem } from "../format/vault_file.ts";
import type { Item } from "../item.ts";
import { byTime, conflictCopy, conflictId, isSameContent } from "./conflict_copy.ts";
import type { BranchChange } from "./last_changes.ts";

/** A file's items with the key that opens them. */
export interface ItemSource {
  readonly items: Readonly<Record<string, SealedItem>>;
  /** The imported vault key. */
  readonly secret: BaseKey;
}

/** One branch, as far as its items are concerned. */
export interface ItemBranch extends ItemSource {
  /** What the branch did to each item. */
  readonly changes: ReadonlyMap<string, BranchChange>;
  /** Returns the name of the member who wrote a generation. */
  readonly nameOf: (hash: string) => string;
}

/** Two versions of an item that were made at the same time. */
export interface Conflict {
  /** The item that keeps its id, and the copy with the other version. */
  readonly item: { readonly id: string; readonly title: string };
  readonly copy: { readonly id: string; readonly title: string };
}

/** The input of {@linkcode mergeItems}. */
interface ItemsToMerge {
  readonly vault: string;
  readonly branches: readonly [ItemBranch, ItemBranch];
  /** The imported key of the result. A source that has this key has this very object. */
  readonly secret: BaseKey;
  /** Returns the file of an older generation, if it is at hand. */
  readonly older: (hash: string) => Promise<ItemSource | null>;
  /** The generations at which the branches parted. */
  readonly parted: readonly string[];
}

/** The result of {@linkcode mergeItems}. */
interface MergedItems {
  readonly items: Readonly<Record<string, SealedItem>>;
  /** The ids of the items whose content differs from that of each branch. */
  readonly differing: readonly [ReadonlySet<string>, ReadonlySet<string>];
  /** The ids of the items that neither branch has in this sealed form. */
  readonly resealed: ReadonlySet<string>;
  readonly conflicts: readonly Conflict[];
  /** The ids of items whose last version that counts is not at hand. */
  readonly lost: readonly string[];
}

/** A version of an item: the sealed form and its key. Null if it was deleted, or was never there. */
type Version = { readonly entry: SealedItem; readonly secret: BaseKey } | null;

/** Merges the items of two branches as `docs/sharing-format.md` specifies. Opens only those that it has to compare. */
export async function mergeItems(
  host: Pick<Host, "random" | "now">,
  input: ItemsToMerge,
): Promise<MergedItems> {
  const { vault, branches } = input;
  const sameKey = branches.every(({ secret }) => secret === input.secret);
  const items: Record<string, SealedItem> = {};
  const differing = [new Set<string>(), new Set<string>()] as const;
  const resealed = new Set<string>();
  const conflicts: Conflict[] = [];
  const lost: string[] = [];
  const losers: { id: string; version: NonNullable<Version>; by: string; item: Item }[] = [];
  const open = ({ entry, secret }: NonNullable<Version>, id: string): Promise<Item> =>
    openItem(secret, vault, id, entry, "the vault");

  for (const id of idsOf(branches)) {
    const [a, b] = [await versionIn(0, id), await versionIn(1, id)];
    let chosen: Version;
    if (a.changed && b.changed) chosen = await choose(id, a, b);
    else if (a.changed || b.changed) chosen = (a.changed ? a : b).version;
    else chosen = await unchanged(id, a, b);
    for (const side of [0, 1] as const) {
      if (!await isSameVersion(id, chosen, versionOf(branches[side], id))) differing[side].add(id);
    }
    if (chosen === null) continue;
    const entry = items[id] = await sealed(id, chosen);
    if (branches.every((each) => each.items[id]?.sealed !== entry.sealed)) resealed.add(id);
  }
  for (const loser of losers) await copy(loser);
  return { items, differing, resealed, conflicts, lost };

  async function versionIn(side: 0 | 1, id: string): Promise<Choice> {
    const branch = branches[side];
    const change = branch.changes.get(id);
    const version = versionOf(branch, id);
    if (change === undefined || (!change.isDropped && change.last === null)) {
      return { version, changed: false, by: "", isDropped: false };
    }
    const by = change.last === null ? "" : branch.nameOf(change.last);
    if (!change.isDropped) return { version, changed: true, by, isDropped: false };
    if (change.last !== null) {
      const source = await input.older(change.last);
      if (source !== null) {
        return { version: versionOf(source, id), changed: true, by, isDropped: true };
      }
      lost.push(id);
    }
    return { version: null, changed: false, by: "", isDropped: true };
  }

  /** Two deletions, a deletion and a change, the same change twice, or a conflict. */
  async function choose(id: string, a: Choice, b: Choice): Promise<Version> {
    if (a.version === null || b.version === null) return a.version ?? b.version;
    if (a.version.entry.sealed === b.version.entry.sealed) return preferred(a.version, b.version);
    const [mine, theirs] = [a, b].map(({ version }) => version!) as [
      NonNullable<Version>,
      NonNullable<Version>,
    ];
    const opened = [
      { ...a, version: mine, item: await open(mine, id), updated: mine.entry.updated },
      { ...b, version: theirs, item: await open(theirs, id), updated: theirs.entry.updated },
    ].sort(byTime) as [Opened, Opened];
    const [earlier, later] = opened;
    if (isSameContent(earlier.item, later.item)) {
      return earlier.updated === later.updated ? preferred(mine, theirs) : later.version;
    }
    losers.push({ id, version: later.version, by: later.by, item: earlier.item });
    return earlier.version;
  }

  /** Of two equal versions, returns the one that need not be sealed again, or else the same on every device. */
  function preferred(a: NonNullable<Version>, b: NonNullable<Version>): NonNullable<Version> {
    const [isSealed, isOtherSealed] = [a.secret === input.secret, b.secret === input.secret];
    if (isSealed !== isOtherSealed) return isSealed ? a : b;
    return a.entry.salt <= b.entry.salt ? a : b;
  }

  async function unchanged(id: string, a: Choice, b: Choice): Promise<Version> {
    if (a.isDropped && b.isDropped) return await before(id);
    if (a.isDropped || b.isDropped) return a.isDropped ? b.version : a.version;
    const isSame = a.version?.entry.sealed === b.version?.entry.sealed;
    if (sameKey && !isSame) throw differs(id);
    return a.version?.secret === input.secret ? a.version : b.version;
  }

  /** Both branches have only dropped changes of the item, so what counts is in the files before. */
  async function before(id: string): Promise<Version> {
    for (const hash of input.parted) {
      const source = await input.older(hash);
      if (source !== null) return versionOf(source, id);
    }
    lost.push(id);
    return null;
  }

  async function isSameVersion(id: string, a: Version, b: Version): Promise<boolean> {
    if (a === null || b === null) return a === b;
    if (a.entry.sealed === b.entry.sealed) return true;
    if (!touched(branches, id)) return true;
    return isSameContent(await open(a, id), await open(b, id));
  }

  async function sealed(id: string, version: NonNullable<Version>): Promise<SealedItem> {
    if (version.secret === input.secret) return version.entry;
    return await sealItem(
      host,
      input.secret,
      vault,
      await open(version, id),
      version.entry.updated,
    );
  }

  async function copy({ id, version, by, item }: typeof losers[number]): Promise<void> {
    const loser = await open(version, id);
    const copyId = await conflictId(vault, id, version.entry.salt);
    const made = conflictCopy({ item: loser, updated: version.entry.updated }, copyId, by);
    // Another device made the copy. Or somebody has seen it, and changed or deleted it since. What is dropped does not
    // count, or a removed writer could take a copy's id and so make the version disappear.
    if (Object.hasOwn(items, copyId) || isCounted(branches, copyId)) return;
    if (!sameKey && await hasCopy(loser, id)) return;
    items[copyId] = await sealItem(host, input.secret, vault, made, version.entry.updated);
    for (const each of [...differing, resealed]) each.add(copyId);
    conflicts.push({
      item: { id, title: item.title },
      copy: { id: copyId, title: made.title },
    });
  }

  /** After a change of the key, a version has another salt, and so its copy has another id. */
  async function hasCopy(loser: Item, id: string): Promise<boolean> {
    for (const [other, entry] of Object.entries(items)) {
      if (other === id) continue;
      if (isSameContent(loser, await open({ entry, secret: input.secret }, other))) return true;
    }
    return false;
  }
}

interface Choice {
  readonly version: Version;
  readonly changed: boolean;
  readonly by: string;
  readonly isDropped: boolean;
}

interface Opened extends Choice {
  readonly version: NonNullable<Version>;
  readonly item: Item;
  readonly updated: string;
}

function idsOf(branches: readonly ItemBranch[]): string[] {
  const all = branches.flatMap(({ items, changes }) => [...Object.keys(items), ...changes.keys()]);
  return [...new Set(all)].sort();
}

function touched(branches: readonly ItemBranch[], id: string): boolean {
  return branches.some(({ changes }) => changes.has(id));
}

function isCounted(branches: readonly ItemBranch[], id: string): boolean {
  return branches.some(({ changes }) => (changes.get(id)?.last ?? null) !== null);
}

function versionOf({ items, secret }: ItemSource, id: string): Version {
  return Object.hasOwn(items, id) ? { entry: items[id]!, secret } : null;
}

function differs(id: string): Error {
  return damaged(
    "merge the vault's generations",
    `item ${id} differs, and no generation says that it was changed`,
    { code: "mixed-generation" },
  );
}
