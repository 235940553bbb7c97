import assert from "node:assert/strict";
import { FakeSts } from "../aws/sts/fake_sts.ts";
import { ROLE, SHOW } from "./role_home.ts";
import { UserHome } from "./user_home.ts";

const KEYS = { a: "AKIAEXAMPLEOFPROFILA", b: "AKIAEXAMPLEOFPROFILB", c: "AKIAEXAMPLEOFPROFILC" };
const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
/** botocore assumes a's role with b's key: if a source profile has keys, its role is not assumed. */
const CONFIG = `[profile a]
role_arn = ${ROLE}/a
source_profile = b
[profile b]
role_arn = ${ROLE}/b
source_profile = c
`;

/** Returns a home with a vault, the config file, and keys of the profiles b and c. */
async function homeWithKeys(sts: FakeSts): Promise<UserHome> {
  const home = new UserHome({ AWS_ENDPOINT_URL: sts.url });
  await home.vault();
  Deno.writeTextFileSync(`${home.folder}/.aws/config`, CONFIG);
  home.credentials({ b: { id: KEYS.b, secret: SECRET }, c: { id: KEYS.c, secret: SECRET } });
  for (const id of Object.values(KEYS)) sts.know(id, SECRET);
  return home;
}

/** Returns the key id and the role of each call that `opaws run --profile a` makes. */
async function calls(home: UserHome, sts: FakeSts): Promise<string[]> {
  const before = sts.calls.length;
  const { code, stderr } = await home.opaws(["run", "--profile", "a", "--", ...SHOW]);
  assert.equal(code, 0, stderr);
  return sts.calls.slice(before).map(({ accessKeyId, params }) =>
    `${accessKeyId} ${params.RoleArn}`
  );
}

Deno.test("item import and scrub keep the key that a role is assumed with if its source profile has a role too", async () => {
  await using sts = FakeSts.start();
  using home = await homeWithKeys(sts);
  const imported = await home.opaws(["item", "import", "--all"]);
  assert.match(imported.stderr, /Mapped profile "b" to "AWS b"/);
  assert.equal((await home.opaws(["scrub", "--yes"])).code, 0);
  assert.deepEqual(await calls(home, sts), [`${KEYS.b} ${ROLE}/a`]);
});

Deno.test("scrub maps a profile whose key other roles are assumed with, and --dry-run announces it", async () => {
  await using sts = FakeSts.start();
  using home = await homeWithKeys(sts);
  await home.opaws(["item", "import", "--all"]);
  await home.opaws(["profile", "unmap", "b"]);
  const dry = await home.opaws(["scrub", "--dry-run"]);
  assert.match(dry.stdout, /Would map profile "b" to its item/);
  const done = await home.opaws(["scrub", "--yes"]);
  assert.match(done.stdout, /Mapped profile "b" to "AWS b"/, done.stderr);
  assert.deepEqual(await calls(home, sts), [`${KEYS.b} ${ROLE}/a`]);
});
