import assert from "node:assert/strict";
import { temporary } from "../../../src/commands/doctor/check_temporary.ts";
import type { Facts } from "../../../src/commands/doctor/facts.ts";

const MOUNTS = [
  "/dev/sda / ext4 rw,noexec 0 0",
  "/dev/sda / ext4 rw 0 0",
  "tmpfs /tmp tmpfs rw,nosuid,nodev,noexec 0 0",
  "tmpfs /tmp/my\\040own tmpfs rw 0 0",
  "",
].join("\n");

function messages(folder: string): string[] {
  const facts = { temporary: { folder, mounts: MOUNTS } } as unknown as Facts;
  return temporary(facts).map(({ message }) => message);
}

Deno.test("temporary() reports a TMPDIR with which the compiled program does not start", () => {
  assert.match(messages("")[0]!, /^TMPDIR is empty/);
  assert.match(messages("tmp")[0]!, /^TMPDIR is "tmp"/);
});

Deno.test("temporary() reports a temporary folder in which no program runs", () => {
  assert.match(messages("/tmp/x")[0]!, /^programs cannot run in \/tmp\/x/);
  assert.deepEqual(messages("/var/tmp"), []);
  assert.deepEqual(messages("/tmpx"), []);
  assert.deepEqual(messages("/tmp/my own/x"), []);
});

Deno.test("temporary() has nothing to say where the facts are unknown", () => {
  assert.deepEqual(temporary({ temporary: null } as unknown as Facts), []);
});
