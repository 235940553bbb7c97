import assert from "node:assert/strict";
import { denoHost } from "../../../src/host.ts";
import { removeMember } from "../../../src/vault/store/remove_member.ts";
import { addMember } from "../../../src/vault/store/members.ts";
import { someone } from "../shared_fixture.ts";
import { type Machine, type Team, withTeam } from "./machine.ts";
import { MemoryRemote, type MemoryStore } from "./memory_remote.ts";

class Crash extends Error {}

/**
 * Lets `machine` sync and stops it at its step `at`: a step is a request, its answer, or a number from the random number
 * generator, which every file that is written takes for its temporary name. Returns false if it has fewer steps.
 */
async function crashAt(machine: Machine, store: MemoryStore, at: number): Promise<boolean> {
  let steps = 0;
  const { remote, host } = machine;
  const step = () => {
    if (steps++ === at) throw new Crash(`step ${at}`);
  };
  machine.remote = new MemoryRemote(store, remote.sequential, step);
  machine.host = {
    ...denoHost,
    random: (length) => {
      step();
      return denoHost.random(length);
    },
  };
  try {
    await machine.sync();
    return false;
  } catch (error) {
    if (!(error instanceof Crash)) throw error;
    return true;
  } finally {
    machine.remote = remote;
    machine.host = host;
    await machine.unlock(); // the next process
  }
}

/** Runs a scenario once for each step of the sync that `prepare` returns the machine for. */
async function atEachStep(
  prepare: (team: Team) => Promise<Machine>,
  check: (team: Team, at: number) => Promise<void>,
  sequential: boolean,
): Promise<void> {
  let at = 0;
  for (let crashed = true; crashed; at++) {
    await withTeam(async (team) => {
      const machine = await prepare(team);
      crashed = await crashAt(machine, team.store, at);
      await check(team, at);
    }, { sequential });
  }
  assert.ok(at > 5, `${at} steps`);
}

for (const sequential of [true, false]) {
  const where = sequential ? "sequential" : "folder";

  Deno.test(`a sync that is killed at any step loses and repeats nothing (${where})`, async () => {
    await atEachStep(
      async ({ ann, bob }) => {
        const { id } = await ann.put("both");
        await ann.sync();
        await bob.sync();
        await ann.put("of Ann");
        await ann.put("both, by Ann", { id });
        await ann.sync();
        await bob.put("of Bob");
        await bob.put("both, by Bob", { id });
        return bob;
      },
      async ({ store, ann, bob }, at) => {
        await bob.put("later"); // a change between the crash and the next sync
        await bob.sync();
        await ann.sync();
        await bob.sync();
        const titles = await ann.titles();
        assert.deepEqual(await bob.titles(), titles, `step ${at}`);
        assert.equal(titles.length, 6, `step ${at}: ${titles.join(", ")}`);
        assert.equal(store.heads.length, 1, `step ${at}`);
      },
      sequential,
    );
  });

  Deno.test(`a machine that is killed at any step while it gets a new vault key opens the vault (${where})`, async () => {
    await atEachStep(
      async ({ ann, bob }) => {
        const cem = await someone();
        await addMember(denoHost, ann.paths, "team", ann.key, {
          keys: cem,
          name: "Cem",
          role: "reader",
        });
        await ann.sync();
        await bob.sync();
        const { key } = await removeMember(denoHost, ann.paths, "team", ann.key, cem.id);
        key.signer = () => Promise.resolve(ann.keys);
        ann.key = key;
        await ann.sync();
        await bob.put("of Bob");
        return bob;
      },
      async ({ ann, bob }, at) => {
        await bob.sync();
        await ann.sync();
        assert.deepEqual(await bob.titles(), ["a", "of Bob"], `step ${at}`);
        assert.deepEqual(await ann.titles(), ["a", "of Bob"], `step ${at}`);
        assert.deepEqual(ann.key.bytes, bob.key.bytes, `step ${at}`);
      },
      sequential,
    );
  });
}
