import assert from "node:assert/strict";
import { carry, done, person, TEAM, Team, teamItem, unlockTeam, vaultBytes } from "./team.ts";
import { PASSWORD } from "./user_home.ts";

const SHOW = ["run", "--vault", TEAM, "--item", "AWS team", "--", "sh", "-c"];
const KEY_ID = "AKIAI44QH8DHBEXAMPLE";

Deno.test("member id makes the keys once, prints one line, and needs no unlocked vault afterwards", async () => {
  const { home, key } = await person();
  using _ = home;
  assert.match(key, /^opaws-member_[\w-]{86}[0-9A-Za-z]{6}$/);
  await done(home, ["lock"]);
  assert.equal(await done(home, ["member", "id"]), `${key}\n`);
  const words = (await done(home, ["member", "id", "--fingerprint"])).trim();
  assert.match(words, /^([a-z]+ ){11}[a-z]+$/);
  const json = JSON.parse(await done(home, ["member", "id", "--json"]));
  assert.deepEqual([json.key, json.fingerprint, json.vault], [key, words, "personal"]);
  assert.match(json.id, /^[0-9a-f-]{36}$/);
  // The keys survive a new password and an older generation of the vault.
  await done(home, ["vault", "passwd", "--password-stdin"], `${PASSWORD}\nanother good one\n`);
  await done(home, ["vault", "restore", "--yes", "--password-stdin"], "another good one\n");
  assert.equal(await done(home, ["member", "id"]), `${key}\n`);
});

Deno.test("a colleague opens a shared vault with the password of their own vault", async () => {
  using team = await Team.make();
  const { bob } = team;
  // Bob's own vault is unlocked, so nothing is asked.
  const run = await bob.opaws([...SHOW, 'printf %s "$AWS_ACCESS_KEY_ID"']);
  assert.equal(run.stdout, KEY_ID, run.stderr);
  assert.equal(run.stderr, "");
  await done(bob, ["lock"]);
  const locked = await bob.opaws([...SHOW, "true"]);
  assert.equal(locked.code, 79);
  assert.match(locked.stderr, /cannot unlock vault "personal": it is locked/);
  assert.match(locked.stderr, /try: opaws unlock --vault team --password-stdin\n/);
  const wrong = await bob.opaws(["unlock", "--vault", TEAM, "--password-stdin"], {
    input: "wrong password\n",
  });
  assert.equal(wrong.code, 77);
  await unlockTeam(bob);
  assert.equal((await bob.opaws([...SHOW, "true"])).code, 0);
  const [own, shared] = JSON.parse(await done(bob, ["status", "--json"])).vaults;
  assert.deepEqual([own.locked, shared.locked], [false, false]);
  assert.equal(shared.unlocked[0].slot.kind, "member");
  // The own vault would open it again without a question.
  await done(bob, ["lock", "--vault", TEAM]);
  assert.equal((await bob.opaws([...SHOW, "true"])).code, 79);
  await unlockTeam(bob);
  const lock = await done(bob, ["lock", "--vault", "personal"]);
  assert.match(lock, /Vault "personal" is locked.*\nSo is vault "team"/);
  assert.equal((await bob.opaws([...SHOW, "true"])).code, 79);
});

Deno.test("a reader is refused (77) before anything is asked or done, and a writer is not", async () => {
  using team = await Team.make();
  const { ann, bob } = team;
  const { home: eve, key } = await person();
  using _ = eve;
  const before = vaultBytes(bob);
  const attempts: readonly (readonly string[])[] = [
    ["item", "create", "--vault", TEAM, "--stdin"],
    ["item", "edit", "AWS team", "--region", "eu-west-1"],
    ["item", "rotate", "AWS team", "--yes"],
    ["item", "delete", "AWS team", "--yes"],
    ["token", "create", "--item", "AWS team"],
    ["member", "add", TEAM, key, "--name", "Eve", "--yes"],
    ["member", "remove", TEAM, "Ann", "--yes"],
    ["member", "role", TEAM, "Bob", "writer"],
    ["vault", "recovery", "create", "--vault", TEAM, "--password-stdin"],
    [
      "vault",
      "restore",
      `${JSON.parse(new TextDecoder().decode(before)).generation}`,
      "--vault",
      TEAM,
    ],
    ["vault", "slots", "remove", "member", "--vault", TEAM],
  ];
  for (const args of attempts) {
    const { code, stderr, stdout } = await bob.opaws(args, { input: `${PASSWORD}\n` });
    assert.equal(code, 77, `${args.join(" ")}: ${stderr}`);
    assert.match(stderr, /cannot change vault "team": you may only read it/, args.join(" "));
    assert.equal(stdout, "");
  }
  // Neither is the password asked for.
  await done(bob, ["lock"]);
  for (const args of attempts) {
    const inTeam = ["item", "token"].includes(args[0]!) && !args.includes("--vault")
      ? ["--vault", TEAM]
      : [];
    const { code, stderr } = await bob.opaws([...args, ...inTeam], { input: "" });
    assert.equal(code, 77, `${args.join(" ")}: ${stderr}`);
    assert.match(
      stderr,
      /you may only read it\. These write: Ann\n {2}try: opaws member list team\n/,
    );
  }
  assert.deepEqual(vaultBytes(bob), before);
  await done(bob, ["unlock", "--password-stdin"], `${PASSWORD}\n`);
  await done(ann, ["member", "role", TEAM, "Bob", "writer"]);
  carry(ann, bob);
  await done(bob, ["item", "edit", "AWS team", "--region", "eu-west-1"]);
  carry(bob, ann);
  assert.match(await done(ann, ["item", "show", "AWS team"]), /eu-west-1/);
});

Deno.test("a removed member does not open what is written later, and the others do without a question", async () => {
  using team = await Team.make();
  const { ann, bob } = team;
  const { home: eve, key } = await person();
  using _ = eve;
  await done(ann, ["member", "add", TEAM, key, "--name", "Eve", "--yes"]);
  carry(ann, eve);
  carry(ann, bob);
  for (const home of [bob, eve]) assert.equal((await home.opaws([...SHOW, "true"])).code, 0);
  const token = await ann.opaws(["token", "create", "--item", "AWS team", "--label", "ci"]);
  assert.equal(token.code, 0, token.stderr);
  const removed = await done(ann, ["member", "remove", TEAM, "Bob", "--yes"]);
  assert.match(removed, /Removed Bob from vault "team"/);
  assert.match(removed, /rotation alone ends/i);
  assert.match(removed, /opaws item rotate [0-9a-f-]{36} --vault team\b/);
  assert.match(removed, /opaws token create .*--label ci/);
  await teamItem(ann, "AWS later");
  carry(ann, bob);
  carry(ann, eve);
  const refused = await bob.opaws([...SHOW, "true"]);
  assert.equal(refused.code, 77, refused.stderr);
  assert.match(refused.stderr, /its members do not include you/);
  const kept = await eve.opaws([...SHOW, 'printf %s "$AWS_ACCESS_KEY_ID"']);
  assert.equal(kept.stdout, KEY_ID, kept.stderr);
  const later = await eve.opaws(["run", "--item", "AWS later", "--", "true"]);
  assert.equal(later.code, 0, later.stderr);
  const folder = `${ann.folder}/.config/opaws/vaults/.backup`;
  const backups = [...Deno.readDirSync(folder)].filter(({ name }) => name.startsWith("team."));
  for (const { name } of backups) {
    const text = Deno.readTextFileSync(`${folder}/${name}`);
    assert.doesNotMatch(text, /"name":"Bob"/, name);
  }
});

Deno.test("a person's own vault cannot be shared, and a shared vault has no member keys", async () => {
  const { home, key } = await person();
  using _ = home;
  const { home: other, key: otherKey } = await person();
  using _other = other;
  const own = await home.opaws(["member", "add", "personal", otherKey, "--name", "Bob", "--yes"]);
  assert.equal(own.code, 78, own.stderr);
  assert.match(own.stderr, /try: opaws vault create team --shared\n/);
  await done(home, ["vault", "create", TEAM, "--shared"]);
  const again = await home.opaws(["member", "add", TEAM, key, "--name", "Me", "--yes"]);
  assert.equal(again.code, 73, again.stderr);
  const bad = await home.opaws([
    "member",
    "add",
    TEAM,
    `${key.slice(0, -1)}_`,
    "--name",
    "x",
    "--yes",
  ]);
  assert.equal(bad.code, 64);
  assert.doesNotMatch(bad.stderr, /opaws-member_[\w-]{80}/);
});

Deno.test("sharing a vault of one's own removes its password, and says so", async () => {
  const { home: ann } = await person();
  using _ = ann;
  const { home: bob, key } = await person();
  using _bob = bob;
  const password = "quite another password";
  await done(ann, ["vault", "create", TEAM, "--password-stdin"], `${password}\n`);
  await teamItem(ann, "AWS team");
  const add = ["member", "add", TEAM, key, "--name", "Bob", "--as", "Ann"];
  const unasked = await ann.opaws(add);
  assert.equal(unasked.code, 79);
  assert.match(unasked.stderr, /try: opaws member add team opaws-member_\S+ --name Bob .*--yes/);
  const shared = await ann.opaws([...add, "--yes"]);
  assert.equal(shared.code, 0, shared.stderr);
  const slots = JSON.parse(await done(ann, ["vault", "slots", "list", "--vault", TEAM, "--json"]));
  assert.deepEqual(
    slots.slots.map(({ kind, label }: Record<string, string>) => `${kind} ${label}`).sort(),
    ["member Ann", "member Bob"],
  );
  await done(ann, ["lock"]);
  const old = await ann.opaws(["unlock", "--vault", TEAM, "--password-stdin"], {
    input: `${password}\n`,
  });
  assert.equal(old.code, 77, old.stderr);
  await unlockTeam(ann);
  carry(ann, bob);
  assert.equal((await bob.opaws([...SHOW, "true"])).code, 0);
});

Deno.test("a vault file that somebody hands over is imported only after a look at its writer's fingerprint", async () => {
  using team = await Team.make();
  const { ann, bob } = team;
  Deno.removeSync(`${bob.folder}/.config/opaws/vaults/${TEAM}.json`);
  const file = `${ann.folder}/handed.json`;
  await done(ann, ["vault", "export", file, "--vault", TEAM]);
  const unasked = await bob.opaws(["vault", "import", file]);
  assert.equal(unasked.code, 79, unasked.stderr);
  const words = (await done(ann, ["member", "id", "--fingerprint"])).trim().split(" ");
  assert.ok(unasked.stderr.includes(words.slice(0, 4).join(" ")), unasked.stderr);
  await done(bob, ["vault", "import", file, "--yes"]);
  assert.equal((await bob.opaws([...SHOW, "true"])).code, 0);
  const { home: eve } = await person();
  using _ = eve;
  const foreign = await eve.opaws(["vault", "import", file, "--yes"]);
  assert.equal(foreign.code, 77, foreign.stderr);
  assert.match(foreign.stderr, /its members do not include you/);
});

Deno.test("an item of a shared vault sets only variables that are approved on this machine", async () => {
  using team = await Team.make();
  const { ann, bob } = team;
  await teamItem(ann, "AWS vars", { "env:STAGE": "dev", "env:TF_VAR_password": "hunter two" });
  carry(ann, bob);
  const show = [
    "run",
    "--item",
    "AWS vars",
    "--",
    "sh",
    "-c",
    'printf %s "$STAGE,$TF_VAR_password"',
  ];
  for (const home of [ann, bob]) {
    const refused = await home.opaws(show);
    assert.equal(refused.code, 78, refused.stderr);
    assert.match(refused.stderr, /sets STAGE, TF_VAR_password, which nobody has approved/);
    assert.match(refused.stderr, /try: opaws vault approve team STAGE TF_VAR_password\n/);
    assert.doesNotMatch(refused.stderr, /hunter/);
  }
  await bob.bind("AWS vars");
  assert.match(
    await done(bob, ["which", "aws"]),
    /none are approved on this machine for items of shared vault "team"/,
  );
  assert.match(await done(bob, ["inspect"]), /refused until you run: opaws vault approve team/);
  await done(bob, ["vault", "approve", TEAM, "STAGE", "TF_VAR_password"]);
  const run = await bob.opaws(show);
  assert.equal(run.stdout, "dev,hunter two", run.stderr);
  assert.match(await done(bob, ["which", "aws"]), /may set STAGE, TF_VAR_password\n/);
  assert.doesNotMatch(await done(bob, ["inspect"]), /refused until/);
  // Nobody else's machine is affected, and a name that can change what runs cannot be approved.
  assert.equal((await ann.opaws(show)).code, 78);
  assert.equal((await bob.opaws(["vault", "approve", TEAM, "LD_PRELOAD"])).code, 64);
  await done(bob, ["vault", "approve", TEAM, "STAGE", "--withdraw"]);
  assert.equal((await bob.opaws(show)).code, 78);
  const json = JSON.parse(await done(bob, ["vault", "approve", TEAM, "--json"]));
  assert.deepEqual(json, { vault: TEAM, approved: ["TF_VAR_password"] });
});
