import assert from "node:assert/strict";
import { fetchUpTo } from "../../../src/vault/sync/fetch_history.ts";
import { HeaderReader } from "../../../src/vault/remotes/header_reader.ts";
import { generationName } from "../../../src/vault/remotes/generation_name.ts";
import { SampleVault } from "../remotes/remote_fixture.ts";
import { throwsUserError } from "../temp_vault.ts";

Deno.test("fetchUpTo() reads no more headers than fit into its limit (65)", async () => {
  const vault = await SampleVault.make();
  const chain = await vault.chain(20);
  const headers = new Map(chain.map(({ hash, header }) => [hash, header]));
  const read = (hash: string) => Promise.resolve(headers.get(hash) ?? null);
  const heads = [chain.at(-1)!.hash];
  const size = chain.reduce((sum, { header }) => sum + header.length, 0);
  assert.equal((await fetchUpTo(read, heads, () => false, size)).size, 20);
  await throwsUserError(() => fetchUpTo(read, heads, () => false, size - 1), 65, "damaged");
});

Deno.test("HeaderReader reads no more than 128 headers at once, however many a store has", async () => {
  const vault = await SampleVault.make();
  const chain = await vault.chain(12);
  const names = new Map(
    chain.map(({ hash, number, header }) => [generationName({ hash, generation: number }), header]),
  );
  const first = [...names.keys()][0]!;
  const more = Array.from(
    { length: 300 },
    (_, at) => first.replace(/-.{8}/, `-${String(at).padStart(8, "A")}`),
  );
  const counts: number[] = [];
  const reader = new HeaderReader({
    read: (wanted) => {
      counts.push(wanted.length);
      return Promise.resolve(wanted.map((name) => names.get(name) ?? null));
    },
    list: (after, limit) =>
      Promise.resolve(
        [...names.keys(), ...more].sort().filter((name) => name > after).slice(0, limit),
      ),
  });
  for (const { hash, header } of chain.toReversed()) {
    assert.deepEqual(await reader.get(hash), header);
  }
  assert.ok(Math.max(...counts) <= 128, counts.join());
  assert.ok(counts.some((count) => count > 12), counts.join());
});
