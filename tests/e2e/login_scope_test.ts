// lock.scope login: one unlock for every terminal and program of a login session.
import assert from "node:assert/strict";
import { ignoreWithout } from "../ignore.ts";
import { type Ended, PASSWORD, UserHome } from "./user_home.ts";

const ignore = ignoreWithout("setsid");

async function prepared(scope: "login" | "terminal"): Promise<UserHome> {
  const home = new UserHome();
  await home.vault();
  await home.item("AWS dev");
  await home.bind("AWS dev");
  await home.opaws(["lock"]);
  const set = await home.opaws(["config", "set", "lock.scope", scope]);
  assert.equal(set.code, 0, set.stderr);
  return home;
}

/** Runs credential-process as an editor does: in a session of its own, without a terminal. */
async function fromEditor(home: UserHome): Promise<Ended> {
  return await home.run("setsid", ["-w", "opaws", "credential-process"]);
}

async function unlockInTerminal(home: UserHome): Promise<void> {
  await using terminal = home.terminal("/bin/sh", ["-c", "opaws unlock"]);
  await terminal.expect(/Password of vault/);
  await terminal.send(`${PASSWORD}\r`);
  assert.equal((await terminal.status).code, 0);
}

Deno.test({
  name:
    "one unlock serves every terminal and program of the login session, until opaws lock in any of them",
  ignore,
  fn: async () => {
    using home = await prepared("login");
    assert.equal((await fromEditor(home)).code, 79);
    await unlockInTerminal(home); // that terminal has ended
    const served = await fromEditor(home);
    assert.equal(served.code, 0, served.stderr);
    assert.match(served.stdout, /AKIAIOSFODNN7EXAMPLE/);
    await using other = home.terminal("/bin/sh", ["-i"]);
    await other.send("opaws run -- sh -c 'echo key $AWS_ACCESS_KEY_ID'; opaws status\r");
    await other.expect(/key AKIAIOSFODNN7EXAMPLE/);
    await other.expect(/unlocked[^]*this login session/);
    await other.send("opaws lock\r");
    await other.expect(/locked in this login session/);
    assert.equal((await fromEditor(home)).code, 79);
  },
});

Deno.test({
  name:
    "the end of one terminal does not lock the login session, and the end of the login session does",
  ignore,
  fn: async () => {
    using home = await prepared("login");
    await unlockInTerminal(home);
    await home.run("setsid", ["-w", "opaws", "hook", "--end"]);
    assert.equal((await fromEditor(home)).code, 0);
    // systemd removes the folder at the last logout, and makes a new one at the next login.
    Deno.removeSync(`${home.folder}/run`, { recursive: true });
    Deno.mkdirSync(`${home.folder}/run`, { mode: 0o700 });
    assert.equal((await fromEditor(home)).code, 79);
  },
});

Deno.test({
  name: "the limits of the login session are those of a terminal",
  ignore: ignoreWithout("setsid", "faketime"),
  fn: async () => {
    using home = await prepared("login");
    await home.opaws(["config", "set", "lock.idleMinutes", "1"]);
    await unlockInTerminal(home);
    const status = JSON.parse((await home.opaws(["status", "--json"])).stdout);
    const [{ idleUntil, since, thisTerminal }] = status.vaults[0].unlocked;
    assert.ok(thisTerminal);
    assert.ok(idleUntil - since < 120_000, "a minute, exact to a minute");
  },
});

Deno.test({
  name:
    "by default one unlock serves its terminal only, and other values of lock.scope are refused",
  ignore,
  fn: async () => {
    using home = await prepared("terminal");
    await unlockInTerminal(home);
    assert.equal((await fromEditor(home)).code, 79);
    const config = Deno.readTextFileSync(`${home.folder}/.config/opaws/config.json`);
    assert.doesNotMatch(config, /"scope":/, "the default is not written");
    const refused = await home.opaws(["config", "set", "lock.scope", "machine"]);
    assert.equal(refused.code, 64);
    assert.match(refused.stderr, /it is neither terminal nor login/);
  },
});
