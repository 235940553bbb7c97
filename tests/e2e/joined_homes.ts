import { done, person, TEAM } from "./team.ts";
import { PASSWORD, type UserHome } from "./user_home.ts";

/** Where the homes sync, and with which options. */
interface RemoteArguments {
  /** The address. */
  readonly url: string;
  /** The options of `remote set` and `vault join` that go with it. */
  readonly options?: readonly string[];
  /** The access key in the item `AWS sync` of each home. */
  readonly key?: { readonly id: string; readonly secret: string };
}

/** Homes of people who share the vault `team` through a remote. All write to it. */
export class JoinedHomes implements Disposable {
  private constructor(
    /** The homes. The first one made the vault. */
    readonly homes: readonly UserHome[],
  ) {}

  /** Makes `count` homes. The first one makes the vault and adds the others, who then join it. */
  static async make(
    count: number,
    { url, options = [], key }: RemoteArguments,
  ): Promise<JoinedHomes> {
    const people = [];
    for (let at = 0; at < count; at++) people.push(await person());
    const joined = new JoinedHomes(people.map(({ home }) => home));
    for (const { home } of people) {
      if (key) await home.item("AWS sync", key.id, { "secret access key": key.secret });
    }
    const [first, ...others] = people as [typeof people[0], ...typeof people];
    await done(first.home, ["vault", "create", TEAM, "--shared", "--as", "person 0"]);
    for (const [at, other] of others.entries()) {
      const named = ["--name", `person ${at + 1}`, "--role", "writer", "--yes"];
      await done(first.home, ["member", "add", TEAM, other.key, ...named]);
    }
    await done(first.home, ["remote", "set", TEAM, url, ...options]);
    await done(first.home, ["sync", TEAM]);
    const words = (await done(first.home, ["member", "id", "--fingerprint"])).trim();
    for (const { home } of others) {
      const join = ["vault", "join", url, ...options, "--fingerprint", words];
      await done(home, [...join, "--password-stdin"], `${PASSWORD}\n`);
    }
    return joined;
  }

  /** Removes all homes. */
  [Symbol.dispose](): void {
    for (const home of this.homes) home[Symbol.dispose]();
  }
}

/** Returns the titles of the items in the shared vault of `home`, sorted. */
export async function teamTitles(home: UserHome): Promise<string[]> {
  const { items } = JSON.parse(await done(home, ["item", "list", "--vault", TEAM, "--json"]));
  return items.map(({ title }: { title: string }) => title).sort();
}

/** Syncs the vault in each of `homes`, round by round, until one round changes nothing. Returns the number of rounds. */
export async function syncAll(homes: readonly UserHome[]): Promise<number> {
  for (let round = 1; round <= 10; round++) {
    for (const home of homes) await done(home, ["sync", TEAM]);
    if (new Set(homes.map(headOf)).size === 1) return round;
  }
  throw new Error("the homes do not converge");
}

/** Returns what identifies the generation in `home`: the signature of its header. */
function headOf(home: UserHome): string {
  const path = `${home.folder}/.config/opaws/vaults/${TEAM}.json`;
  return JSON.parse(Deno.readTextFileSync(path)).signature;
}
