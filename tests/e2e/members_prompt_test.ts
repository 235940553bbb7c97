import assert from "node:assert/strict";
import { findPaths } from "../../src/fs/paths.ts";
import { denoHost } from "../../src/host.ts";
import { destroyCachedKeys, kernelKeyringWorks } from "../../src/unlock/cache/kernel_keyring.ts";
import { readVault } from "../../src/vault/store/read.ts";
import type { Pty } from "./pty.ts";
import { carry, done, person, TEAM, Team, teamItem, vaultBytes } from "./team.ts";
import { PASSWORD, UserHome } from "./user_home.ts";
import { ignoreUnless } from "../ignore.ts";

const QUESTION = /◆ +Password of vault "personal"/;
const WAIT = 30_000;

/** Opens a terminal in `home` with a shell that shows the status of each command. */
async function shell(home: UserHome): Promise<Pty> {
  const terminal = home.terminal("/bin/sh", ["-i"]);
  await terminal.send("PS1='ready> '; echo set $?\r");
  await terminal.expect(/set 0\s+ready> /, WAIT);
  return terminal;
}

/** Types a command, and `; echo status $?` after it. */
async function type(terminal: Pty, command: string): Promise<void> {
  await terminal.send(`${command}; echo status $?\r`);
  await terminal.expect(/echo status \$\?\s*\n/, WAIT);
}

/** Answers the question that waits, as a person does who picks Yes, which is the left one. */
async function yes(terminal: Pty): Promise<void> {
  await terminal.send("y");
}

Deno.test("a run asks once, for the member's own password, and says why", async () => {
  using team = await Team.make();
  const { bob } = team;
  await bob.bind("AWS team");
  await using terminal = await shell(bob);
  await type(terminal, "opaws run -- sh -c 'echo got $AWS_ACCESS_KEY_ID'");
  const asked = await terminal.expect(/opaws: [^]*◆ +Password of vault "personal"/, WAIT);
  assert.match(
    asked,
    /sh needs item "AWS team" \(global\) in ~; shared vault "team" opens with vault "personal"\n/,
  );
  await terminal.send("wrong password\r");
  await terminal.expect(/wrong password, 2 tries left/, WAIT);
  await terminal.expect(QUESTION, WAIT);
  await terminal.send(`${PASSWORD}\r`);
  await terminal.expect(/got AKIAI44QH8DHBEXAMPLE\s+status 0/, WAIT);
  await type(terminal, "opaws run -- sh -c 'echo again $AWS_ACCESS_KEY_ID'");
  const again = await terminal.expect(/again AKIAI44QH8DHBEXAMPLE\s+status 0/, WAIT);
  assert.doesNotMatch(again, /Password/);
  await type(terminal, "opaws lock --vault team");
  await terminal.expect(/So is vault "personal", which opens it\.\s+status 0/, WAIT);
  await type(terminal, "opaws run -- true");
  await terminal.expect(QUESTION, WAIT);
  await terminal.send("\x03");
  await terminal.expect(/Cancelled\.\s+status 77/, WAIT);
});

Deno.test("OPAWS_ASKPASS asks for the member's own password too", async () => {
  using team = await Team.make();
  const { bob } = team;
  await done(bob, ["lock"]);
  const OPAWS_ASKPASS = `${bob.folder}/ask`;
  const script = `#!/bin/sh\nprintf %s "$1" >"$HOME/asked"\necho '${PASSWORD}'\n`;
  Deno.writeTextFileSync(OPAWS_ASKPASS, script, { mode: 0o755 });
  const env = { OPAWS_ASKPASS, OPAWS_ASKPASS_REQUIRE: "force" };
  const run = await bob.opaws(["run", "--item", "AWS team", "--", "true"], { env });
  assert.equal(run.code, 0, run.stderr);
  assert.match(Deno.readTextFileSync(`${bob.folder}/asked`), /Password of vault "personal": $/);
});

Deno.test("member id asks for the password to make the keys, and not again", async () => {
  using home = new UserHome();
  await home.vault();
  await using terminal = await shell(home);
  await type(terminal, "opaws member id");
  const asked = await terminal.expect(/opaws: [^]*◆ +Password of vault "personal"/, WAIT);
  assert.match(asked, /to make your member keys\n/);
  await terminal.send(`${PASSWORD}\r`);
  await terminal.expect(/made your member keys in vault "personal"/, WAIT);
  await terminal.expect(/opaws-member_[\w-]{86}\w{6}\s+status 0/, WAIT);
  await type(terminal, "opaws lock");
  await terminal.expect(/status 0/, WAIT);
  await type(terminal, "opaws member id --fingerprint");
  await terminal.expect(/([a-z]+ ){11}[a-z]+\s+status 0/, WAIT);
});

Deno.test("member add shows the words, shares the vault after a question, and does nothing on no", async () => {
  const { home: ann } = await person();
  using _ = ann;
  const { home: bob, key } = await person();
  using _bob = bob;
  const words = (await done(bob, ["member", "id", "--fingerprint"])).trim().split(" ");
  await done(ann, ["vault", "create", TEAM, "--password-stdin"], "another password\n");
  await teamItem(ann, "AWS team");
  const before = vaultBytes(ann);
  await using terminal = await shell(ann);
  const add = `opaws member add team ${key} --name Bob --as Ann`;
  const unlock = async () => {
    await terminal.expect(/◆ +Password of vault "team"/, WAIT);
    await terminal.send("another password\r");
  };
  await type(terminal, add);
  await unlock();
  const shown = await terminal.expect(/the fingerprint of the key of Bob[^?]*\?/, WAIT);
  for (let at = 0; at < words.length; at += 4) {
    assert.ok(shown.includes(words.slice(at, at + 4).join(" ")), shown);
  }
  await terminal.send("n");
  await terminal.expect(/Cancelled\.\s+status 77/, WAIT);
  assert.deepEqual(vaultBytes(ann), before);
  await type(terminal, add);
  await terminal.expect(/Are they the same\?/, WAIT);
  await yes(terminal);
  const own = await terminal.expect(/opaws: to add Bob[^]*◆ +Password of vault "personal"/, WAIT);
  assert.doesNotMatch(own, /Share vault/);
  await terminal.send(`${PASSWORD}\r`);
  const sharing = await terminal.expect(/opaws: sharing gives[^?]*Share vault "team"\?/, WAIT);
  assert.match(sharing, /gives vault "team" a new key/);
  assert.match(sharing, /password, system slots, recovery codes, tokens and backups go/);
  await terminal.send("n");
  await terminal.expect(/Cancelled\.\s+status 77/, WAIT);
  assert.deepEqual(vaultBytes(ann), before);
  await type(terminal, add);
  await terminal.expect(/Are they the same\?/, WAIT);
  await yes(terminal);
  await terminal.expect(/Share vault "team"\?/, WAIT);
  await yes(terminal);
  await terminal.expect(/Added Bob to vault "team" as a reader\.[^]*status 0/, WAIT);
  carry(ann, bob);
  assert.equal((await bob.opaws(["run", "--item", "AWS team", "--", "true"])).code, 0);
});

Deno.test("member remove and vault delete ask, and do nothing on no", async () => {
  using team = await Team.make();
  const { ann } = team;
  const before = vaultBytes(ann);
  await using terminal = await shell(ann);
  await type(terminal, "opaws member remove team bob");
  await terminal.expect(QUESTION, WAIT);
  await terminal.send(`${PASSWORD}\r`);
  await terminal.expect(/Remove Bob from vault "team", with a new key for the vault\?/, WAIT);
  await terminal.send("n");
  await terminal.expect(/Cancelled\.\s+status 77/, WAIT);
  await type(terminal, "opaws vault delete team");
  await terminal.expect(
    /Delete your copy of shared vault "team"[^?]*\? The other members keep/,
    WAIT,
  );
  await terminal.send("n");
  await terminal.expect(/Cancelled\.\s+status 77/, WAIT);
  await type(terminal, "opaws vault delete personal");
  await terminal.expect(/without which you cannot open "team"/, WAIT);
  await terminal.send("n");
  await terminal.expect(/Cancelled\.\s+status 77/, WAIT);
  assert.deepEqual(vaultBytes(ann), before);
  await type(terminal, "opaws member remove team bob");
  await terminal.expect(/Remove Bob from vault "team"/, WAIT);
  await yes(terminal);
  await terminal.expect(/Removed Bob from vault "team"[^]*status 0/, WAIT);
  // The new key is cached: nothing is asked.
  await type(terminal, "opaws run --item 'AWS team' -- true");
  const run = await terminal.expect(/status \d+/, WAIT);
  assert.match(run, /status 0/);
});

Deno.test("vault import of a shared vault asks whether its writer reads the same words", async () => {
  using team = await Team.make();
  const { ann, bob } = team;
  const file = `${bob.folder}/handed.json`;
  await done(ann, ["vault", "export", file, "--vault", TEAM]);
  Deno.removeSync(`${bob.folder}/.config/opaws/vaults/${TEAM}.json`);
  await using terminal = await shell(bob);
  await type(terminal, "opaws vault import handed.json");
  await terminal.expect(/the fingerprint of the key of Ann[^]*Are they the same\?/, WAIT);
  await terminal.send("n");
  await terminal.expect(/Cancelled\.\s+status 77/, WAIT);
  assert.throws(() => vaultBytes(bob));
  await type(terminal, "opaws vault import handed.json");
  await terminal.expect(/Are they the same\?/, WAIT);
  await yes(terminal);
  await terminal.expect(/Imported shared vault "team"[^]*status 0/, WAIT);
});

Deno.test({
  name: "a change asks for the own password if only the shared vault is still unlocked, to sign",
  ignore: ignoreUnless(kernelKeyringWorks(denoHost), "a kernel keyring"),
  async fn() {
    using team = await Team.make();
    const { ann } = team;
    const paths = findPaths({ ...denoHost, env: (name) => ann.env[name] });
    const { id } = readVault(paths, "personal").file;
    destroyCachedKeys(paths, (cached) => cached.vault === id);
    const edit = ["item", "edit", "AWS team", "--vault", TEAM, "--region", "eu-west-1"];
    const unasked = await ann.opaws(edit);
    assert.equal(unasked.code, 79, unasked.stderr);
    assert.match(unasked.stderr, /try: opaws unlock --vault team --password-stdin\n/);
    // Reading needs no signature.
    const read = await ann.opaws(["run", "--vault", TEAM, "--item", "AWS team", "--", "true"]);
    assert.equal(read.code, 0, read.stderr);
    await done(ann, ["unlock", "--vault", TEAM, "--password-stdin"], `${PASSWORD}\n`);
    await done(ann, edit);
  },
});
