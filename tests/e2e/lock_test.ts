import assert from "node:assert/strict";
import { PASSWORD, UserHome } from "./user_home.ts";
import { denoHost } from "../../src/host.ts";
import { kernelKeyringWorks } from "../../src/unlock/cache/kernel_keyring.ts";
import { listKeys } from "../../src/unlock/cache/keyctl.ts";
import { ignoreUnless, ignoreUnlessRoot } from "../ignore.ts";

const ready = async (): Promise<UserHome> => {
  const home = new UserHome({ PS1: "ready> " });
  await home.vault();
  return home;
};

Deno.test("status shows by which slot, since when, until when, and in which terminals a vault is unlocked", async () => {
  using home = await ready();
  await home.opaws(["lock"]);
  await using one = home.terminal("/bin/sh", ["-i"]);
  await using two = home.terminal("/bin/sh", ["-i"]);
  await one.send("opaws unlock\r");
  await one.expect(/◆ +Password of vault "personal"/);
  await one.send(`${PASSWORD}\r`);
  await one.expect(/is unlocked for this terminal/);
  await one.send("tty\r");
  const tty = /pts\/\d+/.exec(await one.expect(/\/dev\/pts\/\d+\n/))![0];
  await one.send("opaws status\r");
  await one.expect(
    /personal +unlocked +password +(just now|\d minutes? ago) +in \d+ minutes? +in 1[12] hours +this terminal/,
  );
  await two.send("opaws status\r");
  await two.expect(/personal +locked +this terminal\n/);
  const other = await two.expect(/personal +unlocked +password .*\n/);
  assert.ok(other.includes(`${tty} (sh ${one.pid})`), other);
  await two.send("opaws status --json\r");
  const status = JSON.parse(/\{\n[^]*\}/.exec(await two.expect(/\{\n[^]*\n\}\n/))![0]);
  const [vault] = status.vaults;
  assert.deepEqual([vault.locked, vault.unlocked.length], [true, 1]);
  const [unlocked] = vault.unlocked;
  assert.deepEqual([unlocked.thisTerminal, unlocked.ended, unlocked.slot.kind], [
    false,
    false,
    "password",
  ]);
  assert.ok(unlocked.since <= Date.now() && unlocked.idleUntil > Date.now());
  assert.ok(unlocked.until - unlocked.since > 11 * 3600_000);
});

Deno.test("lock --all needs no terminal session, and empties sealed files too", async () => {
  using home = await ready();
  await using terminal = home.terminal("/bin/sh", ["-i"]);
  await terminal.send("opaws unlock\r");
  await terminal.expect(/◆ +Password of vault "personal"/);
  await terminal.send(`${PASSWORD}\r`);
  await terminal.expect(/is unlocked for this terminal/);
  const sealed = `${home.folder}/run/opaws/terminal-shell-0123456789abcdef.unlocked`;
  Deno.writeTextFileSync(sealed, "11111111-2222-4333-8444-555555555555 AAAA\n", { mode: 0o600 });
  // A session of its own without OPAWS_SESSION, as in a systemd unit.
  const { OPAWS_SESSION: _, ...env } = home.env;
  const locked = await new Deno.Command("setsid", {
    args: ["--wait", `${home.folder}/bin/opaws`, "lock", "--all"],
    env,
    clearEnv: true,
  }).output();
  assert.ok(locked.success);
  assert.throws(() => Deno.statSync(sealed), Deno.errors.NotFound);
  await terminal.send("opaws status\r");
  await terminal.expect(/personal +locked/);
});

Deno.test({
  name: "the key of a terminal whose shell was killed is destroyed when the next shell starts",
  ignore: ignoreUnless(kernelKeyringWorks(denoHost), "a kernel keyring"),
  async fn() {
    using home = await ready();
    await home.opaws(["lock"]);
    const keys = () => listKeys().filter(({ description }) => description.endsWith(home.folder));
    await using terminal = home.terminal("/bin/sh", ["-i"]);
    await terminal.send("opaws unlock\r");
    await terminal.expect(/Password of vault "personal"/);
    await terminal.send(`${PASSWORD}\r`);
    await terminal.expect(/is unlocked for this terminal/);
    assert.equal(keys().length, 2);
    Deno.kill(terminal.pid, "SIGKILL");
    await terminal.status;
    assert.equal((await home.opaws(["hook", "bash"])).code, 0);
    assert.deepEqual(keys(), []);
    assert.deepEqual([...Deno.readDirSync(`${home.folder}/run/opaws`)].map(({ name }) => name), []);
  },
});

Deno.test({
  name: "time in suspend counts as idle time",
  // A process sees a suspend as a clock that is ahead by the time in suspend.
  ignore: ignoreUnlessRoot(), // only root may set a clock of its own
  async fn() {
    using home = await ready();
    await home.item("AWS dev");
    const use = ["run", "--item", "AWS dev", "--", "true"];
    // In a process namespace of its own, OPAWS_SESSION is the only terminal session, whatever the clock.
    const env = { OPAWS_SESSION: `shell-slept.${"ab".repeat(32)}` };
    const after = (seconds: number, args: string[], input = "") =>
      home.run("/usr/bin/unshare", [
        ...["--pid", "--fork", "--mount-proc", "--time", "--boottime", `${seconds}`],
        `${home.folder}/bin/opaws`,
        ...args,
      ], { env, input });
    const unlocked = await after(0, ["unlock", "--password-stdin"], `${PASSWORD}\n`);
    assert.equal(unlocked.code, 0, unlocked.stderr);
    assert.match((await after(540, ["status"])).stdout, /^personal +unlocked/m);
    assert.match((await after(660, ["status"])).stdout, /^personal +locked +this terminal/m);
    assert.equal((await after(540, use)).code, 0, "used after 9 minutes");
    assert.equal((await after(1080, use)).code, 0, "and again after 9 more");
    assert.equal((await after(1200, ["item", "list"])).code, 0, "looked at");
    assert.equal((await after(1700, use)).code, 79, "looking is not using");
    assert.equal((await after(0, use)).code, 79, "the key was destroyed");
  },
});

Deno.test("lock --on-screen-lock prints a unit that locks every terminal when the screen locks", async () => {
  using home = await ready();
  const { stdout, code } = await home.opaws(["lock", "--on-screen-lock"]);
  assert.equal(code, 0);
  const unit = `${home.folder}/opaws-lock.service`;
  Deno.writeTextFileSync(unit, stdout);
  const verified = await home.run("/usr/bin/systemd-analyze", ["--user", "verify", unit]);
  assert.doesNotMatch(verified.stderr, /opaws-lock/);

  // The command that systemd reads from ExecStart, by systemd.service(5).
  const line = /^ExecStart=\/bin\/sh -c "(.*)"$/m.exec(stdout)![1]!;
  const script = line.replace(/\\(.)/g, "$1").replaceAll("$$", "$").replaceAll("%%", "%");
  const session = `
    set -e
    ${home.folder.includes("'") ? "exit 1" : ""}
    dbus-daemon --session --fork --print-address=3 --print-pid=4 3>system 4>system.pid
    export DBUS_SYSTEM_BUS_ADDRESS=$(cat system)
    /bin/sh -c "$SCRIPT" 2>/dev/null & watcher=$!
    unlocked() { opaws status --json | grep -q '"locked": false'; }
    signal() { dbus-send --$1 --type=signal "$2" "$3" $4; }
    gone() { for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
      unlocked || return 0; signal "$@"; sleep 0.2; done; return 1; }
    sleep 0.5
    unlocked; echo open
    signal session /x org.gnome.ScreenSaver.ActiveChanged boolean:false
    signal system /x org.freedesktop.login1.Manager.PrepareForSleep boolean:false
    sleep 1; unlocked; echo still open
    gone session /x org.gnome.ScreenSaver.ActiveChanged boolean:true; echo locked with the screen
    echo "$PASSWORD" | opaws unlock --password-stdin >/dev/null; unlocked
    gone system /x org.freedesktop.login1.Session.Lock; echo locked by logind
    echo "$PASSWORD" | opaws unlock --password-stdin >/dev/null; unlocked
    gone system /x org.freedesktop.login1.Manager.PrepareForSleep boolean:true; echo locked before sleep
    kill $watcher $(cat system.pid)
  `;
  const ran = await home.run("/usr/bin/dbus-run-session", ["--", "/bin/bash", "-c", session], {
    env: { SCRIPT: script, PASSWORD },
  });
  assert.deepEqual(ran.stdout.trim().split("\n"), [
    "open",
    "still open",
    "locked with the screen",
    "locked by logind",
    "locked before sleep",
  ], ran.stderr);
});

Deno.test("reports do not restart the idle time of an unlocked vault", async () => {
  using home = new UserHome();
  await home.vault();
  await home.item("AWS dev");
  await home.bind("AWS dev");
  await home.opaws(["token", "create", "--item", "AWS dev"]);
  const idleUntil = async (): Promise<number> =>
    JSON.parse((await home.opaws(["status", "--json"])).stdout).vaults[0].unlocked[0].idleUntil;
  const before = await idleUntil();
  await new Promise((resolve) => setTimeout(resolve, 1500));
  for (const report of ["inspect", "doctor", "token list", "session list", "item list", "status"]) {
    const { stdout } = await home.opaws(report.split(" "));
    assert.notEqual(stdout, "", report);
    assert.ok(await idleUntil() < before + 1000, report);
  }
  await home.opaws(["complete", "bash", "3", "opaws", "item", "show", ""]);
  assert.ok(await idleUntil() < before + 1000, "completion");
  await home.opaws(["item", "show", "AWS dev"]);
  assert.ok(await idleUntil() > before + 1000, "item show");
});

Deno.test("lock works if config.json cannot be used", async () => {
  using home = new UserHome();
  await home.vault();
  await home.item("AWS dev");
  const config = `${home.folder}/.config/opaws/config.json`;
  for (const text of ["{", '{"settings":{"lock":{"scope":1}}}']) {
    Deno.writeTextFileSync(config, text, { mode: 0o600 });
    const { code, stderr } = await home.opaws(["lock"]);
    assert.equal(code, 0, stderr);
  }
  Deno.removeSync(config);
  const listed = await home.opaws(["item", "list"]);
  assert.equal(listed.code, 79, "the vault is locked");
});
