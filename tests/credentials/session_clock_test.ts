import assert from "node:assert/strict";
import { bothClocks, type Moment, timeLeft } from "../../src/credentials/session_clock.ts";
import { Secret } from "../../src/secret.ts";

const HOUR = 3_600_000;
const CREATED: Moment = { time: 1_700_000_000_000, uptime: 50_000, boot: "boot 1" };

/** Returns how long a session of one hour lasts, if the two clocks have gone on by `time` and `uptime` hours. */
function leftAfter(
  { time, uptime, boot = "boot 1" }: { time: number; uptime: number; boot?: string | null },
  created = CREATED,
): number {
  const credentials = {
    accessKeyId: "ASIAIOSFODNN7EXAMPLE",
    secretAccessKey: new Secret("secret"),
    sessionToken: new Secret("token"),
    expiresAt: CREATED.time + HOUR,
  };
  const now = {
    time: CREATED.time + time * HOUR,
    uptime: CREATED.uptime + uptime * HOUR,
    boot,
  };
  return timeLeft({ created, credentials }, now) / HOUR;
}

Deno.test("timeLeft() counts from the expiration while both clocks go on", () => {
  assert.equal(leftAfter({ time: 0, uptime: 0 }), 1);
  assert.equal(leftAfter({ time: 0.75, uptime: 0.75 }), 0.25);
  assert.equal(leftAfter({ time: 2, uptime: 2 }), -1);
});

Deno.test("timeLeft() is not prolonged by a clock that is set back, by a minute or by ten years", () => {
  assert.equal(leftAfter({ time: 0.25, uptime: 0.75 }), 0.25);
  assert.equal(leftAfter({ time: 0.25, uptime: 2 }), -1);
  assert.equal(leftAfter({ time: -24, uptime: 0.5 }), 0.5);
  assert.equal(leftAfter({ time: -87_600, uptime: 1 }), 0);
});

Deno.test("timeLeft() counts by the clock if that was slow when the session was requested", () => {
  assert.equal(leftAfter({ time: 0.75, uptime: 0.25 }), 0.25);
});

Deno.test("timeLeft() is 0 after a restart if the clock is before the request, and if the uptime ran backwards", () => {
  assert.equal(leftAfter({ time: 0.5, uptime: -1, boot: "boot 2" }), 0.5);
  assert.equal(leftAfter({ time: -0.5, uptime: -1, boot: "boot 2" }), 0);
  assert.equal(leftAfter({ time: -0.5, uptime: 0, boot: null }), 0);
  assert.equal(leftAfter({ time: 0.5, uptime: -0.01 }), 0);
  const unknown = { ...CREATED, boot: null };
  assert.equal(leftAfter({ time: 0.5, uptime: 9, boot: null }, unknown), 0.5, "nor is it known");
});

Deno.test("bothClocks() reads the boot id once, and goes on where the system has none", () => {
  let reads = 0;
  const host = { now: () => 7, uptime: () => 8 };
  const clocks = bothClocks(host, () => `boot ${++reads}`);
  assert.deepEqual([clocks(), clocks()], Array(2).fill({ time: 7, uptime: 8, boot: "boot 1" }));
  const none = bothClocks(host, () => {
    throw new Deno.errors.NotFound();
  });
  assert.equal(none().boot, null);
});
