import assert from "node:assert/strict";
import type { Remote, RemoteHeads } from "../../../src/vault/remotes/remote.ts";
import { publicationOf, type SampleGeneration, SampleVault } from "./remote_fixture.ts";

/** How the store of a remote differs from others. */
interface StoreTraits {
  /** What deleting older generations returns. */
  readonly deletes: "deleted" | "kept";
}

/**
 * Checks what every remote must do, on an empty store. Each call of `open` is a new opening of that store, as another
 * machine or a later command would do it.
 */
export async function checkRemote(
  open: () => Remote,
  { deletes }: StoreTraits,
): Promise<void> {
  const vault = await SampleVault.make();
  assert.deepEqual(await open().heads(null), { heads: [], tag: null });
  const [first, second, third] = await vault.chain(3) as [
    SampleGeneration,
    SampleGeneration,
    SampleGeneration,
  ];

  const published = await open().push(publicationOf([first], null));
  assert.ok(published !== "moved");
  const seen = await headsOf(open());
  assert.deepEqual(seen.heads, [{ hash: first.hash, generation: 1 }]);
  assert.equal(await open().heads(seen.tag), null);
  if (published.tag !== null) assert.equal(published.tag, seen.tag);
  await checkReadable(open(), first);

  // Two generations at once, of which only the last one is whole.
  const later = await open().push(publicationOf([second, third], seen.tag, [first]));
  assert.ok(later !== "moved");
  const now = await headsOf(open(), seen.tag);
  assert.deepEqual(now.heads, [{ hash: third.hash, generation: 3 }]);
  await checkReadable(open(), third);
  assert.deepEqual(await open().header(second.hash), second.header);
  assert.equal(await open().generation(second.hash), null);

  // Someone who has not seen that.
  let merge: SampleGeneration | undefined;
  const sibling = await vault.next([first]);
  if (open().sequential) {
    assert.equal(await open().push(publicationOf([sibling], seen.tag, [first])), "moved");
    assert.equal(await open().push(publicationOf([await vault.next()], null)), "moved");
    assert.deepEqual(await open().heads(null), now);
  } else {
    assert.notEqual(await open().push(publicationOf([sibling], seen.tag, [first])), "moved");
    const both = await headsOf(open());
    assert.deepEqual(both.heads.map(({ hash }) => hash).sort(), [third.hash, sibling.hash].sort());
    merge = await vault.next([third, sibling]);
    await open().push(publicationOf([merge], both.tag, [third, sibling]));
    assert.deepEqual((await headsOf(open())).heads, [{ hash: merge.hash, generation: 4 }]);
    await checkReadable(open(), merge);
  }

  const before = await headsOf(open());
  assert.equal(await open().deleteOlder(before.heads.map(({ hash }) => hash)), deletes);
  if (deletes === "deleted") assert.equal(await open().generation(first.hash), null);
  assert.deepEqual(await open().header(first.hash), first.header);
  const after = await headsOf(open());
  assert.deepEqual(after.heads, before.heads);
  assert.ok(await open().generation(after.heads[0]!.hash) !== null);

  // A remote that stays open sees what others publish, although it has read before.
  const staying = open();
  await headsOf(staying);
  assert.deepEqual(await staying.header(first.hash), first.header);
  let tag = after.tag;
  const parents = open().sequential ? [third] : [merge!];
  for (let nth = 0; nth < 3; nth++) {
    const next = await vault.next(parents.splice(0));
    assert.equal(await staying.header(next.hash), null);
    await open().push(publicationOf([next], tag));
    const seen = await headsOf(staying, tag);
    assert.deepEqual(seen.heads.map(({ hash }) => hash), [next.hash]);
    assert.deepEqual(await staying.header(next.hash), next.header);
    assert.deepEqual(await staying.generation(next.hash), next.file);
    parents.push(next);
    tag = seen.tag;
  }

  const unknown = await vault.next([third]);
  assert.equal(await open().header(unknown.hash), null);
  assert.equal(await open().generation(unknown.hash), null);
}

/** Checks that all headers of a long history can be read from its end, and a large file. */
export async function checkLongHistory(open: () => Remote, length: number): Promise<void> {
  const vault = await SampleVault.make();
  const chain = await vault.chain(length);
  await open().push(publicationOf(chain, null));
  const remote = open();
  for (const each of chain.toReversed()) {
    assert.deepEqual(await remote.header(each.hash), each.header, `generation ${each.number}`);
  }
  const large = await vault.next(chain.slice(-1), 3_000_000);
  const { tag } = await headsOf(open());
  await open().push(publicationOf([large], tag, chain.slice(-1)));
  await checkReadable(open(), large);
}

/** Returns the heads, which have to be other ones than at `tag`. */
export async function headsOf(remote: Remote, tag: string | null = null): Promise<RemoteHeads> {
  const heads = await remote.heads(tag);
  assert.ok(heads !== null);
  return heads;
}

async function checkReadable(
  remote: Remote,
  { hash, header, file }: SampleGeneration,
): Promise<void> {
  assert.deepEqual(await remote.generation(hash), file);
  assert.deepEqual(await remote.header(hash), header);
}
