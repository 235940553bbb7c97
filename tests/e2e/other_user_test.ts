import assert from "node:assert/strict";
import { denoHost } from "../../src/host.ts";
import { kernelKeyringWorks } from "../../src/unlock/cache/kernel_keyring.ts";
import { ignoreUnless, ignoreUnlessRoot, ignoreWithout } from "../ignore.ts";
import { UnprivilegedUser } from "../unprivileged_user.ts";
import { type Ended, PASSWORD, UserHome } from "./user_home.ts";

const SPY = new URL("keyring_spy.py", import.meta.url).pathname;
const EACCES = 13;
const ignore = ignoreUnlessRoot() ||
  ignoreUnless(kernelKeyringWorks(denoHost), "a kernel keyring") ||
  ignoreWithout("sudo", "su", "setpriv", "python3");

/** A user with an unlocked vault, whose login passes its session keyring on to another user. */
class SharedLogin implements Disposable {
  readonly home = new UserHome();
  readonly victim = new UnprivilegedUser();
  readonly attacker = new UnprivilegedUser();

  constructor() {
    const { folder } = this.home;
    Deno.copyFileSync(SPY, `${folder}/spy.py`);
    this.victim.own(folder);
    Deno.chmodSync(folder, 0o755); // the attacker may start spy.py
  }

  /**
   * Runs `script` as root in a new session keyring, with the vault unlocked by the victim. In it, `victim` and
   * `attacker` run a program as that user, and `spy` is what the attacker starts.
   */
  async run(script: string): Promise<Ended> {
    const { home, victim, attacker } = this;
    const whole = `
      set -e
      victim() { setpriv ${victim.privileges.join(" ")} -- "$@"; }
      attacker() { setpriv ${attacker.privileges.join(" ")} -- "$@"; }
      spy="$HOME/spy.py"
      trap 'victim opaws lock --all >/dev/null' EXIT
      victim python3 "$spy" link
      echo "$PASSWORD" | victim opaws vault create personal --password-stdin >/dev/null
      ${script}
    `;
    return await home.run("/usr/bin/python3", [SPY, "session", "sh", "-c", whole], {
      env: { DENO_DIR: `${home.folder}/cache`, PASSWORD, ATTACKER: attacker.name },
    });
  }

  [Symbol.dispose](): void {
    this.home[Symbol.dispose]();
    this.victim[Symbol.dispose]();
    this.attacker[Symbol.dispose]();
  }
}

/** Returns what the spy saw of the victim's keys: its lines about anything but keyrings. */
function keysIn({ stdout, stderr, code }: Ended, victim: UnprivilegedUser): string[] {
  assert.equal(code, 0, stderr);
  const ring = new RegExp(`^keyring _uid.${victim.uid} [0-9a-f]+$`, "m");
  assert.match(stdout, ring, "the attacker reads the list of the victim's keys");
  return stdout.split("\n").filter((line) => /^(user|unknown) /.test(line));
}

Deno.test({
  name:
    "another user who inherits the login's keyring can neither read the vault key nor see its name",
  ignore,
  async fn() {
    using login = new SharedLogin();
    const ways = [
      'attacker python3 "$spy" read',
      'attacker setsid --wait python3 "$spy" read',
      'sudo -n -u "$ATTACKER" python3 "$spy" read',
      `su "$ATTACKER" -c "python3 '$spy' read"`,
      'attacker unshare --user --map-root-user python3 "$spy" read', // root of a container
    ];
    const seen = await login.run(ways.join("\n"));
    const keys = keysIn(seen, login.victim);
    assert.equal(keys.length, 2 * ways.length, "the vault key and the record of its use");
    for (const key of keys) assert.match(key, new RegExp(`^unknown \\d+ errno ${EACCES}$`));
  },
});

Deno.test({
  name: "root with the login's keyring, as after sudo -i, gets no right to the vault key from it",
  ignore,
  async fn() {
    using login = new SharedLogin();
    const seen = await login.run('python3 "$spy" read');
    const keys = keysIn(seen, login.victim);
    assert.equal(keys.length, 2);
    for (const key of keys) assert.match(key, new RegExp(`errno ${EACCES}$`));
  },
});

Deno.test({
  name: "opaws uses no key that another user put into the keyring, and replaces it",
  ignore,
  async fn() {
    using login = new SharedLogin();
    const { stdout, stderr, code } = await login.run(`
      name=$(victim python3 "$spy" read | sed -n 's/^user \\(opaws:2:.*\\) [0-9a-f]*$/\\1/p')
      attacker python3 "$spy" plant "$name" ${"41".repeat(72)}
      victim opaws item list || echo "status $?"
      echo "$PASSWORD" | victim opaws unlock --password-stdin >/dev/null
      victim opaws item list --json
      attacker python3 "$spy" read
    `);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^planted True\nstatus 79\n/, stderr);
    assert.match(stderr, /it is locked and there is no terminal to ask on/);
    assert.doesNotMatch(stdout, /4141/, "the planted key is gone");
  },
});

Deno.test({
  name: "a folder that another user makes in /tmp stops no command, and opaws makes nothing there",
  ignore: ignoreUnlessRoot() || ignoreWithout("setpriv"),
  async fn() {
    using login = new SharedLogin();
    const { home, victim, attacker } = login;
    const temporary = `${home.folder}/tmp`;
    Deno.mkdirSync(temporary);
    Deno.chmodSync(temporary, 0o1777);
    const trap = `${temporary}/opaws-${victim.uid}`;
    Deno.mkdirSync(trap, { mode: 0o755 });
    attacker.own(trap);
    const { XDG_RUNTIME_DIR: _, ...env } = home.env;
    const opaws = async (...args: string[]): Promise<string> => {
      const { success, stdout, stderr } = await new Deno.Command("setpriv", {
        args: [
          ...victim.privileges,
          "--",
          "sh",
          "-c",
          'echo "$PASSWORD" | opaws "$@"',
          "sh",
          ...args,
        ],
        env: { ...env, TMPDIR: temporary, DENO_DIR: `${home.folder}/cache`, PASSWORD },
        clearEnv: true,
        cwd: home.folder,
      }).output();
      assert.ok(success, new TextDecoder().decode(stderr));
      return new TextDecoder().decode(stdout);
    };
    await opaws("vault", "create", "personal", "--password-stdin");
    await opaws("item", "list");
    const { stdout } = await home.run("/usr/bin/find", [`${home.folder}/.local/state/opaws/run`]);
    assert.match(stdout, /\/run\/[0-9a-f-]{36}\/terminal-.*\.unlocked\n/);
    assert.match(await opaws("uninstall", "--dry-run"), /\/terminal-.*\.unlocked/);
    await opaws("lock", "--all");
    assert.deepEqual([...Deno.readDirSync(trap)], []);
    const left = [...Deno.readDirSync(temporary)].map(({ name }) => name);
    assert.deepEqual(left.filter((name) => name !== `opaws-${victim.uid}`), []);
  },
});
