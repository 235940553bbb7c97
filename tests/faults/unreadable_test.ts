import assert from "node:assert/strict";
import { changeConfig } from "../../src/scope/config_file.ts";
import { setSetting } from "../../src/scope/settings.ts";
import { denoHost } from "../../src/host.ts";
import { type Backup, listBackups, readBackup } from "../../src/vault/store/backups.ts";
import { changeVault } from "../../src/vault/store/change.ts";
import { readVault } from "../../src/vault/store/read.ts";
import { vaultWith, withTempPaths } from "../vault/temp_vault.ts";
import { TracedWriter } from "./traced_writer.ts";
import { ignoreWithout } from "../ignore.ts";

const ignore = ignoreWithout("strace");

const CHANGER = `
  import { changeConfig } from ${
  JSON.stringify(new URL("../../src/scope/config_file.ts", import.meta.url).href)
};
  import { setSetting } from ${
  JSON.stringify(new URL("../../src/scope/settings.ts", import.meta.url).href)
};
  import { denoHost } from ${JSON.stringify(new URL("../../src/host.ts", import.meta.url).href)};
  try {
    await changeConfig(denoHost, { configFile: Deno.args[0] }, (config) => setSetting(config, "lock.maxHours", "9"));
    console.log("written");
  } catch (error) {
    console.log(error.status, error.code);
  }
`;

Deno.test({
  name: "a config.json that cannot be read is not treated as missing, and stays unchanged",
  ignore,
  async fn() {
    await withTempPaths(async (paths) => {
      await changeConfig(denoHost, paths, (config) => setSetting(config, "defaultVault", "work"));
      const before = Deno.readTextFileSync(paths.configFile);
      const script = `${paths.home}/changer.ts`;
      Deno.writeTextFileSync(script, CHANGER);
      const results = new Map<string, number>();
      for (const call of ["newfstatat", "statx", "openat", "read"]) {
        for (const error of ["EIO", "EACCES", "ESTALE"]) {
          const inject = ["-P", paths.configFile, "-e", `inject=${call}:error=${error}:when=1`];
          const { stdout } = await new Deno.Command("strace", {
            args: [
              "-f",
              "-qq",
              ...["-o", "/dev/null"],
              ...inject,
              Deno.execPath(),
              "run",
              "-A",
              "-q",
              "--no-lock",
              "--no-config",
              script,
              paths.configFile,
            ],
          }).output();
          const result = new TextDecoder().decode(stdout).trim();
          const after = Deno.readTextFileSync(paths.configFile);
          if (result === "written") {
            // The first call failed, and a later one, on the file itself, did not.
            assert.match(after, /"work"[^]*"maxHours": 9/, `${call} ${error}`);
            Deno.writeTextFileSync(paths.configFile, before);
          } else {
            assert.deepEqual([result, after], ["74 unreadable-file", before], `${call} ${error}`);
          }
          results.set(result, (results.get(result) ?? 0) + 1);
        }
      }
      assert.deepEqual([...results], [["written", 3], ["74 unreadable-file", 9]]);
    });
  },
});

Deno.test({
  name: "changePassword() does not treat backups that it cannot list as missing",
  ignore,
  async fn() {
    const results: string[] = [];
    for (let nth = 1; nth <= 6; nth++) {
      await withTempPaths(async (paths) => {
        const { key } = await vaultWith(paths, "personal", "a");
        await using writer = await TracedWriter.start(key, "password");
        const failing = `openat:error=EIO:when=${nth}`;
        const { result } = await writer.write(paths, failing, [paths.backups]);
        results.push(result!);
        const read = (backup: Backup) => readBackup("personal", backup);
        const slotIds = () =>
          [readVault(paths, "personal"), ...listBackups(paths, "personal").map(read)]
            .map(({ file }) => file.slots[0]!.id);
        if (result === "written") assert.equal(new Set(slotIds()).size, 1, `${nth}`);
        await changeVault(denoHost, paths, "personal", key, () => {});
        assert.equal(new Set(slotIds()).size, 1, `${nth}: ${result}`);
      });
    }
    assert.ok(results.includes("74 unreadable-folder"), results.join());
  },
});
