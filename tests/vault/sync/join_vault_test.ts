import assert from "node:assert/strict";
import { denoHost } from "../../../src/host.ts";
import { importSecret } from "../../../src/vault/crypto/derive.ts";
import { hashOf } from "../../../src/vault/crypto/generation_signature.ts";
import { sign } from "../../../src/vault/crypto/mac.ts";
import type { MemberKeys } from "../../../src/vault/crypto/member_keys.ts";
import { formatSigned } from "../../../src/vault/crypto/signed_header_text.ts";
import { canonicalJson } from "../../../src/vault/format/canonical_json.ts";
import { addMember } from "../../../src/vault/store/members.ts";
import { readVault } from "../../../src/vault/store/read.ts";
import { removeMember } from "../../../src/vault/store/remove_member.ts";
import { joinVault, readOffer } from "../../../src/vault/sync/join_vault.ts";
import { type Change, forged, itemWith } from "../history/history_fixture.ts";
import { seededHost } from "../history/seeded_host.ts";
import { someone } from "../shared_fixture.ts";
import { pathsIn, throwsUserError } from "../temp_vault.ts";
import { Machine, type Team, withTeam } from "./machine.ts";
import { MemoryRemote } from "./memory_remote.ts";

/**
 * Lets Ann add Eve and then remove Bob, who afterwards publishes a generation that continues what was there before, with
 * `change` and a higher number than all others. Returns Eve's keys.
 */
async function withBackdated(
  { store, ann, bob }: Team,
  change: (members: Readonly<Record<string, unknown>>) => Change,
): Promise<MemberKeys> {
  const eve = await someone();
  await addMember(denoHost, ann.paths, "team", ann.key, { keys: eve, name: "Eve", role: "writer" });
  await ann.sync();
  await bob.sync();
  const { file } = readVault(bob.paths, "team");
  await removeMember(denoHost, ann.paths, "team", ann.key, bob.keys.id);
  await ann.unlock();
  await ann.put("after the removal");
  await ann.sync();

  const from = {
    hash: await hashOf(file.shared!),
    file,
    key: bob.key,
    signed: { header: file.shared!, signature: file.signature! },
  };
  const more = change(file.shared!.members);
  const made = await forged(seededHost(1), [from], { name: "Bob", keys: bob.keys }, {
    ...more,
    header: { ...more.header, generation: 1000 },
  });
  const { mac: _, key: _key, ...unsigned } = { key: null, ...made.file };
  const signed = await sign(await importSecret(made.key.bytes), unsigned);
  store.headers.set(made.hash, formatSigned(made.signed));
  store.generations.set(made.hash, new TextEncoder().encode(canonicalJson(signed)));
  store.heads.push({ hash: made.hash, generation: 1000 });
  store.version++;
  return eve;
}

async function join({ store, ann }: Team, keys: MemberKeys): Promise<Machine> {
  const remote = new MemoryRemote(store, false);
  const paths = pathsIn(Deno.makeTempDirSync({ dir: ann.paths.home, prefix: "eve-" }));
  const machine = new Machine(paths, keys, remote);
  machine.key = await joinVault({
    host: denoHost,
    paths,
    remote,
    address: "memory",
    keys,
    inviter: ann.keys.id,
    name: "team",
    rejoin: (name) => `rejoin ${name}`,
    joinAs: (name) => `join as ${name}`,
  }, await readOffer(remote, "memory", keys.id));
  machine.key.signer = () => Promise.resolve(keys);
  return machine;
}

Deno.test("joinVault() does not take what a removed writer published after the removal", async () => {
  await withTeam(async (team) => {
    const forgery = itemWith(seededHost(2), "forged", { title: "forged" });
    const eve = await join(team, await withBackdated(team, () => ({ put: [forgery] })));
    assert.deepEqual(await eve.titles(), ["a", "after the removal"]);
    const report = await eve.sync();
    assert.deepEqual(report.dropped.map(({ title, by }) => [title, by]), [["forged", "Bob"]]);
    assert.deepEqual(await eve.titles(), ["a", "after the removal"]);
  }, { sequential: false });
});

Deno.test("joinVault() joins neither side if two writers removed each other (78)", async () => {
  await withTeam(async (team) => {
    const keys = await withBackdated(team, (before) => ({
      members: () => {
        const { [team.ann.keys.id]: _, ...others } = before;
        return others as never;
      },
    }));
    await throwsUserError(() => join(team, keys), 78, "split");
  }, { sequential: false });
});
