import assert from "node:assert/strict";
import { findPaths } from "../../src/fs/paths.ts";
import { denoHost } from "../../src/host.ts";
import { changeVault } from "../../src/vault/store/change.ts";
import { createVault } from "../../src/vault/store/create.ts";
import { Secret } from "../../src/secret.ts";
import { report } from "../report.ts";
import { CHEAP, sampleItem } from "../vault/temp_vault.ts";
import { newSessionVariable } from "../../src/unlock/terminal_session.ts";
import { refuseKeyring, STRACE } from "./refused_keyring.ts";
import { PASSWORD, UserHome } from "./user_home.ts";
import { ignoreWithout } from "../ignore.ts";

const KEY_ID = "AKIAIOSFODNN7EXAMPLE";
const SHOW = ["run", "--", "sh", "-c", "printf %s $AWS_ACCESS_KEY_ID"];
const MANY = 10_000;

/** Returns a home whose unlocked vault has items with these titles. The first is bound globally. */
async function homeWith(titles: readonly string[]): Promise<UserHome> {
  const home = new UserHome();
  const where = findPaths({ ...denoHost, env: (name) => home.env[name] });
  const { key } = await createVault(denoHost, where, "personal", new Secret(PASSWORD), CHEAP);
  await changeVault(denoHost, where, "personal", key, async (draft) => {
    for (const title of titles) await draft.putItem(sampleItem(title));
  });
  await succeed(home, ["unlock", "--password-stdin"], `${PASSWORD}\n`);
  const bind = ["--scope", "global", "--no-check", "--yes"];
  await succeed(home, ["init", "aws", "--item", titles[0]!, ...bind]);
  return home;
}

async function succeed(home: UserHome, args: string[], input = "", cwd = home.folder) {
  const start = performance.now();
  const ended = await home.opaws(args, { input, cwd });
  assert.equal(ended.code, 0, `${args.join(" ")}: ${ended.stderr}`);
  return { ...ended, took: Math.round(performance.now() - start) };
}

/** Changes `config.json` as a person with an editor would, and returns its new length. */
// deno-lint-ignore no-explicit-any -- JSON of any shape
function editConfig(home: UserHome, change: (config: any) => void): number {
  const path = `${home.folder}/.config/opaws/config.json`;
  const config = JSON.parse(Deno.readTextFileSync(path));
  change(config);
  const text = JSON.stringify(config, null, 2) + "\n";
  Deno.writeTextFileSync(path, text);
  return text.length;
}

Deno.test("50 runs at once all get the key if unlocked, even without saved generations, and none gets it if locked", async () => {
  using home = await homeWith(["AWS dev"]);
  const all = () => Promise.all(Array.from({ length: 50 }, () => home.opaws(SHOW)));
  const warm = await all();
  assert.deepEqual(warm, warm.map(() => ({ code: 0, stdout: KEY_ID, stderr: "" })));
  // Every run finds no saved generation of the vault and tries to save it.
  Deno.removeSync(`${home.folder}/.local/state/opaws`, { recursive: true });
  const cold = await all();
  assert.deepEqual(cold, cold.map(() => ({ code: 0, stdout: KEY_ID, stderr: "" })));
  const state = `${home.folder}/.local/state/opaws`;
  const names = [...Deno.readDirSync(state)].map(({ name }) => name);
  assert.deepEqual(names.filter((name) => name.endsWith(".tmp")), []);
  const seen = JSON.parse(Deno.readTextFileSync(`${state}/generations.json`));
  const numbers = Object.values<{ generation: number }>(seen).map(({ generation }) => generation);
  assert.deepEqual(numbers, [3], "created, filled, and its KDF cost raised by unlock");
  await succeed(home, ["lock"]);
  const locked = await all();
  assert.ok(locked.every(({ code, stdout }) => code === 79 && stdout === ""), locked[0]!.stderr);
});

Deno.test({
  name:
    "20 runs at once all get the key from the sealed file if the kernel's keyring is not available",
  ignore: ignoreWithout(STRACE),
  async fn() {
    using home = await homeWith(["AWS dev"]);
    await succeed(home, ["lock"]);
    refuseKeyring(home, "keyctl,add_key", "EPERM");
    const env = { OPAWS_SESSION: newSessionVariable(denoHost) };
    const unlocked = await home.opaws(["unlock", "--password-stdin"], {
      input: `${PASSWORD}\n`,
      env,
    });
    assert.equal(unlocked.code, 0, unlocked.stderr);
    const all = await Promise.all(Array.from({ length: 20 }, () => home.opaws(SHOW, { env })));
    assert.deepEqual(all, all.map(() => ({ code: 0, stdout: KEY_ID, stderr: "" })));
    assert.deepEqual((await home.opaws(SHOW, { env: { OPAWS_SESSION: "" } })).code, 79);
  },
});

Deno.test("20 unlocks at once, each with a run after it, all get the key", async () => {
  using home = await homeWith(["AWS dev"]);
  await succeed(home, ["lock"]);
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, async () => {
      await succeed(home, ["unlock", "--password-stdin"], `${PASSWORD}\n`);
      return (await succeed(home, SHOW)).stdout;
    }),
  );
  assert.deepEqual([...new Set(outcomes)], [KEY_ID]);
});

Deno.test("run, item list and item create work in a vault of 10,000 items", async () => {
  const titles = Array.from({ length: MANY }, (_, n) => `AWS ${String(n).padStart(5, "0")}`);
  using home = await homeWith(["AWS dev", ...titles.slice(1)]);
  const run = await succeed(home, SHOW);
  assert.equal(run.stdout, KEY_ID);
  const list = await succeed(home, ["item", "list", "--json"]);
  assert.equal(JSON.parse(list.stdout).items.length, MANY);
  const named = await succeed(home, ["run", "--item", "AWS 09999", ...SHOW.slice(1)]);
  assert.equal(named.stdout, KEY_ID);
  const created = await succeed(
    home,
    ["item", "create", "--stdin"],
    JSON.stringify({
      title: "one more",
      fields: {
        "access key id": KEY_ID,
        "secret access key": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
      },
    }),
  );
  const size = Deno.statSync(`${home.folder}/.config/opaws/vaults/personal.json`).size;
  report(
    `10,000 items in ${(size / 1e6).toFixed(1)} MB: run ${run.took} ms, list ${list.took} ms, ` +
      `run --item ${named.took} ms, create ${created.took} ms`,
  );
});

Deno.test("the nearest of 10,000 directory bindings applies 200 folders below it", async () => {
  using home = await homeWith(["AWS dev", "AWS prod"]);
  const prod = JSON.parse((await succeed(home, ["item", "show", "AWS prod", "--json"])).stdout);
  const root = home.directory("deep");
  const deep = home.directory(
    `deep/${Array.from({ length: 200 }, (_, n) => `folder ${n}`).join("/")}`,
  );
  const binding = (title: string) => ({ vault: "personal", item: prod.id, title });
  const size = editConfig(home, (config) => {
    const directories = (config.scopes.directories ??= {});
    for (let n = 0; n < MANY; n++) {
      directories[`${home.folder}/elsewhere/${n}`] = { aws: binding(`AWS ${n}`) };
    }
    directories[root] = { aws: binding("AWS prod") };
  });
  const here = await succeed(home, ["which", "aws", "--json"], "", deep);
  assert.match(here.stdout, /AWS prod/);
  const run = await succeed(home, SHOW, "", deep);
  assert.equal(run.stdout, KEY_ID);
  await succeed(home, ["clear", "aws", "--yes"], "", root);
  const after = await succeed(home, ["which", "aws", "--json"], "", deep);
  assert.match(after.stdout, /AWS dev/);
  report(
    `10,000 directory bindings in ${
      (size / 1e6).toFixed(1)
    } MB, 200 folders deep: run ${run.took} ms, ` +
      `which ${here.took} ms`,
  );
});

Deno.test("run reads an AWS config file and a config.json of 5 MB each", async () => {
  using home = await homeWith(["AWS dev"]);
  const section = (n: number) =>
    `[profile p${n}]\nregion = eu-west-1\noutput = json\n# ${"x".repeat(400)}\n`;
  const text = Array.from({ length: 12_000 }, (_, n) => section(n)).join("\n");
  Deno.writeTextFileSync(
    `${home.folder}/.aws/config`,
    `${text}\n[profile last]\nregion = eu-north-1\n`,
  );
  const size = editConfig(home, (config) => config.notes = "y".repeat(5_000_000));
  assert.ok(text.length > 5_000_000 && size > 5_000_000);
  const args = ["run", "--profile", "last", "--", "sh", "-c", "printf %s $AWS_REGION"];
  const run = await succeed(home, args);
  assert.equal(run.stdout, "eu-north-1");
  report(`an AWS config file and a config.json of 5 MB each: run ${run.took} ms`);
});
