import assert from "node:assert/strict";
import { measureClockSkew } from "../../../src/aws/clock_skew.ts";
import type { ServiceEndpoint } from "../../../src/aws/endpoint.ts";
import { judgeClock } from "../../../src/commands/doctor/clock.ts";
import { StsDouble } from "../../aws/sts/sts_double.ts";

function endpointAt(url: string): ServiceEndpoint {
  const plain = { useGlobalEndpoint: false, useFips: false, useDualstack: false };
  return { region: "us-east-1", url, ...plain, caBundle: null };
}

Deno.test("measureClockSkew() compares the clock with the date of any answer, and knows nothing without one", async () => {
  await using ahead = StsDouble.start({ skew: 10 * 60_000 });
  const skew = await measureClockSkew(endpointAt(ahead.url), null, Date.now, 3000);
  assert.ok(skew !== null && Math.abs(skew + 10 * 60_000) < 3000, `${skew}`);
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  assert.equal(
    await measureClockSkew(endpointAt(`http://127.0.0.1:${port}`), null, Date.now, 3000),
    null,
  );
});

Deno.test("judgeClock() takes five minutes for well, more for a problem, nothing for a note", () => {
  assert.equal(judgeClock(5 * 60_000, null).state, "ok");
  assert.equal(judgeClock(null, null).state, "note");
  const behind = judgeClock(-7 * 60_000, null);
  assert.deepEqual([behind.state, behind.try], ["problem", "sudo timedatectl set-ntp true"]);
  assert.match(behind.says, /clock is 7 min behind AWS's/);
});
