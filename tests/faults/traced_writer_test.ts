import assert from "node:assert/strict";
import { throwAway, vaultWith } from "../vault/throw_away.ts";
import { canTrace, TracedWriter } from "./traced_writer.ts";

Deno.test({
  name: "a writer that is killed behind its answer has answered",
  ignore: !canTrace() && !Deno.env.get("CI"),
  async fn() {
    await throwAway(async (places) => {
      const { key } = await vaultWith(places, "personal", "a");
      const reads = async () => {
        await using writer = await TracedWriter.start(key);
        const { calls } = await writer.write(places);
        return calls.filter(({ name }) => name === "read").at(-1)!.nth;
      };
      const next = Math.max(await reads(), await reads(), await reads()) + 1;
      const answers: (string | null)[] = [];
      for (let round = 0; round < 10; round++) {
        await using writer = await TracedWriter.start(key);
        answers.push((await writer.write(places, `read:signal=KILL:when=${next}`)).answer);
      }
      // The runtime may read once more than before, and the call then stands before the answer.
      assert.ok(answers.includes("written"), answers.join());
    });
  },
});
