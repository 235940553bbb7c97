import assert from "node:assert/strict";
import { carry, done, TEAM, Team, teamItem, vaultBytes } from "./team.ts";
import { ignoreWithout } from "../ignore.ts";
import { MOTO, startMoto } from "./moto.ts";
import { PASSWORD, UserHome } from "./user_home.ts";

const SHOW = ["run", "--vault", TEAM, "--item", "AWS team", "--", "sh", "-c"];

Deno.test("commands that a shared vault has no use for say what to do instead", async () => {
  using team = await Team.make();
  const { ann, bob } = team;
  const cases: readonly (readonly [readonly string[], number, RegExp])[] = [
    [
      ["vault", "passwd", "--vault", TEAM, "--password-stdin"],
      78,
      /try: opaws vault passwd --vault personal\n/,
    ],
    [
      ["unlock", "--enroll", "system", "--vault", TEAM, "--password-stdin"],
      78,
      /try: opaws unlock --enroll system --vault personal\n/,
    ],
    [
      ["vault", "slots", "remove", "member", "--vault", TEAM, "--yes"],
      64,
      /opaws vault slots list/,
    ],
    [["unlock", "--recovery", "--vault", TEAM, "--password-stdin"], 66, /recovery/],
    [["vault", "approve", "personal", "X"], 64, /it is not shared/],
    [["member", "list", "personal"], 64, /it is not shared/],
    [["member", "remove", TEAM, "nobody", "--yes"], 66, /opaws member list team/],
    [["member", "remove", TEAM, "Ann", "--yes"], 78, /yourself/],
    [["member", "role", TEAM, "Ann", "reader"], 78, /another writer has to do that/],
  ];
  for (const [args, status, message] of cases) {
    const { code, stderr } = await ann.opaws(args, { input: `${PASSWORD}\n` });
    assert.equal(code, status, `${args.join(" ")}: ${stderr}`);
    assert.match(stderr, message, args.join(" "));
  }
  const list = await done(bob, ["vault", "list"]);
  assert.match(list, /team .*2 members, you read/);
  const members = await done(bob, ["member", "list"]);
  assert.match(members, /team +Ann +writer/);
  assert.match(members, /team +Bob \(you\) +reader/);
  const doctor = await bob.opaws(["doctor"]);
  assert.doesNotMatch(doctor.stdout + doctor.stderr, /bug|damaged/);
});

Deno.test("a writer restores a shared vault, signed again, and its recovery code opens it", async () => {
  using team = await Team.make();
  const { ann, bob } = team;
  const recovery = ["vault", "recovery", "create", "--vault", TEAM, "--json", "--password-stdin"];
  const { code: words } = JSON.parse(await done(ann, recovery, `${PASSWORD}\n`));
  await done(ann, ["item", "delete", "AWS team", "--yes"]);
  await done(ann, ["lock"]);
  const restore = ["vault", "restore", "--vault", TEAM, "--yes", "--password-stdin"];
  await done(ann, restore, `${PASSWORD}\n`);
  assert.equal((await ann.opaws([...SHOW, "true"])).code, 0);
  carry(ann, bob);
  assert.equal((await bob.opaws([...SHOW, "true"])).code, 0);
  const { generation } = JSON.parse(new TextDecoder().decode(vaultBytes(bob)));
  const same = ["vault", "restore", String(generation), ...restore.slice(2)];
  const reader = await bob.opaws(same, { input: `${PASSWORD}\n` });
  assert.equal(reader.code, 77, reader.stderr);
  await done(ann, ["lock"]);
  const recover = ["unlock", "--recovery", "--vault", TEAM, "--password-stdin"];
  assert.match(await done(ann, recover, `${words}\n`), /Shared vault "team" is unlocked/);
  assert.equal((await ann.opaws([...SHOW, "true"])).code, 0);
});

Deno.test("a vault of other people does not keep one's own from being used", async () => {
  using team = await Team.make();
  const { ann, bob } = team;
  await bob.item("AWS own");
  await done(ann, ["member", "remove", TEAM, "Bob", "--yes"]);
  carry(ann, bob);
  const list = await bob.opaws(["item", "list"]);
  assert.match(list.stdout, /AWS own/);
  assert.match(list.stdout + list.stderr, /vault "team": its members do not include you/);
  assert.equal((await bob.opaws(["run", "--item", "AWS own", "--", "true"])).code, 0);
  await done(bob, ["vault", "delete", TEAM, "--yes"]);
  await done(bob, ["item", "list"]);
});

Deno.test("a token of a shared vault opens its item in a job, with the variables that it had", async () => {
  using team = await Team.make();
  const { ann } = team;
  await teamItem(ann, "AWS vars", { "env:STAGE": "dev" });
  const bundle = `${ann.folder}/ci.json`;
  const create = ["token", "create", "--vault", TEAM, "--item", "AWS vars", "--bundle", bundle];
  const token = (await done(ann, create)).trim();
  using job = new UserHome();
  for (const file of [bundle, `${ann.folder}/.config/opaws/vaults/${TEAM}.json`]) {
    const env = { CI: "true", OPAWS_TOKEN: token, OPAWS_VAULT_FILE: file };
    const run = await job.opaws(["run", "--", "sh", "-c", 'printf %s "$STAGE"'], { env });
    assert.equal(run.stdout, "dev", run.stderr);
  }
});

Deno.test("complete offers vaults and members where they belong, and unlocks nothing", async () => {
  using team = await Team.make();
  const { bob } = team;
  await done(bob, ["lock"]);
  const offered = async (...args: string[]) =>
    (await done(bob, ["complete", "fish", "member", ...args])).split("\n").slice(1, -1)
      .map((line) => line.split("\t")[0]);
  assert.deepEqual(await offered("remove", ""), [TEAM]);
  assert.deepEqual(await offered("remove", TEAM, ""), ["Ann", "Bob"]);
  assert.deepEqual(await offered("role", TEAM, "A"), ["Ann"]);
  assert.deepEqual(await offered("role", TEAM, "Ann", ""), ["reader", "writer"]);
  assert.deepEqual(await offered("add", "--role", ""), ["reader", "writer"]);
});

Deno.test({
  name: "the commands that member remove prints rotate the items, so that what was known ends",
  ignore: ignoreWithout(MOTO),
  async fn() {
    await using moto = await startMoto();
    const known = await moto.user("deploy");
    using team = await Team.make();
    const { ann, bob } = team;
    await teamItem(ann, "AWS deploy", {
      "access key id": known.id,
      "secret access key": known.secret,
      "one-time password": "JBSWY3DPEHPK3PXP",
      "console password": "not rotated",
    });
    await done(ann, ["item", "delete", "AWS team", "--yes"]);
    carry(ann, bob);
    const remove = ["member", "remove", TEAM, "Bob", "--yes"];
    const removed = await done(ann, remove);
    assert.match(removed, /Bob could read these items\. Rotation alone ends that access:/);
    assert.match(removed, /replace these secrets too: one-time password, console password\n/);
    const [command] = /opaws item rotate \S+ --vault team/.exec(removed)!;
    const rotated = await ann.run("/bin/sh", ["-c", `${command} --yes`], {
      env: { AWS_ENDPOINT_URL: moto.url },
    });
    assert.equal(rotated.code, 0, rotated.stderr);
    const keyId = async (home: UserHome) =>
      (await home.opaws([...SHOW.slice(0, 4), "AWS deploy", "--", "printenv", "AWS_ACCESS_KEY_ID"]))
        .stdout.trim();
    assert.equal(await keyId(bob), known.id, "the old copy still has what was known");
    assert.notEqual(await keyId(ann), known.id);
  },
});
