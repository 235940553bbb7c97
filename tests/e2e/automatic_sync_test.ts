import assert from "node:assert/strict";
import { ignoreWithout, isFile } from "../ignore.ts";
import { STORES, SyncTeam, teamTitles } from "./sync_team.ts";
import { done, person, TEAM, teamItem, unlockTeam } from "./team.ts";
import { PASSWORD, type UserHome } from "./user_home.ts";

const FOLDER = STORES[0]!;
const GIT = STORES.find(({ name }) => name === "git")!;
const WAIT = 30_000; // milliseconds

/** Forgets that the vault was just synced, so that the next unlock starts a sync. */
function forgetSync(home: UserHome): void {
  Deno.removeSync(`${home.folder}/.local/state/opaws/shared/${TEAM}.synced`);
}

/** Returns when the last sync in `home` began. */
function syncBegun(home: UserHome): number {
  const mark = `${home.folder}/.local/state/opaws/shared/${TEAM}.synced`;
  return Deno.statSync(mark).mtime!.getTime();
}

/** Waits until `home` has an item called `title`. Fails after a minute. */
async function untilItem(home: UserHome, title: string): Promise<void> {
  for (let left = 300; left > 0; left--) {
    if ((await teamTitles(home)).includes(title)) return;
    await new Promise((done) => setTimeout(done, 200));
  }
  assert.fail(`no item ${title}`);
}

Deno.test("an unlock starts a sync in the background, but not again within 5 minutes", async () => {
  await using team = await SyncTeam.make(FOLDER);
  const { ann, bob } = team;
  await team.join();
  await teamItem(bob, "of Bob");
  forgetSync(ann);
  await unlockTeam(ann);
  await untilItem(ann, "of Bob");
  const begun = syncBegun(ann);
  await unlockTeam(ann);
  assert.equal(syncBegun(ann), begun);
});

Deno.test("a run that asks for the password starts a sync that is no child of the tool", async () => {
  await using team = await SyncTeam.make(FOLDER);
  const { ann, bob } = team;
  await team.join();
  await teamItem(bob, "of Bob");
  await done(ann, ["lock"]);
  forgetSync(ann);
  // The tool ends when it has no child left that it did not start, or after a minute.
  ann.program(
    "childless",
    "for i in $(seq 600); do pgrep -P $$ -f sync-unlocked || exit 0; done; exit 9",
  );
  await using terminal = ann.terminal("/bin/sh", ["-i"]);
  await terminal.send("opaws run --item 'AWS team' --no-session -- childless; echo status $?\r");
  await terminal.expect(/Password of vault "personal"/, WAIT);
  await terminal.send(`${PASSWORD}\r`);
  await terminal.expect(/status 0/, WAIT);
  await terminal.send("opaws item list --vault team; echo listed\r");
  for (let left = 60; left > 0; left--) {
    const shown = await terminal.expect(/TITLE[^]*listed/, WAIT);
    if (shown.includes("of Bob")) return;
    await terminal.send("sleep 0.5; opaws item list --vault team; echo listed\r");
  }
  assert.fail("the vault was not synced");
});

Deno.test("the sync in the background asks nothing, and leaves a locked vault alone", async () => {
  await using team = await SyncTeam.make(FOLDER);
  const { ann, bob } = team;
  await team.join();
  await teamItem(bob, "of Bob");
  await done(ann, ["lock"]);
  const path = `${ann.folder}/.config/opaws/vaults/${TEAM}.json`;
  const before = Deno.readFileSync(path);
  const { code, stdout, stderr } = await ann.opaws(["sync-unlocked", TEAM]);
  assert.deepEqual([code, stdout, stderr], [0, "", ""]);
  assert.deepEqual(Deno.readFileSync(path), before);
});

Deno.test("a sync in the background that cannot sign in ends without a word", async () => {
  await using team = await SyncTeam.make(GIT);
  const { ann } = team;
  // git's own questions, and those of ssh, have no answer there either.
  ann.program("git", 'env | grep -c "^OPAWS_TOKEN\\|^OPAWS_SESSION" > "$HOME/git-saw"; exit 128');
  const { code, stdout, stderr } = await ann.opaws(["sync-unlocked", TEAM], {
    env: { OPAWS_NONINTERACTIVE: "1", OPAWS_TOKEN: "opaws_x", OPAWS_TOKEN_FILE: "/x" },
  });
  assert.deepEqual([code, stdout, stderr], [0, "", ""]);
  assert.equal(Deno.readTextFileSync(`${ann.folder}/git-saw`), "0\n");
});

Deno.test({
  name:
    "a vault that is locked during a sync in the background stays locked, whatever key the remote brings",
  ignore: GIT.needs !== null && ignoreWithout(GIT.needs),
  async fn() {
    await using team = await SyncTeam.make(GIT);
    const { ann, bob } = team;
    await team.join();
    const { home: cid, key } = await person();
    try {
      await done(bob, ["member", "add", TEAM, key, "--name", "Cid", "--yes"]);
      await done(bob, ["member", "remove", TEAM, "Cid", "--yes"]);
      await done(ann, ["lock"]);
      await done(ann, ["unlock", "--vault", "personal", "--password-stdin"], `${PASSWORD}\n`);
      ann.program(
        "git",
        `case " $* " in *" fetch "*) touch ~/asked; until [ -e ~/go ]; do sleep 0.1; done;; esac
exec ${GIT.needs} "$@"`,
      );
      const sync = ann.opaws(["sync-unlocked", TEAM]);
      for (let left = 300; left > 0 && !isFile(`${ann.folder}/asked`); left--) {
        await new Promise((done) => setTimeout(done, 100));
      }
      await done(ann, ["lock"]);
      Deno.writeTextFileSync(`${ann.folder}/go`, "");
      assert.equal((await sync).code, 0);
      const vault = `${ann.folder}/.config/opaws/vaults/${TEAM}.json`;
      assert.equal(JSON.parse(Deno.readTextFileSync(vault)).shared.rekeyed, true);
      assert.equal((await ann.opaws(["item", "list", "--vault", TEAM])).code, 79);
      await unlockTeam(ann);
      assert.deepEqual(await teamTitles(ann), ["AWS team"]);
    } finally {
      cid[Symbol.dispose]();
    }
  },
});
