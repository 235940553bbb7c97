import assert from "node:assert/strict";
import { findPaths, type Paths } from "../../src/fs/paths.ts";
import { denoHost } from "../../src/host.ts";
import { Secret } from "../../src/secret.ts";
import type { VaultKey } from "../../src/vault/crypto/vault_key.ts";
import type { Item } from "../../src/vault/item.ts";
import { changeVault } from "../../src/vault/store/change.ts";
import { createVault } from "../../src/vault/store/create.ts";
import { CHEAP, sampleItem } from "../vault/temp_vault.ts";
import { PASSWORD, UserHome } from "./user_home.ts";

const NOTES = "x".repeat(200_000);

/** A home with an unlocked vault that is large enough for bookmarks. "AWS dev" is bound. */
class LargeHome implements Disposable {
  readonly home = new UserHome();
  readonly paths: Paths = findPaths({ ...denoHost, env: (name) => this.home.env[name] });
  key: VaultKey | undefined;

  async make(...items: Item[]): Promise<void> {
    const { key } = await createVault(
      denoHost,
      this.paths,
      "personal",
      new Secret(PASSWORD),
      CHEAP,
    );
    this.key = key;
    await this.change([sampleItem("large", { notes: NOTES }), ...items]);
    await this.opaws(["unlock", "--password-stdin"], `${PASSWORD}\n`);
    await this.opaws(
      ["init", "aws", "--item", "AWS dev", "--scope", "global", "--no-check", "--yes"],
    );
  }

  async change(items: readonly Item[]): Promise<void> {
    await changeVault(denoHost, this.paths, "personal", this.key!, async (draft) => {
      for (const item of items) await draft.putItem(item);
    });
  }

  async opaws(args: string[], input = ""): Promise<string> {
    const ended = await this.home.opaws(args, { input });
    assert.equal(ended.code, 0, `${args.join(" ")}: ${ended.stderr}`);
    return ended.stdout;
  }

  /** Returns the id of the access key that a tool gets. */
  async keyOf(...options: string[]): Promise<string> {
    return await this.opaws(["run", ...options, "--", "sh", "-c", "printf %s $AWS_ACCESS_KEY_ID"]);
  }

  /** The bookmarks of the vault. */
  bookmarks(): string[] {
    const root = `${this.paths.state}/index`;
    const folders = [...Deno.readDirSync(root)].map(({ name }) => `${root}/${name}`);
    return folders.flatMap((folder) =>
      [...Deno.readDirSync(folder)].map(({ name }) => `${folder}/${name}`)
    ).filter((path) => /\/[0-9a-f]{32}$/.test(path));
  }

  /** Repeats `run` until the vault is old enough for `count` bookmarks. */
  async untilBookmarked(count: number, run: () => Promise<unknown>): Promise<void> {
    const end = Date.now() + 60_000;
    while (this.bookmarks().length < count) {
      assert.ok(Date.now() < end, "there is no bookmark after a minute");
      await run();
    }
  }

  [Symbol.dispose](): void {
    this.home[Symbol.dispose]();
  }
}

function item(title: string, keyId: string): Item {
  const sample = sampleItem(title);
  const [_, secret] = sample.fields;
  return { ...sample, fields: [{ name: "access key id", secret: false, value: keyId }, secret!] };
}

const DEV = "AKIADEVDEVDEVEXAMPLE";
const PROD = "AKIAPRODPRODPEXAMPLE";
const NEXT = "AKIANEXTNEXTNEXAMPLE";

Deno.test("run opens the items of a large vault by bookmark, and follows every change of them", async () => {
  using large = new LargeHome();
  const [dev, prod] = [item("AWS dev", DEV), item("AWS prod", PROD)];
  await large.make(dev, prod);
  await large.untilBookmarked(1, async () => assert.equal(await large.keyOf(), DEV));
  await large.untilBookmarked(
    2,
    async () => assert.equal(await large.keyOf("--item", "AWS prod"), PROD),
  );
  assert.equal(await large.keyOf(), DEV);
  assert.equal(await large.keyOf("--item", "AWS prod"), PROD);
  assert.equal(await large.keyOf("--item", prod.id), PROD);
  const process = await large.opaws(["credential-process", "--item", "AWS prod"]);
  assert.equal(JSON.parse(process).AccessKeyId, PROD);
  await large.change([{ ...item("AWS dev", NEXT), id: dev.id }]);
  assert.equal(await large.keyOf(), NEXT);
  await large.change([{ ...item("renamed", PROD), id: prod.id }, item("AWS prod", NEXT)]);
  assert.equal(await large.keyOf("--item", "AWS prod"), NEXT);
  assert.equal(await large.keyOf("--item", "renamed"), PROD);
  await large.change([item("renamed", NEXT)]);
  const twice = await large.home.opaws(["run", "--item", "renamed", "--", "true"]);
  assert.equal(twice.code, 64, twice.stderr);
  assert.match(twice.stderr, /several items match/);
  for (const path of large.bookmarks()) Deno.writeTextFileSync(path, "");
  assert.equal(await large.keyOf(), NEXT);
});

Deno.test("a large vault that is damaged, rolled back or locked opens by no bookmark", async () => {
  using large = new LargeHome();
  await large.make(item("AWS dev", DEV));
  const run = () => large.home.opaws(["run", "--", "true"]);
  await large.untilBookmarked(1, run);
  const path = `${large.paths.vaults}/personal.json`;
  const good = Deno.readFileSync(path);
  // In the middle, which a bookmark does not read, and at the end.
  for (const at of [100_000, good.length - 2]) {
    Deno.writeFileSync(path, good.map((byte, index) => index === at ? byte ^ 1 : byte));
    assert.equal((await run()).code, 65);
  }
  Deno.writeFileSync(path, good);
  assert.equal((await run()).code, 0);
  await large.change([item("another", PROD)]);
  Deno.writeFileSync(path, good);
  const rolledBack = await run();
  assert.equal(rolledBack.code, 65, rolledBack.stderr);
  assert.match(rolledBack.stderr, /has seen generation/);
  await large.opaws(["lock"]);
  assert.equal((await run()).code, 79);
});

Deno.test("runs, lists and changes at once, with and without an index, all work", async () => {
  using large = new LargeHome();
  await large.make(item("AWS dev", DEV), item("AWS prod", PROD));
  const document = (title: string) =>
    JSON.stringify({
      title,
      fields: { "access key id": NEXT, "secret access key": "x".repeat(40) },
    });
  Deno.removeSync(`${large.paths.state}/index`, { recursive: true });
  await Promise.all(
    Array.from({ length: 4 }, async (_, number) => {
      await large.opaws(["item", "create", "--stdin"], document(`new ${number}`));
      assert.equal(await large.keyOf("--item", "AWS prod"), PROD);
      assert.equal(await large.keyOf("--item", `new ${number}`), NEXT);
      await large.opaws(["item", "list"]);
      assert.equal(await large.keyOf(), DEV);
    }),
  );
  const { items } = JSON.parse(await large.opaws(["item", "list", "--json"]));
  assert.equal(items.length, 3 + 4);
});
