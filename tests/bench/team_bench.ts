/**
 * Lets several homes write to one shared vault through an S3 server at the same time, and checks that no update is lost and
 * every home ends with the same items. `deno task bundle && deno run -A tests/bench/team_bench.ts [HOMES] [SECONDS]`
 */
import { STORES } from "../e2e/sync_team.ts";
import { done, person, TEAM, teamItem } from "../e2e/team.ts";
import type { UserHome } from "../e2e/user_home.ts";

const [homes = 10, seconds = 120] = Deno.args.map(Number);

/** Returns the titles of the items in the shared vault. */
async function titlesIn(home: UserHome): Promise<string[]> {
  const { items } = JSON.parse(await done(home, ["item", "list", "--vault", TEAM, "--json"]));
  return items.map(({ title }: { readonly title: string }) => title).sort();
}

const store = await STORES.find(({ name }) => name === "S3")!.start();
const people: UserHome[] = [];
try {
  for (let index = 0; index < homes; index++) {
    const { home, key } = await person();
    people.push(home);
    await home.item("store", store.item!.id, { "secret access key": store.item!.secret });
    if (index === 0) {
      await done(home, ["vault", "create", TEAM, "--shared", "--as", "Member 0"]);
      await done(home, ["remote", "set", TEAM, store.url, ...store.options]);
      continue;
    }
    const add = ["member", "add", TEAM, key, "--name", `Member ${index}`, "--role", "writer"];
    await done(people[0]!, [...add, "--yes"]);
  }
  await done(people[0]!, ["sync", TEAM]);
  const words = (await done(people[0]!, ["member", "id", "--fingerprint"])).trim();
  for (const home of people.slice(1)) {
    await done(home, ["vault", "join", store.url, ...store.options, "--fingerprint", words]);
  }

  const end = Date.now() + seconds * 1000;
  const written: string[] = [];
  const times: number[] = [];
  await Promise.all(people.map(async (home, index) => {
    for (let number = 0; Date.now() < end; number++) {
      const title = `item ${number} of ${index}`;
      const start = performance.now();
      await teamItem(home, title);
      times.push(performance.now() - start);
      written.push(title);
    }
  }));
  let rounds = 0;
  for (let isChanged = true; isChanged; rounds++) {
    isChanged = false;
    for (const home of people) {
      if (!/is up to date/.test(await done(home, ["sync", TEAM]))) isChanged = true;
    }
  }
  const expected = JSON.stringify(written.toSorted());
  for (const [index, home] of people.entries()) {
    const found = JSON.stringify(await titlesIn(home));
    if (found !== expected) throw new Error(`home ${index} has ${found}, not ${expected}`);
  }
  times.sort((a, b) => a - b);
  const at = (part: number) => Math.round(times[Math.floor(times.length * part)]!);
  console.log(
    `${homes} homes, ${seconds} s: ${written.length} items written, none lost, none twice; ` +
      `a write takes ${at(0.5)} ms (median), ${
        at(0.95)
      } ms (95%); all homes are the same after ${rounds} rounds of sync`,
  );
} finally {
  for (const home of people) home[Symbol.dispose]();
  await store.stop();
}
