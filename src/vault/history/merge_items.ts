import type { BaseKey } from "../crypto/derive.ts";
import type { Host } from "../../host.ts";
import { openItem, sealItem } from "../crypto/sealed_item.ts";
import type { SealedItem } from "../format/vault_file.ts";
import type { Item } from "../item.ts";
import { byTime, conflictCopy, conflictId, isSameContent } from "./conflict_copy.ts";
import type { Conflict, KeptItem } from "./conflicts.ts";
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
  /** Whether anything that the branch did is dropped. */
  readonly hasDropped: boolean;
  /** The name of the member who wrote its newest generation. */
  readonly name: string;
  /** Returns the name of the member who wrote a generation. */
  readonly nameOf: (hash: string) => string;
}

/** The input of {@linkcode mergeItems}. */
interface ItemsToMerge {
  readonly vault: string;
  readonly branches: readonly [ItemBranch, ItemBranch];
  /** The imported key of the result. A source that has this key has this very object. */
  readonly secret: BaseKey;
  /** Returns the file of an older generation, if it is at hand. */
  readonly older: (hash: string) => Promise<ItemSource | null>;
  /** The newest generations that both branches have. */
  readonly parted: readonly string[];
}

/** The result of {@linkcode mergeItems}. */
interface MergedItems {
  readonly items: Readonly<Record<string, SealedItem>>;
  /** The ids of the items whose content differs from that of each branch. */
  readonly differing: readonly [ReadonlySet<string>, ReadonlySet<string>];
  readonly conflicts: readonly Conflict[];
  readonly kept: readonly KeptItem[];
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
  const unlisted = new Set<string>();
  const conflicts: Conflict[] = [];
  const kept: KeptItem[] = [];
  const lost: string[] = [];
  let common: Promise<(ItemSource | null)[]> | undefined;
  const losers: { id: string; version: NonNullable<Version>; by: string; item: Item }[] = [];
  const open = ({ entry, secret }: NonNullable<Version>, id: string): Promise<Item> =>
    openItem(secret, vault, id, entry, "the vault");

  for (const id of idsOf(branches)) {
    const [a, b] = [await choiceIn(0, id), await choiceIn(1, id)];
    const chosen = a.isChanged || b.isChanged ? await changed(id, a, b) : await unchanged(id, a, b);
    for (const side of [0, 1] as const) {
      if (!await isSameVersion(id, chosen, versionOf(branches[side], id))) differing[side].add(id);
    }
    for (const { doubtful } of [a, b]) {
      if (doubtful === null || await isSame(id, chosen, doubtful.version)) continue;
      lost.push(id);
      const { version, by } = doubtful;
      if (version) losers.push({ id, version, by, item: await open(chosen ?? version, id) });
    }
    if (chosen !== null) items[id] = await sealed(id, chosen);
  }
  for (const loser of losers) await copy(loser);
  return { items, differing, conflicts, kept, lost };

  async function choiceIn(side: 0 | 1, id: string): Promise<Choice> {
    const branch = branches[side];
    const change = branch.changes.get(id);
    const own = { version: versionOf(branch, id), by: branch.name };
    const nothing = {
      own,
      versions: [own],
      isChanged: false,
      isDropped: false,
      isConcurrent: false,
      doubtful: null,
    };
    if (change === undefined) return nothing;
    const { newest, isDropped, isConcurrent } = change;
    if (!isDropped) {
      const by = branch.nameOf(newest.at(-1)!);
      return { ...nothing, versions: [{ ...own, by }], isChanged: true };
    }
    const versions: Signed[] = [];
    let doubtful: Signed | null = null;
    for (const hash of newest) {
      const source = await input.older(hash);
      if (source) versions.push({ version: versionOf(source, id), by: branch.nameOf(hash) });
      else if (change.isListed) lost.push(id);
      else doubtful = own;
    }
    return { own, versions, isChanged: versions.length > 0, isDropped, isConcurrent, doubtful };
  }

  /** At least one branch changed the item in a way that counts. */
  async function changed(id: string, a: Choice, b: Choice): Promise<Version> {
    const isRestored = a.isDropped || b.isDropped;
    const sides = [[a, b], [b, a]] as const;
    const versions = sides.flatMap(([each, other]) => {
      if (each.isChanged) return each.versions;
      return other.isConcurrent && !each.isDropped ? [each.own] : [];
    });
    if (a.isChanged && b.isChanged && !isRestored) return await choose(id, a.own, b.own, versions);
    return await chooseAmong(id, versions);
  }

  /** Both branches changed the item. With their last common files at hand, one of them may only look changed. */
  async function choose(
    id: string,
    a: Signed,
    b: Signed,
    versions: readonly Signed[],
  ): Promise<Version> {
    if (a.version?.entry.sealed !== b.version?.entry.sealed) {
      const [isOld, isOtherOld] = [await isBefore(id, a.version), await isBefore(id, b.version)];
      if (isOld !== isOtherOld) return isOld ? b.version : a.version;
    }
    return await chooseAmong(id, versions);
  }

  /** Returns the earliest of some versions that were made at the same time. The others become copies. */
  async function chooseAmong(id: string, versions: readonly Signed[]): Promise<Version> {
    const distinct: Opened[] = [];
    for (const { version, by } of versions) {
      if (version === null) continue; // a deletion never wins over a change
      const opened = { version, by, item: await open(version, id), updated: version.entry.updated };
      const at = distinct.findIndex(({ item }) => isSameContent(item, opened.item));
      if (at < 0) distinct.push(opened);
      else distinct[at] = newerOf(distinct[at]!, opened);
    }
    const [first, ...later] = distinct.sort(byTime);
    if (first === undefined) return null;
    const deletion = versions.find(({ version }) => version === null);
    if (deletion !== undefined && touched(branches, id)) {
      kept.push({ title: first.item.title, deletedBy: deletion.by, changedBy: first.by });
    }
    for (const { version, by } of later) losers.push({ id, version, by, item: first.item });
    return first.version;
  }

  function newerOf(a: Opened, b: Opened): Opened {
    if (a.updated !== b.updated) return byTime(a, b) > 0 ? a : b;
    return preferred(a.version, b.version) === a.version ? a : b;
  }

  /** Of two equal versions, returns the one that need not be sealed again, or else the same on every device. */
  function preferred(a: NonNullable<Version>, b: NonNullable<Version>): NonNullable<Version> {
    const [isSealed, isOtherSealed] = [a.secret === input.secret, b.secret === input.secret];
    if (isSealed !== isOtherSealed) return isSealed ? a : b;
    return a.entry.salt <= b.entry.salt ? a : b;
  }

  async function unchanged(id: string, a: Choice, b: Choice): Promise<Version> {
    const [mine, theirs] = [a.own.version, b.own.version];
    if (a.isDropped && b.isDropped) {
      // Both branches have only dropped changes of the item, so what counts is in the file before.
      const [base] = await before(id);
      if (base === undefined) lost.push(id);
      return base ?? null;
    }
    if (a.isDropped || b.isDropped) return a.isDropped ? theirs : mine;
    const [left, right] = branches.map(({ hasDropped }) => hasDropped);
    if ((left || right) && !await isSame(id, mine, theirs)) {
      unlisted.add(id); // a removed writer need not list a change
      if (left !== right) return left ? theirs : mine;
      const [base, ...others] = await before(id);
      if (base !== undefined && others.length === 0) return base;
    }
    if (sameKey && mine?.entry.sealed !== theirs?.entry.sealed) {
      unlisted.add(id); // as if two devices with other files at hand chose in another way
      return await choose(id, a.own, b.own, [a.own, b.own]);
    }
    return mine?.secret === input.secret ? mine : theirs;
  }

  /** Returns the versions that the branches had before they parted, as far as they are at hand. */
  async function before(id: string): Promise<Version[]> {
    common ??= Promise.all(input.parted.map(input.older));
    return (await common).flatMap((source) => source === null ? [] : [versionOf(source, id)]);
  }

  /** Reports whether both branches have seen a version before they parted, as if a merge has chosen it. */
  async function isBefore(id: string, version: Version): Promise<boolean> {
    if (version === null && input.parted.length > 1) return false;
    for (const base of await before(id)) if (await isSame(id, version, base)) return true;
    return false;
  }

  async function isSameVersion(id: string, a: Version, b: Version): Promise<boolean> {
    const isListed = touched(branches, id) || unlisted.has(id);
    return a !== null && b !== null && !isListed || await isSame(id, a, b);
  }

  async function isSame(id: string, a: Version, b: Version): Promise<boolean> {
    if (a === null || b === null) return a === b;
    if (a.entry.sealed === b.entry.sealed) return true;
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
    for (const each of differing) each.add(copyId);
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

/** A version with the name of the member who wrote it. */
interface Signed {
  readonly version: Version;
  readonly by: string;
}

/** What one branch has to say about an item. */
interface Choice extends Pick<BranchChange, "isDropped" | "isConcurrent"> {
  /** What is in its file. */
  readonly own: Signed;
  /** What counts of what it wrote. */
  readonly versions: readonly Signed[];
  readonly isChanged: boolean;
  /** What is in its file, if a file that would show whether it counts is not at hand. It becomes a copy. */
  readonly doubtful: Signed | null;
}

interface Opened extends Signed {
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
  return branches.some(({ changes }) => (changes.get(id)?.newest ?? []).length > 0);
}

function versionOf({ items, secret }: ItemSource, id: string): Version {
  return Object.hasOwn(items, id) ? { entry: items[id]!, secret } : null;
}
