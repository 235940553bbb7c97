import assert from "node:assert/strict";
import { UserError } from "../../../src/errors.ts";
import { denoHost } from "../../../src/host.ts";
import { changeVault } from "../../../src/vault/store/change.ts";
import { openUnparsed } from "../../../src/vault/store/open.ts";
import { readUnparsed, readVault, vaultNames } from "../../../src/vault/store/read.ts";
import { ignoreWithoutData, jsonTestSuite } from "../../conformance.ts";
import {
  sampleItem,
  throwsUserError,
  titles,
  vaultFile,
  vaultWith,
  withTempPaths,
} from "../temp_vault.ts";
import { ignoreUnlessLinux, ignoreUnlessRoot } from "../../ignore.ts";

Deno.test("vaultNames() returns [] without a folder and skips files that are not vaults", async () => {
  await withTempPaths(async (paths) => {
    assert.deepEqual(vaultNames(paths), []);
    await vaultWith(paths, "b");
    await vaultWith(paths, "a");
    Deno.writeTextFileSync(`${paths.vaults}/.hidden.json`, "");
    Deno.writeTextFileSync(`${paths.vaults}/notes.txt`, "");
    Deno.mkdirSync(`${paths.vaults}/folder.json`);
    assert.deepEqual(vaultNames(paths), ["a", "b"]);
  });
});

Deno.test({
  name: "vaultNames() skips a file whose name is not UTF-8",
  ignore: ignoreUnlessLinux(),
  async fn() {
    await withTempPaths(async (paths) => {
      await vaultWith(paths, "a\ufffd");
      const script = `cd "$1" && : >"$(printf 'b\\377.json')"`;
      const made = new Deno.Command("/bin/sh", { args: ["-c", script, "sh", paths.vaults] });
      assert.ok(made.outputSync().success);
      assert.deepEqual(vaultNames(paths), ["a\ufffd"]);
    });
  },
});

Deno.test("readVault() suggests the command that creates a missing vault", async () => {
  await withTempPaths(async (paths) => {
    const error = await throwsUserError(() => readVault(paths, "my vault"), 66, "no-vault");
    assert.equal(error.try, "opaws vault create 'my vault'");
    await throwsUserError(
      () => changeVault(denoHost, paths, "none", null!, () => {}),
      66,
      "no-vault",
    );
    assert.deepEqual(vaultNames(paths), []);
  });
});

Deno.test("vault files and their folders are private", async () => {
  await withTempPaths(async (paths) => {
    await vaultWith(paths, "personal", "a");
    const mode = (path: string): number => Deno.statSync(path).mode! & 0o777;
    assert.equal(mode(paths.vaults), 0o700);
    assert.equal(mode(paths.backups), 0o700);
    assert.equal(mode(vaultFile(paths, "personal")), 0o600);
    assert.equal(mode(`${paths.backups}/personal.1.json`), 0o600);
    assert.equal(mode(`${paths.state}/generations.json`), 0o600);
  });
});

Deno.test("readVault() refuses a vault that others may write, with the chmod that fixes it", async () => {
  await withTempPaths(async (paths) => {
    await vaultWith(paths, "personal");
    const path = vaultFile(paths, "personal");
    for (const mode of [0o620, 0o602, 0o666]) {
      Deno.chmodSync(path, mode);
      const error = await throwsUserError(() => readVault(paths, "personal"), 78, "untrusted-file");
      assert.equal(error.try, `chmod 600 ${path}`);
    }
  });
});

Deno.test({
  name: "readUnparsed() refuses a vault of another user",
  ignore: ignoreUnlessRoot(),
  async fn() {
    await withTempPaths(async (paths) => {
      await vaultWith(paths, "personal");
      Deno.chownSync(vaultFile(paths, "personal"), 12345, null);
      await throwsUserError(() => readUnparsed(paths, "personal"), 78, "untrusted-file");
    });
  },
});

Deno.test("changeVault() writes through a link, which stays a link", async () => {
  await withTempPaths(async (paths) => {
    const { key } = await vaultWith(paths, "personal", "a");
    const path = vaultFile(paths, "personal");
    const elsewhere = `${paths.home}/dotfiles`;
    Deno.mkdirSync(elsewhere, { mode: 0o700 });
    Deno.renameSync(path, `${elsewhere}/v.json`);
    Deno.symlinkSync(`${elsewhere}/v.json`, path);
    await changeVault(denoHost, paths, "personal", key, (draft) => draft.putItem(sampleItem("b")));
    assert.ok(Deno.lstatSync(path).isSymlink);
    const vault = await openUnparsed(denoHost, paths, readUnparsed(paths, "personal"), key);
    assert.deepEqual(await titles(vault), ["a", "b"]);
    Deno.chmodSync(`${elsewhere}/v.json`, 0o660);
    await throwsUserError(() => readUnparsed(paths, "personal"), 78, "untrusted-file");
  });
});

Deno.test("readVault() refuses a vault that others can read, or whose folder others can write to", async () => {
  await withTempPaths(async (paths) => {
    const { key } = await vaultWith(paths, "personal", "a");
    const path = vaultFile(paths, "personal");
    const elsewhere = `${paths.home}/dotfiles`;
    Deno.mkdirSync(elsewhere, { mode: 0o700 });
    const cases: [string, number, number, string][] = [
      [path, 0o644, 0o600, `chmod 600 ${path}`],
      [path, 0o640, 0o600, `chmod 600 ${path}`],
      [paths.vaults, 0o777, 0o700, `chmod go-w ${paths.vaults}`],
      [paths.vaults, 0o770, 0o700, `chmod go-w ${paths.vaults}`],
      [elsewhere, 0o777, 0o700, `chmod go-w ${elsewhere}`],
    ];
    for (const [place, bad, good, fix] of cases) {
      if (place === elsewhere) {
        Deno.renameSync(path, `${elsewhere}/v.json`);
        Deno.symlinkSync(`${elsewhere}/v.json`, path);
      }
      Deno.chmodSync(place, bad);
      for (const read of [readUnparsed, readVault]) {
        const error = await throwsUserError(() => read(paths, "personal"), 78, "untrusted-file");
        assert.equal(error.try, fix);
      }
      Deno.chmodSync(place, good);
      await openUnparsed(denoHost, paths, readUnparsed(paths, "personal"), key);
    }
    Deno.chmodSync(elsewhere, 0o1777);
    readUnparsed(paths, "personal");
  });
});

Deno.test("readUnparsed() refuses dangling links, folders and devices", async () => {
  await withTempPaths(async (paths) => {
    await vaultWith(paths, "personal");
    const path = vaultFile(paths, "personal");
    Deno.removeSync(path);
    Deno.symlinkSync(`${paths.home}/nothing`, path);
    await throwsUserError(() => readUnparsed(paths, "personal"), 78, "untrusted-file");
    Deno.removeSync(path);
    Deno.mkdirSync(path);
    await throwsUserError(() => readUnparsed(paths, "personal"), 78, "untrusted-file");
    Deno.removeSync(path);
    Deno.symlinkSync("/dev/zero", path);
    await throwsUserError(() => readUnparsed(paths, "personal"), 78, "untrusted-file");
  });
});

Deno.test({
  name: "every file of JSONTestSuite is refused as a vault and left unchanged",
  ignore: ignoreWithoutData(),
  async fn() {
    await withTempPaths(async (paths) => {
      const { key } = await vaultWith(paths, "personal", "a");
      const path = vaultFile(paths, "personal");
      let files = 0;
      for (const { name, bytes } of jsonTestSuite()) {
        files += 1;
        Deno.writeFileSync(path, bytes);
        for (
          const action of [
            () => readVault(paths, "personal"),
            () => openUnparsed(denoHost, paths, readUnparsed(paths, "personal"), key),
            () => changeVault(denoHost, paths, "personal", key, () => {}),
          ]
        ) {
          const error = await throwsUserError(action, 65, "damaged", name);
          assert.equal(error.try, "opaws vault restore --vault personal");
          assert.ok(error instanceof UserError && error.message.length < 300, name);
        }
        assert.deepEqual(Deno.readFileSync(path), bytes, name);
      }
      assert.ok(files >= 195, `${files} files`);
    });
  },
});
