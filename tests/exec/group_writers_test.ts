import assert from "node:assert/strict";
import { type Groups, writersOf } from "../../src/exec/group_writers.ts";

const PASSWD =
  "root:x:0:0::/root:/bin/sh\nann:x:1000:1000::/home/ann:/bin/sh\nbob:x:1001:1001::/home/bob:/bin/sh\n";
const GROUP = "root:x:0:\nstaff:x:50:bob\nann:x:1000:\nbob:x:1001:\nadmin:x:80:bob\n";
const ann: Groups = { platform: "linux", uid: 1000, passwd: PASSWD, group: GROUP };

Deno.test("writersOf() takes the user's private group and root's group for the user", () => {
  assert.equal(writersOf(1000, ann), "self");
  assert.equal(writersOf(0, ann), "self");
  const renamed = { ...ann, group: GROUP.replace("ann:", "people:") };
  assert.equal(writersOf(1000, renamed), "self", "the primary group by its number");
  const listed = { ...ann, group: GROUP.replace("ann:x:1000:", "ann:x:1000:ann,root") };
  assert.equal(writersOf(1000, listed), "self");
  const second = { ...ann, passwd: PASSWD.replace("ann:x:1000:1000", "ann:x:1000:50") };
  assert.equal(writersOf(1000, second), "self", "the group of the user's name");
});

Deno.test("writersOf() does not take a group with other members for the user", () => {
  assert.equal(writersOf(1001, ann), "others");
  assert.equal(writersOf(7, ann), "others", "a group that nothing names");
  const joined = { ...ann, group: GROUP.replace("ann:x:1000:", "ann:x:1000:ann,bob") };
  assert.equal(writersOf(1000, joined), "others");
  const primary = { ...ann, passwd: PASSWD.replace("bob:x:1001:1001", "bob:x:1001:1000") };
  assert.equal(writersOf(1000, primary), "others", "the primary group of another user");
  const inRoot = { ...ann, group: GROUP.replace("root:x:0:", "root:x:0:bob") };
  assert.equal(writersOf(0, inRoot), "others");
  assert.equal(writersOf(1000, { ...ann, uid: 1234 }), "others", "a user that nothing names");
  assert.equal(writersOf(1000, { ...ann, platform: "darwin" }), "others");
  assert.equal(writersOf(1000, { ...ann, group: "" }), "others");
});

Deno.test("writersOf() knows staff on Linux and admin on macOS as administrators", () => {
  assert.equal(writersOf(50, ann), "administrators");
  assert.equal(writersOf(80, { ...ann, platform: "darwin" }), "administrators");
  assert.equal(writersOf(80, ann), "others");
  assert.equal(writersOf(50, { ...ann, platform: "darwin" }), "others", "every user of macOS");
});
