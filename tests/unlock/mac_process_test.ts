import assert from "node:assert/strict";
import { parseMacProcess, readMacProcess } from "../../src/unlock/mac_process.ts";
import { ignoreUnless } from "../ignore.ts";

/**
 * A `struct kinfo_proc` as a Mac (arm64) lays it out for `-zsh` with the process id 501. Made after `sys/proc.h` and the
 * fields that golang.org/x/sys and libproc read, not recorded: no Mac was at hand.
 */
function kinfoProc(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(648).fill(0xa5); // so that an offset that is wrong by one shows
  bytes.set(Uint8Array.fromHex("908b496700000000" + "40e20100" + "00000000")); // p_starttime
  bytes.set([2], 36); // p_stat: SRUN
  bytes.set([0xf5, 0x01, 0, 0], 40); // p_pid
  bytes.set(new TextEncoder().encode("-zsh\0garbage"), 243); // p_comm
  return bytes;
}

Deno.test("parseMacProcess() reads the id, start time, state and name of a kinfo_proc", () => {
  const parsed = parseMacProcess(kinfoProc());
  assert.deepEqual(parsed, {
    pid: 501,
    start: "1732873104-123456",
    isZombie: false,
    name: "-zsh",
  });
  const within = new Uint8Array(1000);
  within.set(kinfoProc(), 8);
  assert.deepEqual(parseMacProcess(within.subarray(8, 656)), parsed);
  const zombie = kinfoProc();
  zombie[36] = 5; // SZOMB
  assert.equal(parseMacProcess(zombie)?.isZombie, true);
});

Deno.test("parseMacProcess() returns null for no process, and undefined for anything unexpected", () => {
  assert.equal(parseMacProcess(new Uint8Array(0)), null);
  assert.equal(parseMacProcess(kinfoProc().slice(0, 647)), undefined);
  assert.equal(parseMacProcess(new Uint8Array(648)), undefined, "it did not start at the epoch");
  const microseconds = kinfoProc();
  microseconds.set([0x40, 0x42, 0x0f, 0], 8); // 1,000,000
  assert.equal(parseMacProcess(microseconds), undefined);
});

Deno.test({
  name: "readMacProcess() finds this process and its parent, and none with an unused id",
  ignore: ignoreUnless(Deno.build.os === "darwin", "macOS"),
  fn() {
    assert.equal(readMacProcess(Deno.pid)?.pid, Deno.pid);
    assert.equal(readMacProcess(Deno.ppid)?.pid, Deno.ppid);
    assert.equal(readMacProcess(0x7ffffffe), null);
  },
});
