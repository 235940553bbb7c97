import assert from "node:assert/strict";
import { PASSWORD, UserHome } from "./user_home.ts";

Deno.test("vault create refuses a short password and creates nothing", async () => {
  using home = new UserHome();
  const short = await home.opaws(["vault", "create", "personal", "--password-stdin"], {
    input: "seven77\n",
  });
  assert.equal(short.code, 64);
  assert.match((await home.opaws(["vault", "list"])).stdout, /No vaults yet/);
});

Deno.test("vault passwd makes the new password open the vault and its backups, and the old one open nothing", async () => {
  using home = new UserHome();
  await home.vault();
  await home.item("AWS dev");
  const changed = await home.opaws(["vault", "passwd", "--password-stdin"], {
    input: `${PASSWORD}\na quite different one\n`,
  });
  assert.match(changed.stdout, /Older generations that the new password opens: 2, 1/);
  await home.opaws(["lock"]);
  const unlock = (input: string) => home.opaws(["unlock", "--password-stdin"], { input });
  assert.equal((await unlock(`${PASSWORD}\n`)).code, 77);
  assert.equal((await unlock("a quite different one\n")).code, 0);
  const restored = await home.opaws(["vault", "restore", "1", "--yes"]);
  assert.equal(restored.code, 0, restored.stderr);
  assert.equal(JSON.parse((await home.opaws(["item", "list", "--json"])).stdout).items.length, 0);
});

Deno.test("vault restore brings back a damaged vault, which no command opens", async () => {
  using home = new UserHome();
  await home.vault();
  await home.item("AWS dev");
  const path = `${home.folder}/.config/opaws/vaults/personal.json`;
  Deno.writeTextFileSync(path, Deno.readTextFileSync(path).slice(0, -40));
  const refused = await home.opaws(["item", "list"]);
  assert.equal(refused.code, 65);
  assert.match(refused.stderr, /try: opaws vault restore/);
  const restored = await home.opaws(["vault", "restore", "--yes", "--password-stdin"], {
    input: `${PASSWORD}\n`,
  });
  assert.equal(restored.code, 0, restored.stderr);
  assert.equal((await home.opaws(["item", "list"])).code, 0);
});

Deno.test("vault delete deletes a vault whose KDF cost is out of bounds, and backups without a vault", async () => {
  using home = new UserHome();
  await home.vault();
  await home.item("AWS dev");
  const folder = `${home.folder}/.config/opaws/vaults`;
  const path = `${folder}/personal.json`;
  const remove = () => home.opaws(["vault", "delete", "personal", "--yes"]);
  const text = Deno.readTextFileSync(path);
  Deno.writeTextFileSync(path, text.replace('"memoryKiB":65536', '"memoryKiB":1'));
  assert.equal((await home.opaws(["item", "list"])).code, 78);
  assert.equal((await remove()).code, 0);
  await home.vault();
  await home.item("AWS dev");
  Deno.removeSync(path);
  assert.equal((await remove()).code, 0);
  assert.deepEqual([...Deno.readDirSync(`${folder}/.backup`)], []);
  assert.equal((await remove()).code, 66);
});

Deno.test("vault export and vault import copy the sealed file byte for byte", async () => {
  using home = new UserHome();
  await home.vault();
  await home.item("AWS dev");
  const copy = `${home.folder}/copy.json`;
  await home.opaws(["vault", "export", copy]);
  const original = Deno.readFileSync(`${home.folder}/.config/opaws/vaults/personal.json`);
  assert.deepEqual(Deno.readFileSync(copy), original);
  assert.equal((await home.opaws(["vault", "import", copy])).code, 73);
  using other = new UserHome();
  assert.equal((await other.opaws(["vault", "import", copy])).code, 0);
  await other.opaws(["unlock", "--password-stdin"], { input: `${PASSWORD}\n` });
  assert.match((await other.opaws(["item", "list"])).stdout, /AWS dev/);
});

Deno.test("with several vaults, the default one is used and --vault selects between equal titles", async () => {
  using home = new UserHome();
  await home.vault();
  const created = await home.opaws(["vault", "create", "my work", "--password-stdin"], {
    input: "another password\n",
  });
  assert.equal(created.code, 0, created.stderr);
  await home.item("same");
  assert.equal((await home.opaws(["config", "set", "defaultVault", "nope"])).code, 66);
  assert.equal((await home.opaws(["config", "set", "defaultVault", "my work"])).code, 0);
  await home.item("same", "AKIAI44QH8DHBEXAMPLE");
  const ambiguous = await home.opaws(["run", "--item", "same", "--", "true"]);
  assert.equal(ambiguous.code, 64);
  assert.match(ambiguous.stderr, /"same" \(.* in my work\), "same" \(.* in personal\)/);
  const show = ["sh", "-c", "echo $AWS_ACCESS_KEY_ID"];
  const chosen = await home.opaws(["run", "--item", "same", "--vault", "personal", "--", ...show]);
  assert.equal(chosen.stdout, "AKIAIOSFODNN7EXAMPLE\n");
  await home.opaws(["lock", "--vault", "my work"]);
  const { items } = JSON.parse(
    (await home.opaws(["item", "list", "--vault", "personal", "--json"])).stdout,
  );
  const byId = await home.opaws(["run", "--item", items[0].id, "--", ...show]);
  assert.equal(byId.stdout, "AKIAIOSFODNN7EXAMPLE\n", "a whole id unlocks only its own vault");
});
