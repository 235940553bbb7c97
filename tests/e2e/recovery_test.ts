import assert from "node:assert/strict";
import { findPaths } from "../../src/fs/paths.ts";
import { denoHost } from "../../src/host.ts";
import { Secret } from "../../src/secret.ts";
import { createVault } from "../../src/vault/store/create.ts";
import { PASSWORD, UserHome } from "./user_home.ts";

const NEW = "another long password";

Deno.test("vault recovery create prints a code that opens the vault and sets a new password", async () => {
  using home = new UserHome();
  await home.vault();
  await home.item("AWS dev");
  const asked = await home.opaws(["vault", "recovery", "create"]);
  assert.equal(asked.code, 79, "it asks for the password even if the vault is unlocked");
  const created = await home.opaws(["vault", "recovery", "create", "--json", "--password-stdin"], {
    input: `${PASSWORD}\n`,
  });
  assert.equal(created.code, 0, created.stderr);
  const { code, slot } = JSON.parse(created.stdout);
  assert.match(code, /^([A-Z2-7]{4}-){8}[A-Z2-7]$/);
  for (const { name } of Deno.readDirSync(`${home.folder}/.config/opaws/vaults`)) {
    if (!name.endsWith(".json")) continue;
    assert.ok(!Deno.readTextFileSync(`${home.folder}/.config/opaws/vaults/${name}`).includes(code));
  }
  await home.opaws(["lock"]);

  const recover = (lines: string) =>
    home.opaws(["unlock", "--recovery", "--password-stdin"], { input: lines });
  const wrong = `${code.startsWith("A") ? "B" : "A"}${code.slice(1)}`;
  const mistyped = await recover(`${wrong}\n${NEW}\n`);
  assert.equal(mistyped.code, 77);
  assert.match(mistyped.stderr, /mistyped: its checksum letter does not match/);
  assert.ok(!mistyped.stderr.includes(wrong));
  const other = await recover(`6DY7-F47U-6X3P-P6HZ-7L57-Z7P6-74AA-CAQD-A\n${NEW}\n`);
  assert.deepEqual([other.code, other.stderr.split("\n")[0]], [
    77,
    'opaws: cannot unlock vault "personal": wrong recovery code',
  ]);
  const short = await recover(`${code}\nshort\n`);
  assert.equal(short.code, 64);
  assert.equal((await home.opaws(["run", "--item", "AWS dev", "--", "true"])).code, 79);

  const recovered = await recover(`${code.toLowerCase().replaceAll("-", " ")}\n${NEW}\n`);
  assert.equal(recovered.code, 0, recovered.stderr);
  assert.equal((await home.opaws(["run", "--item", "AWS dev", "--", "true"])).code, 0);
  const unlock = (password: string) =>
    home.opaws(["unlock", "--password-stdin"], { input: `${password}\n` });
  assert.equal((await unlock(PASSWORD)).code, 77);
  assert.equal((await unlock(NEW)).code, 0);

  const slots = JSON.parse((await home.opaws(["vault", "slots", "list", "--json"])).stdout).slots;
  assert.deepEqual(slots.map((each: { kind: string }) => each.kind), ["password", "recovery"]);
  assert.equal(slots[1].id, slot);
  const last = await home.opaws(["vault", "slots", "remove", "password", "--yes"]);
  assert.equal(last.code, 0, "the recovery code is left");
  const none = await home.opaws(["vault", "slots", "remove", "recovery", "--yes"]);
  assert.deepEqual([none.code, none.stderr.split("\n")[0]], [
    78,
    'opaws: cannot remove the recovery slot of vault "personal": no password and no recovery code would be left to open it',
  ]);
  await home.opaws(["lock"]);
  const without = await home.opaws(["item", "list"]);
  assert.equal(without.code, 66);
  assert.match(without.stderr, /it has no password\n {2}try: opaws unlock --recovery/);
  assert.equal((await recover(`${code}\n${PASSWORD}\n`)).code, 0);
  assert.equal((await home.opaws(["vault", "slots", "remove", "recovery", "--yes"])).code, 0);
  assert.equal((await recover(`${code}\n${NEW}\n`)).code, 66);
});

Deno.test("unlock --recovery asks again after a mistyped code, then asks twice for the new password", async () => {
  using home = new UserHome({ PS1: "ready> " });
  await home.vault();
  const created = await home.opaws(["vault", "recovery", "create", "--json", "--password-stdin"], {
    input: `${PASSWORD}\n`,
  });
  const { code } = JSON.parse(created.stdout);
  await using terminal = home.terminal("/bin/sh", ["-i"]);
  await terminal.expect(/ready> /);
  await terminal.send("opaws unlock --recovery\r");
  await terminal.expect(/◆ +Recovery code of vault "personal"/);
  await terminal.send(`${code.slice(0, -1)}\r`);
  await terminal.expect(/it has 32 letters, not 33, 2 tries left/);
  await terminal.expect(/◆ +Recovery code of vault "personal"/);
  await terminal.send(`${code}\r`);
  await terminal.expect(/◆ +New password of vault "personal"/);
  await terminal.send(`${NEW}\r`);
  await terminal.expect(/◆ +Repeat the new password/);
  await terminal.send(`${NEW}\r`);
  await terminal.expect(/has a new password/);
  assert.ok(!terminal.output.includes(code));
  await terminal.send("opaws status\r");
  await terminal.expect(/personal +unlocked/);
});

Deno.test("unlock raises the cost of a cheap password slot, once, and reports it in one line", async () => {
  using home = new UserHome();
  const paths = findPaths({ ...denoHost, env: (name) => home.env[name] });
  const cheap = { memoryKiB: 19456, passes: 2, lanes: 1 };
  await createVault(denoHost, paths, "personal", new Secret(PASSWORD), cheap);
  const unlock = () => home.opaws(["unlock", "--password-stdin"], { input: `${PASSWORD}\n` });
  const first = await unlock();
  assert.equal(first.code, 0, first.stderr);
  assert.equal(
    first.stderr,
    'opaws: raised the cost of guessing the password of vault "personal" from 19 MiB and 2 passes to 64 MiB and 3 passes\n',
  );
  const slots = JSON.parse((await home.opaws(["vault", "slots", "list", "--json"])).stdout).slots;
  assert.equal(slots[0].guarded, "Argon2id, 64 MiB, 3 passes");
  await home.opaws(["lock"]);
  const second = await unlock();
  assert.deepEqual([second.code, second.stderr], [0, ""]);
});

Deno.test("unlock opens a vault with a cheap password slot even if the vault cannot be written", async () => {
  using home = new UserHome();
  const paths = findPaths({ ...denoHost, env: (name) => home.env[name] });
  const cheap = { memoryKiB: 19456, passes: 2, lanes: 1 };
  await createVault(denoHost, paths, "personal", new Secret(PASSWORD), cheap);
  // A folder in place of the lock file stops every writer, root too.
  const lock = `${paths.vaults}/personal.json.lock`;
  Deno.removeSync(lock);
  Deno.mkdirSync(lock);
  const unlocked = await home.opaws(["unlock", "--password-stdin"], { input: `${PASSWORD}\n` });
  assert.equal(unlocked.code, 0);
  assert.match(unlocked.stderr, /could not raise the cost of guessing the password: cannot lock/);
});

Deno.test("commands that ask for the password again need a terminal or --password-stdin, even if the vault is unlocked", async () => {
  using home = new UserHome();
  await home.vault();
  for (const args of [["vault", "recovery", "create"], ["vault", "passwd"]]) {
    const { code, stderr } = await home.opaws(args);
    assert.deepEqual([code, stderr.split("\n")], [79, [
      'opaws: cannot unlock vault "personal": this needs the password again, and there is no terminal to ask on',
      `  try: opaws ${args.join(" ")} --vault personal --password-stdin`,
      "",
    ]]);
  }
});
