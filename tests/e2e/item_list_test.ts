import assert from "node:assert/strict";
import { PASSWORD, UserHome } from "./user_home.ts";

const TITLES = ["AWS dev", "AWS prod", "日本 tags", "a /path", "e\u0301 …", "~", '"quoted"'];
const DOCUMENT = {
  fields: { "access key id": "AKIAIOSFODNN7EXAMPLE", "secret access key": "x".repeat(40) },
  tags: ["one", "two 日本"],
};

async function itemHome(...vaults: string[]): Promise<UserHome> {
  const home = new UserHome();
  for (const vault of vaults) {
    const create = ["vault", "create", vault, "--password-stdin"];
    assert.equal((await home.opaws(create, { input: `${PASSWORD}\n` })).code, 0);
    for (const title of TITLES) {
      const input = JSON.stringify({ title: `${title}`, ...DOCUMENT });
      const made = await home.opaws(["item", "create", "--stdin", "--vault", vault], { input });
      assert.equal(made.code, 0, made.stderr);
    }
  }
  return home;
}

/** Returns what the command prints in the plain case, and in the full one: an empty token variable changes nothing else. */
async function both(home: UserHome, ...args: string[]) {
  const plain = await home.opaws(["item", "list", ...args]);
  const full = await home.opaws(["item", "list", ...args], { env: { OPAWS_TOKEN: "" } });
  return { plain, full };
}

/** The time that has passed may differ from one command to the next, and with it the width of its column. */
function withoutTimes(text: string): string {
  return text.replace(/just now|\d+ minutes? ago/g, "TIME").replace(/ +/g, " ");
}

Deno.test("item list prints the same in the plain case and in the full one", async () => {
  using home = await itemHome("personal", "work");
  for (const args of [[], ["--json"]]) {
    const { plain, full } = await both(home, ...args);
    assert.equal(plain.code, 0, plain.stderr);
    assert.deepEqual(withoutTimes(plain.stdout), withoutTimes(full.stdout));
    for (const title of TITLES.slice(0, 3)) assert.ok(plain.stdout.includes(title), title);
  }
  const { items } = JSON.parse((await both(home, "--json")).plain.stdout);
  assert.equal(items.length, 2 * TITLES.length);
  assert.deepEqual(items[0].tags, DOCUMENT.tags);
  await home.opaws(["config", "set", "defaultVault", "work"]);
  const ordered = await both(home, "--json");
  assert.deepEqual(ordered.plain, ordered.full);
  assert.equal(JSON.parse(ordered.plain.stdout).items[0].vault, "work");
});

Deno.test("item list makes a missing index again, and reports what is damaged or locked", async () => {
  using home = await itemHome("personal");
  const before = await home.opaws(["item", "list", "--json"]);
  Deno.removeSync(`${home.folder}/.local/state/opaws/index`, { recursive: true });
  for (let time = 0; time < 2; time++) {
    assert.deepEqual(await home.opaws(["item", "list", "--json"]), before);
  }
  const path = `${home.folder}/.config/opaws/vaults/personal.json`;
  const good = Deno.readFileSync(path);
  Deno.writeFileSync(path, good.map((byte, at) => at === 500 ? byte ^ 1 : byte));
  const damaged = await home.opaws(["item", "list"]);
  assert.equal(damaged.code, 65);
  assert.match(damaged.stdout, /vault "personal" is left out/);
  Deno.writeFileSync(path, good);
  await home.opaws(["lock"]);
  assert.equal((await home.opaws(["item", "list"])).code, 79);
});

Deno.test("looking at the list is not using the vault", async () => {
  using home = await itemHome("personal");
  const idle = async () =>
    JSON.parse((await home.opaws(["status", "--json"])).stdout).vaults[0].idleUntil;
  const before = await idle();
  await home.opaws(["item", "list"]);
  assert.equal(await idle(), before);
});
