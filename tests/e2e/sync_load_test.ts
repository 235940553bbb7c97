import assert from "node:assert/strict";
import { ignoreWithout } from "../ignore.ts";
import { report } from "../report.ts";
import { startS3Server, VERSITYGW } from "./s3_server.ts";
import { syncLoad } from "./sync_load.ts";

Deno.test({
  name: "homes that write to one vault in a bucket at the same time lose no write, and converge",
  ignore: ignoreWithout(VERSITYGW),
  async fn() {
    // docs/benchmarks.md has the figures of 10 homes in 120 seconds.
    const count = Number(Deno.env.get("OPAWS_LOAD_HOMES") ?? 4);
    const seconds = Number(Deno.env.get("OPAWS_LOAD_SECONDS") ?? 6);
    await using server = await startS3Server();
    const load = await syncLoad(server, count, seconds);
    const time = (share: number) =>
      (load.times[Math.floor((load.times.length - 1) * share)]! / 1000).toFixed(1);
    report(
      `${count} homes, ${seconds} s: ${load.writes} writes, ${load.published} published at once, ` +
        `${load.generations} generations, ${load.items} items, ${load.conflicts} conflicts, ` +
        `${load.rounds} rounds; a write took ${time(0)} s at least, ${
          time(0.5)
        } s in the median, ` +
        `${time(0.95)} s at the 95th percentile, ${time(1)} s at most`,
    );
    assert.ok(load.writes >= count);
  },
});
