import assert from "node:assert/strict";
import { vaultWith, withTempPaths } from "../vault/temp_vault.ts";
import { TracedWriter } from "./traced_writer.ts";
import { ignoreWithout } from "../ignore.ts";

Deno.test({
  name: "a traced writer that is killed after it reports success has reported it",
  ignore: ignoreWithout("strace"),
  async fn() {
    await withTempPaths(async (paths) => {
      const { key } = await vaultWith(paths, "personal", "a");
      // The writer reads the line byte by byte, prints the result, and reads again.
      const next = `${paths.home}\n`.length + 1;
      let killed = 0;
      for (let round = 0; round < 10; round++) {
        await using writer = await TracedWriter.start(key);
        const { result, calls } = await writer.write(
          paths,
          `read:signal=KILL:when=${next}`,
          [writer.input],
        );
        assert.equal(result, "written");
        if (calls.at(-1)?.nth === next) killed += 1;
      }
      assert.ok(killed > 0);
    });
  },
});
