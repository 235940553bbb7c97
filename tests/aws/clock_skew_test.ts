import assert from "node:assert/strict";
import { measureClockSkew } from "../../src/aws/clock_skew.ts";
import type { ServiceEndpoint } from "../../src/aws/endpoint.ts";
import { FakeSts } from "./sts/fake_sts.ts";

function endpointAt(url: string): ServiceEndpoint {
  const plain = { useGlobalEndpoint: false, useFips: false, useDualstack: false };
  return { region: "us-east-1", url, ...plain, caBundle: null };
}

Deno.test("measureClockSkew() compares the clock with the date of any response, and returns null without one", async () => {
  await using ahead = FakeSts.start({ skew: 10 * 60_000 });
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
