import assert from "node:assert/strict";
import { type Untrusted, untrustedBy, type Use } from "../../src/windows/descriptor.ts";
import recorded from "./descriptors.json" with { type: "json" };

// `descriptors.json` has security descriptors as Windows keeps them, recorded with their text form (SDDL).

const ME = "S-1-5-21-1111111111-2222222222-3333333333-1001";
const EVERYONE = "S-1-1-0";
const USERS = "S-1-5-32-545";
const AUTHENTICATED = "S-1-5-11";

function judge(what: string, use: Use): string | null {
  const { bytes } = recorded.find((each) => each.what === what)!;
  const found: Untrusted | null = untrustedBy(Uint8Array.fromBase64(bytes), ME, use);
  return found && `${found.by} ${found.who}`;
}

Deno.test("untrustedBy() trusts the user, SYSTEM, Administrators and TrustedInstaller", () => {
  for (const use of ["content", "private", "above"] as const) {
    assert.equal(judge("a profile folder", use), null);
    assert.equal(judge("a file in it", use), null);
    assert.equal(judge("a file that nobody may use", use), null);
  }
  assert.equal(judge("Program Files", "content"), null);
  assert.equal(judge("a file of Administrators", "content"), null);
});

Deno.test("untrustedBy() lets others add to a folder above, but not to one with programs or vaults", () => {
  assert.equal(judge("the root of a drive", "above"), null);
  assert.equal(judge("the root of a drive", "content"), `writers ${AUTHENTICATED}`);
  assert.equal(judge("ProgramData", "above"), null);
  assert.equal(judge("ProgramData", "content"), `writers ${USERS}`);
  assert.equal(judge("a folder made in that root", "above"), `writers ${AUTHENTICATED}`);
});

Deno.test("untrustedBy() refuses other owners, writers and, of a private file, readers", () => {
  assert.equal(judge("a file of another user", "above"), `owner ${ME.replace(/1$/, "2")}`);
  assert.equal(judge("a file that Everyone may write", "content"), `writers ${EVERYONE}`);
  assert.equal(judge("a file that Everyone may read", "content"), null);
  assert.equal(judge("a file that Everyone may read", "private"), `readers ${EVERYONE}`);
  assert.equal(judge("Program Files", "private"), `readers ${USERS}`);
  assert.equal(judge("a file whose owner may be changed by Users", "above"), `writers ${USERS}`);
  assert.equal(judge("a file without an access list", "above"), `writers ${EVERYONE}`);
});

Deno.test("untrustedBy() does not count denied rights, and reads the entries of directory services", () => {
  assert.equal(judge("a file with denied rights", "content"), `writers ${USERS}`);
  const system = [1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0]; // S-1-5-18
  const everyone = [1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0];
  const entry = [5, 0, 40, 0, 2, 0, 0, 0, 1, 0, 0, 0, ...Array(16).fill(7), ...everyone];
  const list = [4, 0, 48, 0, 1, 0, 0, 0, ...entry];
  const header = [1, 0, 4, 0x80, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 32, 0, 0, 0];
  const descriptor = Uint8Array.from([...header, ...system, ...list]);
  assert.deepEqual(untrustedBy(descriptor, ME, "content"), { by: "writers", who: EVERYONE });
});

Deno.test("untrustedBy() throws on a descriptor that was cut off anywhere", () => {
  for (const { what, bytes } of recorded) {
    const whole = Uint8Array.fromBase64(bytes);
    for (let length = 0; length < 20; length += 1) {
      assert.throws(() => untrustedBy(whole.slice(0, length), ME, "private"), RangeError, what);
    }
  }
});
