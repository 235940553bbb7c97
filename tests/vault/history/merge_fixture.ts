import assert from "node:assert/strict";
import { importSecret } from "../../../src/vault/crypto/derive.ts";
import type { SignedHeader } from "../../../src/vault/crypto/generation_signature.ts";
import { acceptHistory } from "../../../src/vault/history/accept_history.ts";
import { checkGeneration, checkListed } from "../../../src/vault/history/check_generation.ts";
import { ancestorsOf } from "../../../src/vault/history/header_graph.ts";
import { mergeGenerations } from "../../../src/vault/history/merge_generations.ts";
import type { Merge } from "../../../src/vault/history/merge_input.ts";
import {
  changed,
  forged,
  founded,
  headersOf,
  itemsOf,
  itemWith,
  people,
  type Person,
  signedBy,
  type SignedGeneration,
} from "./history_fixture.ts";
import { seededHost } from "./seeded_host.ts";

/** Three writers, a vault of theirs with two items, and functions to go on from it. */
export async function team(seed = 1) {
  const host = seededHost(seed);
  const [ann, bob, cid] = await people(host, "Ann", "Bob", "Cid") as [Person, Person, Person];
  const first = itemWith(host, "first");
  const second = itemWith(host, "second", { title: "AWS prod" });
  const base = await founded(host, [[ann, "writer"], [bob, "writer"], [cid, "writer"]], [
    first,
    second,
  ]);
  const headers = new Map<string, SignedHeader>(headersOf(base));
  const all = new Map<string, SignedGeneration>([[base.hash, base]]);
  const note = (made: SignedGeneration): SignedGeneration => {
    headers.set(made.hash, made.signed);
    all.set(made.hash, made);
    return made;
  };
  return {
    host,
    ann,
    bob,
    cid,
    first,
    second,
    base,
    headers,
    note,
    change: async (
      ...input: Parameters<typeof changed> extends [unknown, ...infer Rest] ? Rest : never
    ) => note(await changed(host, ...input)),
    forge: async (
      ...input: Parameters<typeof forged> extends [unknown, ...infer Rest] ? Rest : never
    ) => note(await forged(host, ...input)),
    merge: (
      mine: SignedGeneration,
      theirs: SignedGeneration,
      me: Person,
      unpushed: string[] = [],
      covers: string[] = [],
    ) =>
      mergeGenerations(host, {
        headers,
        mine: { ...mine, unpushed, covers, isOnRemote: unpushed.length === 0 },
        theirs,
        me: me.keys.id,
        older: (hash) => Promise.resolve(all.get(hash) ?? null),
      }),
    async signed(merge: Merge, author: Person): Promise<SignedGeneration> {
      assert.equal(merge.kind, "merged", JSON.stringify(merge));
      if (merge.kind !== "merged") throw merge;
      const made = note(await signedBy(author, merge.file, merge.key));
      for (const parent of merge.file.shared.parents) await checkStep(all.get(parent)!, made);
      return made;
    },
  };

  /** A machine that had `from` accepts `to`. */
  async function checkStep(from: SignedGeneration, to: SignedGeneration): Promise<void> {
    const known = ancestorsOf([from.hash], headers);
    const fresh = await acceptHistory({
      vault: base.file.id,
      known: new Map([...headers].filter(([hash]) => known.has(hash))),
      heads: [to.hash],
      fetched: headers,
    });
    await checkGeneration(to.file, to.hash);
    await checkListed(
      { file: from.file, secret: await importSecret(from.key.bytes) },
      { file: to.file, secret: await importSecret(to.key.bytes) },
      fresh.values(),
    );
  }
}

/** Returns the notes of all items, sorted. */
export async function notesOf(generation: SignedGeneration): Promise<string[]> {
  return [...(await itemsOf(generation)).values()].map(({ notes }) => notes).sort();
}

/** Returns the titles of all items, sorted. */
export async function titlesOf(generation: SignedGeneration): Promise<string[]> {
  return [...(await itemsOf(generation)).values()].map(({ title }) => title).sort();
}
