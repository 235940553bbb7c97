import assert from "node:assert/strict";
import { denoHost } from "../../../src/host.ts";
import { formatSigned, readSigned } from "../../../src/vault/crypto/signed_header_text.ts";
import { checkJoinable } from "../../../src/vault/sync/check_joinable.ts";
import { joinVault, readOffer } from "../../../src/vault/sync/join_vault.ts";
import { sharedVaultWith, someone } from "../shared_fixture.ts";
import { readVault } from "../../../src/vault/store/read.ts";
import { errorOf } from "../../error_of.ts";
import { addMember } from "../../../src/vault/store/members.ts";
import { pathsIn, throwsUserError } from "../temp_vault.ts";
import { Machine, type Team, withTeam } from "./machine.ts";
import { MemoryRemote, MemoryStore } from "./memory_remote.ts";

/** Lets a third person join the vault of `team` on the word of `inviter`. */
async function join(team: Team, cem: Machine, inviter: string, name = "team"): Promise<void> {
  const offer = await readOffer(cem.remote, "memory", cem.keys.id);
  cem.key = await joinVault({
    rejoin: (name) => `rejoin ${name}`,
    joinAs: (name) => `join as ${name}`,
    host: denoHost,
    paths: cem.paths,
    remote: cem.remote,
    address: "memory",
    keys: cem.keys,
    inviter,
    name,
  }, offer);
  assert.ok(team);
}

/** Lets Ann add a third person, and returns that person's machine. */
async function third({ ann, store }: Team, home: string): Promise<Machine> {
  const keys = await someone();
  await addMember(denoHost, ann.paths, "team", ann.key, { keys, name: "Cem", role: "reader" });
  await ann.sync();
  return new Machine(pathsIn(home), keys, new MemoryRemote(store));
}

function withThird(act: (team: Team, cem: Machine) => Promise<void>): Promise<void> {
  return withTeam(async (team) => {
    await act(team, await third(team, `${team.ann.paths.home}/../cem`));
  });
}

Deno.test("joinVault() accepts what a member wrote after the inviter added the person", async () => {
  await withThird(async (team, cem) => {
    await team.bob.sync();
    await team.bob.put("of Bob");
    await team.bob.sync();
    await join(team, cem, team.ann.keys.id, "ours");
    assert.equal(JSON.parse(Deno.readTextFileSync(`${cem.paths.vaults}/ours.json`)).name, "ours");
  });
});

Deno.test("joinVault() refuses a vault that the inviter did not sign for the person", async () => {
  await withThird(async (team, cem) => {
    const error = await throwsUserError(
      () => join(team, cem, team.bob.keys.id),
      65,
      "bad-history",
    );
    assert.match(error.message, /no generation that lists you is signed by the member who invited/);
    assert.deepEqual(names(cem.paths.vaults), []);
  });
});

Deno.test("joinVault() refuses a vault that the store made for the person", async () => {
  await withThird(async (team, cem) => {
    // The owner of the store knows all public keys, and lists the inviter as a member of a vault of their own.
    const paths = pathsIn(`${team.ann.paths.home}/../mallory`);
    const { open, ann: mallory } = await sharedVaultWith(paths, "trap");
    for (const [keys, name] of [[team.ann.keys, "Ann 1"], [cem.keys, "Cem"]] as const) {
      await addMember(denoHost, paths, "team", open.key, { keys, name, role: "writer" });
    }
    const store = new MemoryStore();
    const machine = new Machine(paths, mallory, new MemoryRemote(store));
    machine.key = open.key;
    await machine.sync();
    cem.remote = new MemoryRemote(store);
    await throwsUserError(() => join(team, cem, team.ann.keys.id), 65, "bad-history");
  });
});

Deno.test("joinVault() refuses a changed header, a taken name, and a vault that is there already", async () => {
  await withThird(async (team, cem) => {
    const { store } = team;
    const [head] = store.heads;
    const genuine = store.headers.get(head!.hash)!;
    const signed = readSigned(genuine);
    const members = structuredClone(signed.header.members) as Record<string, { role: string }>;
    members[cem.keys.id]!.role = "writer";
    const forged = { ...signed, header: { ...signed.header, members } };
    store.headers.set(head!.hash, formatSigned(forged as typeof signed));
    await throwsUserError(() => join(team, cem, team.ann.keys.id), 65, "damaged");
    store.headers.set(head!.hash, genuine);
    await join(team, cem, team.ann.keys.id);
    for (const name of ["team", "again"]) {
      const error = await throwsUserError(
        () => join(team, cem, team.ann.keys.id, name),
        73,
        "exists",
      );
      assert.match(error.message, /you have joined it already, as "team"$/);
      assert.equal(error.try, "opaws sync team");
    }
    const { id: vault } = readVault(cem.paths, "team").file;
    const joined = {
      vault,
      name: "team2",
      id: "another",
      rejoin: (name: string) => `again ${name}`,
      joinAs: (name: string) => `join as ${name}`,
    };
    const old = errorOf(() => checkJoinable(cem.paths, joined));
    assert.match(old.message, /on this machine, "team", does not list your current member key$/);
    assert.equal(old.try, "again team");
    const taken = errorOf(() => checkJoinable(cem.paths, { ...joined, vault: "x", name: "team" }));
    assert.match(taken.message, /another vault here has the name "team"$/);
    assert.equal(taken.try, "join as team2");
  });
});

Deno.test("readOffer() says that a remote is empty (66), or does not list the person (77)", async () => {
  await withTeam(async ({ ann }) => {
    const empty = new MemoryRemote(new MemoryStore());
    await throwsUserError(() => readOffer(empty, "memory", ann.keys.id), 66, "no-vault");
    const { id } = await someone();
    await throwsUserError(() => readOffer(ann.remote, "memory", id), 77, "not-a-member");
  });
});

function names(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) =>
      name.endsWith(".json")
    );
  } catch {
    return [];
  }
}
