import assert from "node:assert/strict";
import { STORES, SyncTeam, teamTitles } from "./sync_team.ts";
import { done, TEAM, teamItem, vaultBytes } from "./team.ts";

Deno.test("a copy on this machine that was rolled back is repaired by what the error says", async () => {
  await using team = await SyncTeam.make(STORES[0]!);
  const { ann, bob } = team;
  await team.join();
  const path = `${ann.folder}/.config/opaws/vaults/${TEAM}.json`;
  const old = vaultBytes(ann);
  await teamItem(ann, "of Ann");
  await teamItem(bob, "of Bob");
  Deno.writeFileSync(path, old);
  const refused = await ann.opaws(["sync", TEAM]);
  assert.equal(refused.code, 65, refused.stderr);
  const [, fix] = /try: opaws (vault restore \d+ --vault team)\n/.exec(refused.stderr) ?? [];
  assert.ok(fix, refused.stderr);
  const restored = await ann.opaws([...fix.split(" "), "--yes"]);
  assert.equal(restored.code, 0, restored.stderr);
  assert.doesNotMatch(restored.stderr, /on this machine only|not synced/);
  for (const home of [ann, bob]) {
    await done(home, ["sync", TEAM]);
    assert.deepEqual(await teamTitles(home), ["AWS team", "of Ann", "of Bob"]);
  }
});

Deno.test("who is added again under a new key and still has the old copy is shown the way back", async () => {
  await using team = await SyncTeam.make(STORES[0]!);
  const { ann, bob, store } = team;
  await team.join();
  await done(bob, ["vault", "delete", "personal", "--yes"]);
  await bob.vault();
  const key = (await done(bob, ["member", "id", "--yes"])).trim();
  await done(ann, ["member", "add", TEAM, key, "--name", "Bob 2", "--role", "writer", "--yes"]);
  const way =
    /does not list your current member key.*\n {2}try: opaws vault delete team && opaws vault join /;
  const join = ["vault", "join", store.url, "--fingerprint", team.words];
  for (const args of [["sync", TEAM], join, [...join, "--name", "team2"]]) {
    const { code, stderr } = await bob.opaws(args);
    assert.notEqual(code, 0);
    assert.match(stderr, way, args.join(" "));
  }
  await done(bob, ["vault", "delete", TEAM, "--yes"]);
  await done(bob, join);
  const again = await bob.opaws(join);
  assert.equal(again.code, 73);
  assert.match(again.stderr, /you have joined it already, as "team"\n {2}try: opaws sync team\n/);
  assert.deepEqual(await teamTitles(bob), ["AWS team"]);
});

Deno.test("a change after the remote went back ends with the command that shows what is there", async () => {
  await using team = await SyncTeam.make(STORES[0]!);
  const { ann, store } = team;
  const saved = store.save();
  await teamItem(ann, "of Ann");
  store.restore(saved);
  const fields = {
    "access key id": "AKIAI44QH8DHBEXAMPLE",
    "secret access key": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  };
  const input = JSON.stringify({ title: "later", fields });
  const { code, stderr } = await ann.opaws(["item", "create", "--vault", TEAM, "--stdin"], {
    input,
  });
  assert.equal(code, 0, stderr);
  assert.match(stderr, /only for now: .* went back: .*\n {2}try: opaws vault history team\n$/);
  // The only shared vault needs no name.
  const shown = await done(ann, ["vault", "history"]);
  assert.match(shown, / seen on the remote/);
  const hash = /--compare \d+-(\S+)/.exec(shown)![1]!;
  const other = await ann.opaws(["vault", "history", "--compare", `999-${hash}`]);
  assert.equal(other.code, 64);
  assert.match(other.stderr, /that hash is the one of generation \d+\n/);
});
