import assert from "node:assert/strict";
import { FakeSts } from "../aws/sts/fake_sts.ts";
import { ROLE, SHOW } from "./role_home.ts";
import { UserHome } from "./user_home.ts";

const KEYS = { a: "AKIAEXAMPLEOFPROFILA", b: "AKIAEXAMPLEOFPROFILB", c: "AKIAEXAMPLEOFPROFILC" };
const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
/** botocore assumes a's role with b's key, because keys of a source come before its role. */
const CONFIG = `[profile a]
role_arn = ${ROLE}/a
source_profile = b
[profile b]
role_arn = ${ROLE}/b
source_profile = c
`;

async function home(sts: FakeSts): Promise<UserHome> {
  const made = new UserHome({ AWS_ENDPOINT_URL: sts.url });
  await made.vault();
  Deno.writeTextFileSync(`${made.folder}/.aws/config`, CONFIG);
  made.credentials({ b: { id: KEYS.b, secret: SECRET }, c: { id: KEYS.c, secret: SECRET } });
  for (const id of Object.values(KEYS)) sts.know(id, SECRET);
  return made;
}

/** The calls that `opaws run --profile a` makes: who signs, and which role. */
async function calls(made: UserHome, sts: FakeSts): Promise<string[]> {
  const before = sts.calls.length;
  const { code, stderr } = await made.opaws(["run", "--profile", "a", "--", ...SHOW]);
  assert.equal(code, 0, stderr);
  return sts.calls.slice(before).map(({ accessKeyId, params }) =>
    `${accessKeyId} ${params.RoleArn}`
  );
}

Deno.test("a role is still assumed with the key of its source, which has a role of its own, after import and scrub", async () => {
  await using sts = FakeSts.start();
  using made = await home(sts);
  const imported = await made.opaws(["item", "import", "--all"]);
  assert.match(imported.stderr, /Mapped profile "b" to "AWS b"/);
  assert.equal((await made.opaws(["scrub", "--yes"])).code, 0);
  assert.deepEqual(await calls(made, sts), [`${KEYS.b} ${ROLE}/a`]);
});

Deno.test("scrub maps the profile whose key other roles are assumed with, and says so beforehand", async () => {
  await using sts = FakeSts.start();
  using made = await home(sts);
  await made.opaws(["item", "import", "--all"]);
  await made.opaws(["profile", "unmap", "b"]);
  const dry = await made.opaws(["scrub", "--dry-run"]);
  assert.match(dry.stdout, /Would map profile "b" to its item/);
  const done = await made.opaws(["scrub", "--yes"]);
  assert.match(done.stdout, /Mapped profile "b" to "AWS b"/, done.stderr);
  assert.deepEqual(await calls(made, sts), [`${KEYS.b} ${ROLE}/a`]);
});
