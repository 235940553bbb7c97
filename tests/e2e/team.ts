import { PASSWORD, UserHome } from "./user_home.ts";

/** The name of the shared vault in these tests. */
export const TEAM = "team";

/** Returns the output of a command that has to succeed. */
export async function done(
  home: UserHome,
  args: readonly string[],
  input = "",
): Promise<string> {
  const { code, stdout, stderr } = await home.opaws(args, { input });
  if (code !== 0) throw new Error(`opaws ${args.join(" ")}: ${code} ${stderr}`);
  return stdout;
}

/** Returns the home of a person with a vault of their own, and their member key. */
export async function person(): Promise<{ readonly home: UserHome; readonly key: string }> {
  const home = new UserHome();
  await home.vault();
  const key = (await done(home, ["member", "id"])).trim();
  return { home, key };
}

/** Copies the file of the shared vault from one home to another, as a remote would bring it there. */
export function carry(from: UserHome, to: UserHome, name = TEAM): void {
  const folder = (home: UserHome) => `${home.folder}/.config/opaws/vaults`;
  Deno.writeFileSync(`${folder(to)}/${name}.json`, vaultBytes(from, name), { mode: 0o600 });
}

/** Returns the file of a vault in `home`. */
export function vaultBytes(home: UserHome, name = TEAM): Uint8Array<ArrayBuffer> {
  return Deno.readFileSync(`${home.folder}/.config/opaws/vaults/${name}.json`);
}

/** Creates an item in the shared vault. */
export async function teamItem(
  home: UserHome,
  title: string,
  more: Readonly<Record<string, string>> = {},
): Promise<void> {
  const fields = {
    "access key id": "AKIAI44QH8DHBEXAMPLE",
    "secret access key": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    ...more,
  };
  await done(
    home,
    ["item", "create", "--vault", TEAM, "--stdin"],
    JSON.stringify({ title, fields }),
  );
}

/** Two people who share a vault with the item `AWS team`. Ann writes, and Bob has `role`. */
export class Team implements Disposable {
  private constructor(
    /** The home of Ann, who made the vault. */
    readonly ann: UserHome,
    /** The home of Bob. */
    readonly bob: UserHome,
    /** Bob's member key. */
    readonly bobKey: string,
  ) {}

  /** Makes both homes and the vault, and carries it to Bob. */
  static async make(role: "reader" | "writer" = "reader"): Promise<Team> {
    const { home: ann } = await person();
    const { home: bob, key } = await person();
    await done(ann, ["vault", "create", TEAM, "--shared", "--as", "Ann"]);
    await teamItem(ann, "AWS team");
    await done(ann, ["member", "add", TEAM, key, "--name", "Bob", "--role", role, "--yes"]);
    carry(ann, bob);
    return new Team(ann, bob, key);
  }

  /** Removes both homes. */
  [Symbol.dispose](): void {
    this.ann[Symbol.dispose]();
    this.bob[Symbol.dispose]();
  }
}

/** Unlocks the shared vault in `home` with the password of the person's own vault. */
export async function unlockTeam(home: UserHome): Promise<void> {
  await done(home, ["unlock", "--vault", TEAM, "--password-stdin"], `${PASSWORD}\n`);
}
