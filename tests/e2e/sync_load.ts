import assert from "node:assert/strict";
import { JoinedHomes, syncAll, teamTitles } from "./joined_homes.ts";
import type { S3Server } from "./s3_server.ts";
import { BUCKET } from "./s3_server.ts";
import { TEAM } from "./team.ts";
import type { UserHome } from "./user_home.ts";

/** What a load measured. */
export interface SyncLoad {
  /** The number of commands that changed the vault. */
  readonly writes: number;
  /** How many of them were published at once, and not with a later one. */
  readonly published: number;
  /** How long each of them took with its pull and push, in milliseconds, sorted. */
  readonly times: readonly number[];
  /** The number of generations in the bucket. */
  readonly generations: number;
  /** The number of items in the end. */
  readonly items: number;
  /** Items of which two versions are there, because two homes changed them at once. */
  readonly conflicts: number;
  /** The number of rounds of `opaws sync` until all homes had the same generation. */
  readonly rounds: number;
}

const FIELDS = {
  "access key id": "AKIAI44QH8DHBEXAMPLE",
  "secret access key": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
};

/**
 * Lets `count` homes write to one vault through `server` for `seconds`: each creates items, deletes some of its own, and
 * changes an item that all of them change. Then checks that no write was lost and that all homes have the same vault.
 */
export async function syncLoad(
  server: S3Server,
  count: number,
  seconds: number,
): Promise<SyncLoad> {
  using joined = await JoinedHomes.make(count, {
    url: `s3://${BUCKET}/load`,
    options: ["--item", "AWS sync", "--endpoint", server.url],
    key: server.key,
  });
  const { homes } = joined;
  const times: number[] = [];
  let published = 0;
  const write = async (home: UserHome, args: readonly string[], input = ""): Promise<void> => {
    const start = performance.now();
    const { code, stderr } = await home.opaws(args, { input });
    times.push(performance.now() - start);
    if (code !== 0) throw new Error(`opaws ${args.join(" ")}: ${code} ${stderr}`);
    if (!/only for now|not synced yet/.test(stderr)) published++;
  };
  const create = (title: string) => JSON.stringify({ title, fields: FIELDS });
  const inTeam = ["--vault", TEAM];
  await write(homes[0]!, ["item", "create", ...inTeam, "--stdin"], create("common"));
  for (const home of homes) await home.opaws(["sync", TEAM]);
  const end = performance.now() + seconds * 1000;
  const outcomes = await Promise.allSettled(homes.map(async (home, at) => {
    const own: string[] = [];
    for (let nth = 0; performance.now() < end; nth++) {
      if (nth % 5 === 3) {
        const edit = ["item", "edit", "common", ...inTeam, "--stdin"];
        await write(home, edit, JSON.stringify({ notes: `by ${at}, ${nth}` }));
      } else if (nth % 5 === 4) {
        await write(home, ["item", "delete", own.shift()!, ...inTeam, "--yes"]);
      } else {
        const title = `item ${nth} of ${at}`;
        await write(home, ["item", "create", ...inTeam, "--stdin"], create(title));
        own.push(title);
      }
    }
    return own;
  }));
  // All homes have to end before one of them is removed.
  const left = outcomes.map((each) => {
    if (each.status === "rejected") throw each.reason;
    return each.value;
  });
  const rounds = await syncAll(homes);
  const wanted = left.flat().sort();
  let items: string[] = [];
  for (const home of homes) {
    items = await teamTitles(home);
    const common = items.filter((title) => title.startsWith("common"));
    assert.deepEqual(items.filter((title) => !title.startsWith("common")), wanted);
    assert.ok(common.includes("common"));
  }
  return {
    writes: times.length,
    published,
    times: times.toSorted((one, other) => one - other),
    generations: [...Deno.readDirSync(`${server.folder}/load/generations`)].length,
    items: items.length,
    conflicts: items.filter((title) => title.startsWith("common (conflict")).length,
    rounds,
  };
}
