import assert from "node:assert/strict";
import { ignoreWithout } from "../ignore.ts";
import { startStore, STORES, SyncTeam, teamTitles } from "./sync_team.ts";
import { done, person, TEAM, teamItem } from "./team.ts";

const KEY = {
  "access key id": "AKIAI44QH8DHBEXAMPLE",
  "secret access key": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
};

const S3 = STORES.find(({ name }) => name === "S3")!;

Deno.test({
  name: "S3: requests are signed with what the remote names, whatever the environment has",
  ignore: ignoreWithout(S3.needs!),
  fn: async () => {
    await using team = await SyncTeam.make(S3);
    const { ann, store } = team;
    const env = {
      AWS_ACCESS_KEY_ID: KEY["access key id"],
      AWS_SECRET_ACCESS_KEY: KEY["secret access key"],
      AWS_PROFILE: "nobody",
      AWS_REGION: "eu-nowhere-1",
    };
    const synced = await ann.opaws(["sync", TEAM], { env });
    assert.equal(synced.code, 0, synced.stderr);
    const endpoint = ["--endpoint", store.options[3]!];
    const set = (...options: string[]) =>
      ann.opaws(["remote", "set", TEAM, store.url, ...options, ...endpoint], { env });
    const inside = await set("--item", "AWS team");
    assert.equal(inside.code, 78);
    assert.match(inside.stderr, /their item is in the shared vault itself/);
    const both = await set("--item", "store", "--profile", "p");
    assert.equal(both.code, 64);
    const unbound = await set();
    assert.notEqual(unbound.code, 0);
    // Without a name, those that apply now are named.
    await ann.bind("store");
    const bound = await set();
    assert.equal(bound.code, 0, bound.stderr);
    const [remote] = JSON.parse(await done(ann, ["remote", "show", "--json"])).remotes;
    assert.match(remote.item, /^[0-9a-f-]{36}$/);
    const denied = await ann.opaws([
      "remote",
      "set",
      TEAM,
      "s3://other-bucket/x",
      ...store.options,
    ]);
    assert.ok([66, 77].includes(denied.code), denied.stderr);
    assert.equal(
      JSON.parse(await done(ann, ["remote", "show", "--json"])).remotes[0].url,
      store.url,
    );
  },
});

for (const kind of STORES) {
  const ignore = kind.needs === null ? false : ignoreWithout(kind.needs);
  const test = (name: string, fn: () => Promise<void>) =>
    Deno.test({ name: `${kind.name}: ${name}`, ignore, fn });

  test("two people share a vault, and each sees what the other does", async () => {
    await using team = await SyncTeam.make(kind);
    const { ann, bob } = team;
    await team.join();
    assert.deepEqual(await teamTitles(bob), ["AWS team"]);
    await teamItem(bob, "of Bob"); // published with the change
    await teamItem(ann, "of Ann"); // after the changes of others
    assert.deepEqual(await teamTitles(ann), ["AWS team", "of Ann", "of Bob"]);
    const synced = await done(bob, ["sync", TEAM]);
    assert.match(synced, /^Vault "team" got changes of others\. The last change .*, by Ann, /);
    assert.deepEqual(await teamTitles(bob), ["AWS team", "of Ann", "of Bob"]);
    await done(bob, ["item", "delete", "of Ann", "--yes"]);
    await done(ann, ["sync"]);
    assert.deepEqual(await teamTitles(ann), ["AWS team", "of Bob"]);
    assert.match(await done(ann, ["sync"]), /is up to date/);
    const history = await done(bob, ["vault", "history", TEAM]);
    assert.match(history, /Bob {2}1 item {2}here, remote/);
  });

  test("a change that both make is kept twice, and sync says so", async () => {
    await using team = await SyncTeam.make(kind);
    const { ann, bob } = team;
    await team.join();
    for (const home of [ann, bob]) await done(home, ["remote", "remove", TEAM]);
    await done(ann, ["item", "edit", "AWS team", "--title", "by Ann"]);
    await done(bob, ["item", "edit", "AWS team", "--title", "by Bob"]);
    for (const home of [ann, bob]) {
      await done(home, ["remote", "set", TEAM, team.store.url, ...team.store.options]);
    }
    await done(ann, ["sync", TEAM]);
    const merged = await done(bob, ["sync", TEAM]);
    assert.match(merged, /both changed ".*": the other version is the new item ".* \(conflict, /);
    await done(ann, ["sync", TEAM]);
    const titles = await teamTitles(ann);
    assert.equal(titles.length, 2);
    assert.deepEqual(await teamTitles(bob), titles);
  });

  test("a removed member gets nothing more and keeps what is there", async () => {
    await using team = await SyncTeam.make(kind);
    const { ann, bob } = team;
    await team.join();
    const { stderr } = await ann.opaws(["member", "remove", TEAM, "Bob", "--yes"]);
    if (kind.name === "git") assert.match(stderr, /the remote keeps older generations/);
    await teamItem(ann, "later");
    const { code, stderr: why } = await bob.opaws(["sync", TEAM]);
    assert.equal(code, 77);
    assert.match(why, /Ann removed you from it at /);
    assert.deepEqual(await teamTitles(bob), ["AWS team"]);
    const change = await bob.opaws(["item", "delete", "AWS team", "--yes"]);
    assert.equal(change.code, 77);
    assert.match(change.stderr, /Ann removed you/);
  });

  test("writers who removed each other go on, each on their own machine", async () => {
    await using team = await SyncTeam.make(kind);
    const { ann, bob, store } = team;
    await team.join();
    for (const home of [ann, bob]) await done(home, ["remote", "remove", TEAM]);
    await done(ann, ["member", "remove", TEAM, "Bob", "--yes"]);
    await done(bob, ["member", "remove", TEAM, "Ann", "--yes"]);
    for (const home of [ann, bob]) {
      await done(home, ["remote", "set", TEAM, store.url, ...store.options]);
    }
    await done(ann, ["sync", TEAM]);
    const { code, stderr } = await bob.opaws(["sync", TEAM]);
    assert.equal(code, 78, stderr);
    assert.match(stderr, /Ann and Bob removed each other|Bob and Ann removed each other/);
    await teamItem(bob, "of Bob"); // what another removed member writes stops nobody
    assert.deepEqual(await teamTitles(bob), ["AWS team", "of Bob"]);
  });

  test("a store that was put back to an older state is refused until it is accepted", async () => {
    await using team = await SyncTeam.make(kind);
    const { ann, bob, store } = team;
    await team.join();
    const saved = store.save();
    await teamItem(ann, "new");
    await done(bob, ["sync"]);
    store.restore(saved);
    for (const home of [ann, bob]) {
      const { code, stderr } = await home.opaws(["sync", TEAM]);
      assert.equal(code, 65);
      assert.match(stderr, /the remote went back: its newest generation is \d+, and this machine /);
      assert.match(stderr, /\n {2}try: opaws vault history team\n/);
    }
    await teamItem(bob, "meanwhile"); // what a store does stops nobody
    const history = await ann.opaws(["vault", "history", TEAM]);
    assert.match(history.stdout, /The remote went back/);
    assert.match(history.stdout, /opaws sync team --accept-rollback/);
    await done(ann, ["sync", TEAM, "--accept-rollback"]);
    await done(bob, ["sync", TEAM]);
    assert.deepEqual(await teamTitles(bob), ["AWS team", "meanwhile", "new"]);
  });

  test("a second history is refused, and both can be merged", async () => {
    await using team = await SyncTeam.make(kind);
    const { ann, bob, store } = team;
    await team.join();
    const saved = store.save();
    await teamItem(ann, "of Ann");
    store.restore(saved);
    await teamItem(bob, "of Bob");
    const { code, stderr } = await ann.opaws(["sync", TEAM]);
    assert.equal(code, 65, stderr);
    assert.match(stderr, /has a history that does not contain what this machine has seen there/);
    await done(ann, ["sync", TEAM, "--accept-rollback"]);
    await done(bob, ["sync", TEAM]);
    assert.deepEqual(await teamTitles(bob), ["AWS team", "of Ann", "of Bob"]);
    assert.deepEqual(await teamTitles(ann), ["AWS team", "of Ann", "of Bob"]);
  });

  test("a store that cannot be reached stops no change and no run", async () => {
    await using team = await SyncTeam.make(kind);
    const { ann, store } = team;
    const back = await store.cut();
    const input = JSON.stringify({ title: "offline", fields: KEY });
    const made = await ann.opaws(["item", "create", "--vault", TEAM, "--stdin"], { input });
    assert.equal(made.code, 0, made.stderr);
    assert.match(made.stderr, /vault "team" is changed on this machine only for now: /);
    assert.match(made.stderr, /only for now: .*\n {2}try: opaws sync team\n/);
    assert.doesNotMatch(made.stderr, /not synced yet/);
    const run = ["run", "--item", "offline", "--", "printenv", "AWS_ACCESS_KEY_ID"];
    assert.equal(await done(ann, run), `${KEY["access key id"]}\n`);
    const { code, stderr } = await ann.opaws(["sync", TEAM]);
    assert.ok([66, 69].includes(code), stderr);
    if (back === null) return;
    back();
    assert.match(await done(ann, ["sync", TEAM]), /is published/);
    await team.join();
    assert.deepEqual(await teamTitles(team.bob), ["AWS team", "offline"]);
  });

  test("nobody joins with the words of somebody else, or without being added", async () => {
    await using team = await SyncTeam.make(kind);
    const { ann, bob, store } = team;
    const own = (await done(bob, ["member", "id", "--fingerprint"])).trim();
    const join = ["vault", "join", store.url, ...store.options, "--fingerprint"];
    const wrong = await bob.opaws([...join, own]);
    assert.equal(wrong.code, 64);
    assert.match(wrong.stderr, /these are the words of your own key/);
    const other = await bob.opaws([...join, team.words.replace(/\w+$/, "zoo")]);
    assert.equal(other.code, 65);
    const again = await ann.opaws([...join, team.words]);
    assert.equal(again.code, 73);
    await done(ann, ["member", "remove", TEAM, "Bob", "--yes"]);
    const late = await bob.opaws([...join, team.words]);
    assert.equal(late.code, 77);
    assert.match(late.stderr, /its members do not include you/);
    assert.deepEqual(JSON.parse(await done(bob, ["remote", "show", "--json"])).remotes, []);
  });

  test("a vault moves to another store, and somebody new joins there", async () => {
    await using team = await SyncTeam.make(kind);
    await using other = await startStore(STORES[0]!);
    const { ann, bob } = team;
    await team.join();
    await teamItem(ann, "before");
    await done(ann, ["remote", "set", TEAM, other.url]);
    const repositories = `${ann.folder}/.local/state/opaws/remotes`;
    if (kind.name === "git") assert.deepEqual([...Deno.readDirSync(repositories)], []);
    assert.match(await done(ann, ["sync"]), /is published/);
    await done(bob, ["remote", "set", TEAM, other.url]);
    await done(bob, ["sync"]);
    await teamItem(bob, "after");
    const { home: cem, key } = await person();
    using _cem = cem;
    await done(ann, ["member", "add", TEAM, key, "--name", "Cem", "--yes"]);
    await done(cem, ["vault", "join", other.url, "--fingerprint", team.words]);
    assert.deepEqual(await teamTitles(cem), ["AWS team", "after", "before"]);
    const change = await cem.opaws(["item", "delete", "after", "--yes"]);
    assert.equal(change.code, 77); // a reader
  });

  test("vault delete removes all that a sync left on the machine, and nothing in the store", async () => {
    await using team = await SyncTeam.make(kind);
    const { bob } = team;
    await team.join();
    await done(bob, ["sync"]);
    const state = `${bob.folder}/.local/state/opaws`;
    const files = () =>
      ["shared", "remotes"].flatMap((each) => {
        try {
          return [...Deno.readDirSync(`${state}/${each}`)].map(({ name }) => name);
        } catch {
          return [];
        }
      });
    assert.ok(files().length > 1);
    await done(bob, ["vault", "delete", TEAM, "--yes"]);
    assert.deepEqual(files(), []);
    assert.deepEqual(JSON.parse(await done(bob, ["remote", "show", "--json"])).remotes, []);
    await team.join();
    assert.deepEqual(await teamTitles(bob), ["AWS team"]);
  });
}
