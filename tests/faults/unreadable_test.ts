import assert from "node:assert/strict";
import { changeConfig } from "../../src/scope/config_file.ts";
import { setSetting } from "../../src/scope/settings.ts";
import { denoHost } from "../../src/host.ts";
import { throwAway } from "../vault/throw_away.ts";
import { canTrace } from "./traced_writer.ts";

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
  name: "a config.json that the disk fails to show is not taken for none, and stays as it is",
  ignore: !canTrace() && !Deno.env.get("CI"),
  async fn() {
    await throwAway(async (places) => {
      await changeConfig(denoHost, places, (config) => setSetting(config, "defaultVault", "work"));
      const before = Deno.readTextFileSync(places.configFile);
      const script = `${places.home}/changer.ts`;
      Deno.writeTextFileSync(script, CHANGER);
      const answers = new Map<string, number>();
      for (const call of ["newfstatat", "statx", "openat", "read"]) {
        for (const error of ["EIO", "EACCES", "ESTALE"]) {
          const inject = ["-P", places.configFile, "-e", `inject=${call}:error=${error}:when=1`];
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
              places.configFile,
            ],
          }).output();
          const answer = new TextDecoder().decode(stdout).trim();
          const after = Deno.readTextFileSync(places.configFile);
          if (answer === "written") {
            // The first look failed, and the second one, at the file itself, did not.
            assert.match(after, /"work"[^]*"maxHours": 9/, `${call} ${error}`);
            Deno.writeTextFileSync(places.configFile, before);
          } else {
            assert.deepEqual([answer, after], ["74 unreadable-file", before], `${call} ${error}`);
          }
          answers.set(answer, (answers.get(answer) ?? 0) + 1);
        }
      }
      assert.deepEqual([...answers], [["written", 3], ["74 unreadable-file", 9]]);
    });
  },
});
