import assert from "node:assert/strict";
import { Fault } from "../../src/fault.ts";
import { denoHost } from "../../src/host.ts";
import { changeVault } from "../../src/vault/change.ts";
import { openSealed, readSealed } from "../../src/vault/open.ts";
import { readVault, vaultNames } from "../../src/vault/store.ts";
import { absent, jsonTestSuite } from "../conformance.ts";
import { faults, fileOf, sampleItem, throwAway, titles, vaultWith } from "./throw_away.ts";

Deno.test("vaultNames() gives [] without a folder and leaves out what is no vault", async () => {
  await throwAway(async (places) => {
    assert.deepEqual(vaultNames(places), []);
    await vaultWith(places, "b");
    await vaultWith(places, "a");
    Deno.writeTextFileSync(`${places.vaults}/.hidden.json`, "");
    Deno.writeTextFileSync(`${places.vaults}/notes.txt`, "");
    Deno.mkdirSync(`${places.vaults}/folder.json`);
    assert.deepEqual(vaultNames(places), ["a", "b"]);
  });
});

Deno.test({
  name: "vaultNames() leaves out a file whose name is no UTF-8, which no path leads to",
  ignore: Deno.build.os !== "linux",
  async fn() {
    await throwAway(async (places) => {
      await vaultWith(places, "a\ufffd");
      const script = `cd "$1" && : >"$(printf 'b\\377.json')"`;
      const made = new Deno.Command("/bin/sh", { args: ["-c", script, "sh", places.vaults] });
      assert.ok(made.outputSync().success);
      assert.deepEqual(vaultNames(places), ["a\ufffd"]);
    });
  },
});

Deno.test("readVault() names the command that creates a vault that is not there", async () => {
  await throwAway(async (places) => {
    const fault = await faults(() => readVault(places, "my vault"), 66, "no-vault");
    assert.equal(fault.try, "opaws vault create 'my vault'");
    await faults(
      () => changeVault(denoHost, places, "none", null!, () => {}),
      66,
      "no-vault",
    );
    assert.deepEqual(vaultNames(places), []);
  });
});

Deno.test("vault files and their folders are closed to others", async () => {
  await throwAway(async (places) => {
    await vaultWith(places, "personal", "a");
    const mode = (path: string): number => Deno.statSync(path).mode! & 0o777;
    assert.equal(mode(places.vaults), 0o700);
    assert.equal(mode(places.backups), 0o700);
    assert.equal(mode(fileOf(places, "personal")), 0o600);
    assert.equal(mode(`${places.backups}/personal.1.json`), 0o600);
    assert.equal(mode(`${places.state}/generations.json`), 0o600);
  });
});

Deno.test("a vault that others may write is refused with the chmod that mends it", async () => {
  await throwAway(async (places) => {
    await vaultWith(places, "personal");
    const path = fileOf(places, "personal");
    for (const mode of [0o620, 0o602, 0o666]) {
      Deno.chmodSync(path, mode);
      const fault = await faults(() => readVault(places, "personal"), 78, "untrusted-file");
      assert.equal(fault.try, `chmod 600 ${path}`);
    }
    Deno.chmodSync(path, 0o644);
    assert.equal(readVault(places, "personal").name, "personal");
  });
});

Deno.test({
  name: "a vault of another user is refused",
  ignore: Deno.uid() !== 0,
  async fn() {
    await throwAway(async (places) => {
      await vaultWith(places, "personal");
      Deno.chownSync(fileOf(places, "personal"), 12345, null);
      await faults(() => readSealed(places, "personal"), 78, "untrusted-file");
    });
  },
});

Deno.test("a vault that is a link is read and written through, and stays a link", async () => {
  await throwAway(async (places) => {
    const { key } = await vaultWith(places, "personal", "a");
    const path = fileOf(places, "personal");
    const elsewhere = `${places.home}/dotfiles`;
    Deno.mkdirSync(elsewhere, { mode: 0o700 });
    Deno.renameSync(path, `${elsewhere}/v.json`);
    Deno.symlinkSync(`${elsewhere}/v.json`, path);
    await changeVault(denoHost, places, "personal", key, (draft) => draft.putItem(sampleItem("b")));
    assert.ok(Deno.lstatSync(path).isSymlink);
    const vault = await openSealed(denoHost, places, readSealed(places, "personal"), key);
    assert.deepEqual(await titles(vault), ["a", "b"]);
    Deno.chmodSync(`${elsewhere}/v.json`, 0o660);
    await faults(() => readSealed(places, "personal"), 78, "untrusted-file");
  });
});

Deno.test("links to nowhere and other things in place of a vault are refused", async () => {
  await throwAway(async (places) => {
    await vaultWith(places, "personal");
    const path = fileOf(places, "personal");
    Deno.removeSync(path);
    Deno.symlinkSync(`${places.home}/nothing`, path);
    await faults(() => readSealed(places, "personal"), 78, "untrusted-file");
    Deno.removeSync(path);
    Deno.mkdirSync(path);
    await faults(() => readSealed(places, "personal"), 78, "untrusted-file");
    Deno.removeSync(path);
    Deno.symlinkSync("/dev/zero", path);
    await faults(() => readSealed(places, "personal"), 78, "untrusted-file");
  });
});

Deno.test({
  name: "every file of JSONTestSuite in place of a vault is refused with 65 and left as it is",
  ignore: absent(),
  async fn() {
    await throwAway(async (places) => {
      const { key } = await vaultWith(places, "personal", "a");
      const path = fileOf(places, "personal");
      let files = 0;
      for (const { name, bytes } of jsonTestSuite()) {
        files += 1;
        Deno.writeFileSync(path, bytes);
        for (
          const work of [
            () => readVault(places, "personal"),
            () => openSealed(denoHost, places, readSealed(places, "personal"), key),
            () => changeVault(denoHost, places, "personal", key, () => {}),
          ]
        ) {
          const fault = await faults(work, 65, "damaged", name);
          assert.equal(fault.try, "opaws vault restore --vault personal");
          assert.ok(fault instanceof Fault && fault.message.length < 300, name);
        }
        assert.deepEqual(Deno.readFileSync(path), bytes, name);
      }
      assert.ok(files >= 195, `${files} files`);
    });
  },
});
