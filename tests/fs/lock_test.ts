import assert from "node:assert/strict";
import { UserError } from "../../src/errors.ts";
import { withLock } from "../../src/fs/lock.ts";

Deno.test("withLock() runs one action at a time, and releases the lock if an action throws", async () => {
  await inFolder(async (folder) => {
    let inside = 0;
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, (_, n) =>
        withLock(`${folder}/file`, async () => {
          inside += 1;
          assert.equal(inside, 1);
          await new Promise((done) => setTimeout(done, 2));
          inside -= 1;
          if (n % 2) throw new RangeError("work failed");
          return n;
        })),
    );
    const kept = outcomes.filter((one) => one.status === "fulfilled").map((one) => one.value);
    assert.deepEqual(kept.sort(), [0, 2, 4, 6, 8]);
    assert.throws(() => Deno.statSync(`${folder}/file`), Deno.errors.NotFound);
  });
});

Deno.test("withLock() gives up after ten seconds (75)", async () => {
  await inFolder(async (folder) => {
    const holder = Deno.openSync(`${folder}/file.lock`, { write: true, create: true, mode: 0o600 });
    holder.lockSync(true);
    const start = performance.now();
    await assert.rejects(
      withLock(`${folder}/file`, () => assert.fail("it was let in")),
      (error) => error instanceof UserError && error.status === 75 && error.code === "busy",
    );
    assert.ok(performance.now() - start >= 9_900);
    holder.close();
  });
});

async function inFolder(action: (folder: string) => Promise<void>): Promise<void> {
  const folder = Deno.makeTempDirSync({ prefix: "opaws-test-" });
  try {
    await action(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}
