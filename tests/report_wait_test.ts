import assert from "node:assert/strict";
import { reportWait } from "../src/report_wait.ts";

Deno.test("reportWait() stays silent if the work takes less than a second", async () => {
  const lines: string[] = [];
  const value = await reportWait("AWS", Promise.resolve(7), (line) => lines.push(line));
  assert.equal(value, 7);
  assert.deepEqual(lines, []);
});

Deno.test("reportWait() reports what it waits for after a second, once", async () => {
  const lines: string[] = [];
  const work = new Promise<void>((done) => setTimeout(done, 1300));
  await reportWait("AWS", work, (line) => lines.push(line));
  assert.deepEqual(lines, ["opaws: waiting for AWS"]);
});

Deno.test("reportWait() ends its timer if the work fails", async () => {
  await assert.rejects(reportWait("AWS", Promise.reject(new Error("gone")), () => {}), /gone/);
});
