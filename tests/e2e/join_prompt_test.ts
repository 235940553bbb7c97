import assert from "node:assert/strict";
import { STORES, SyncTeam, teamTitles } from "./sync_team.ts";
import { done } from "./team.ts";
import { PASSWORD } from "./user_home.ts";

const WAIT = 30_000; // milliseconds

Deno.test("vault join asks for the words of who added one, again until they are right", async () => {
  await using team = await SyncTeam.make(STORES[0]!);
  const { bob, store, words } = team;
  const own = (await done(bob, ["member", "id", "--fingerprint"])).trim();
  await done(bob, ["lock"]);
  await using terminal = bob.terminal("/bin/sh", ["-i"]);
  await terminal.send(`opaws vault join '${store.url}' --name friends; echo status $?\r`);
  const asked = await terminal.expect(/opaws: [^]*The 12 words/, WAIT);
  assert.match(asked, /these may have added you: Ann\./);
  await terminal.send("one two three\r");
  await terminal.expect(/a fingerprint has 12 words, and this has 3/, WAIT);
  const clear = "\x15"; // Ctrl-U
  await terminal.send(`${clear}${own}\r`);
  await terminal.expect(/these are the words of your own key/, WAIT);
  await terminal.send(`${clear}${words.replace(/\w+$/, "zoo")}\r`);
  await terminal.expect(/none of the members has a key with these words/, WAIT);
  await terminal.send(`${clear}${words.toUpperCase()}\r`);
  await terminal.expect(/Password of vault "personal"/, WAIT);
  await terminal.send(`${PASSWORD}\r`);
  await terminal.expect(/Joined vault "friends" as a writer\.[^]*status 0/, WAIT);
  await terminal.send("opaws item list --vault friends; echo listed\r");
  assert.match(await terminal.expect(/TITLE[^]*listed/, WAIT), /AWS team/);
});

Deno.test("vault join that is cancelled leaves nothing behind, and without a terminal says what to pass", async () => {
  await using team = await SyncTeam.make(STORES[0]!);
  const { bob, store } = team;
  const { code, stderr } = await bob.opaws(["vault", "join", store.url]);
  assert.equal(code, 79);
  assert.match(stderr, /try: opaws vault join URL --fingerprint WORDS/);
  await using terminal = bob.terminal("/bin/sh", ["-i"]);
  await terminal.send(`opaws vault join '${store.url}'; echo status $?\r`);
  await terminal.expect(/The 12 words/, WAIT);
  await terminal.send("\x03");
  await terminal.expect(/Cancelled\.\s+status 77/, WAIT);
  assert.deepEqual(JSON.parse(await done(bob, ["remote", "show", "--json"])).remotes, []);
  const { vaults } = JSON.parse(await done(bob, ["vault", "list", "--json"]));
  assert.deepEqual(vaults.map(({ name }: { readonly name: string }) => name), ["personal"]);
  await team.join();
  assert.deepEqual(await teamTitles(bob), ["AWS team"]);
});
