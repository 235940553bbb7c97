import assert from "node:assert/strict";
import { ignoreWithout } from "../ignore.ts";
import { report } from "../report.ts";
import { type Store, STORES, SyncTeam, teamTitles } from "./sync_team.ts";
import { done, TEAM, teamItem } from "./team.ts";
import type { UserHome } from "./user_home.ts";

/**
 * The system calls at which a sync changes something that outlives it, by the kind of store: each alone, because strace
 * counts them apart.
 */
const CALLS: Readonly<Record<string, readonly string[]>> = {
  "a folder": ["rename", "link,linkat", "unlink,unlinkat"],
  git: ["rename", "socketpair,pipe2"],
  S3: ["rename", "sendto,sendmsg"],
};
const STRACE = "/usr/bin/strace";

for (const kind of STORES) {
  Deno.test({
    name: `${kind.name}: a sync that is killed at any step loses and repeats nothing`,
    ignore: ignoreWithout(STRACE) || kind.needs !== null && ignoreWithout(kind.needs),
    fn: async () => {
      await using team = await SyncTeam.make(kind);
      const { ann, bob, store } = team;
      await team.join();
      const expected = ["AWS team"];
      let killed = 0;
      for (const calls of CALLS[kind.name]!) {
        for (let index = 0;; index++) {
          const [of, at] = [`of Bob ${expected.length}`, `of Ann ${expected.length}`];
          await itemOffline(bob, store, of);
          await teamItem(ann, at);
          expected.push(of, at);
          const isKilled = await killedAt(bob, calls, stepNumber(index));
          await done(bob, ["sync", TEAM]);
          await done(ann, ["sync", TEAM]);
          const about = `${calls} ${stepNumber(index)}`;
          assert.deepEqual(await teamTitles(bob), expected.toSorted(), about);
          assert.deepEqual(await teamTitles(ann), expected.toSorted(), about);
          if (!isKilled) break;
          killed++;
        }
      }
      report(`${kind.name}: a sync killed at ${killed} system calls`);
      assert.ok(killed >= 8, `${killed} steps`);
    },
  });
}

/** The first steps one by one, later ones with gaps: a program makes many calls before it syncs. */
function stepNumber(index: number): number {
  return index < 12 ? index + 1 : Math.ceil(12 * 1.3 ** (index - 11));
}

/** Creates an item in the shared vault while the store cannot be reached. */
async function itemOffline(
  home: UserHome,
  { url, options }: Store,
  title: string,
): Promise<void> {
  await done(home, ["remote", "remove", TEAM]);
  await teamItem(home, title);
  await done(home, ["remote", "set", TEAM, url, ...options]);
}

/** Runs `opaws sync` and kills it at the `nth` of these system calls. Returns false if it makes fewer. */
async function killedAt(home: UserHome, calls: string, nth: number): Promise<boolean> {
  const inject = `inject=${calls}:signal=KILL:when=${nth}`;
  const { code, stderr } = await home.run(STRACE, [
    ...["-f", "-o", "/dev/null", "-e", `trace=${calls}`, "-e", inject],
    ...[`${home.folder}/bin/opaws`, "sync", TEAM],
  ]);
  // 69: it was git that was killed.
  assert.ok([0, 1, 69].includes(code) || code > 128, `${code} ${stderr}`);
  return code !== 0;
}
