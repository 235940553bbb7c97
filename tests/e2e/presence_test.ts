import assert from "node:assert/strict";
import { PASSWORD, UserHome } from "./user_home.ts";
import { ignoreUnlessRoot, ignoreWithout } from "../ignore.ts";

const UID = "65534"; // nobody: polkit does not ask root
// Only root can create the namespaces that the tests need.
const NEEDED = ["/usr/bin/pkcheck", "/usr/bin/fprintd-verify", "/usr/lib/polkit-1/polkitd"];
/**
 * Runs in its own namespaces, in which the test can replace system folders: a system bus, a real polkitd that knows only
 * opaws's action, and a user other than root with a login session and a real keychain.
 */
const PRELUDE = `
  set -u
  mount -t tmpfs none /run && mkdir -p /run/dbus
  mount -t tmpfs -o mode=755 none /usr/share/polkit-1/actions
  mount -t tmpfs -o mode=755 none /etc/polkit-1/rules.d
  mkdir "$HOME/fake" && mount -t tmpfs -o mode=755 none "$HOME/fake"
  dbus-daemon --system --fork --nopidfile
  user() { setpriv --reuid ${UID} --regid ${UID} --clear-groups "$@"; }
  polkitd() { /usr/lib/polkit-1/polkitd --no-debug >/dev/null 2>&1 & }
  user dbus-daemon --session --fork --print-address=3 3>"$HOME/fake/bus" 2>/dev/null
  export DBUS_SESSION_BUS_ADDRESS=$(cat "$HOME/fake/bus")
  echo -n login | user gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
  o() { user "$HOME/bin/opaws" "$@"; }
  with() { printf '%s\\n' "$PASSWORD" | o "$@" --password-stdin; }
  # polkitd reloads its rules some time after they change.
  rule() {
    rm -f /etc/polkit-1/rules.d/*
    [ "$1" = none ] || echo "polkit.addRule(function(action) {
      if (action.id === 'org.opaws.unlock') return polkit.Result.$1; });" >/etc/polkit-1/rules.d/1.rules
    for i in $(seq 100); do
      user pkcheck --action-id org.opaws.unlock --process $SLEEPER,$START,${UID} >/dev/null 2>&1
      [ $? -eq "$2" ] && return; sleep 0.1
    done; echo "polkitd does not take rule $1"; exit 1
  }
  # A process of the user, to ask polkit about.
  user sleep 1000 >/dev/null 2>&1 & sleep 0.2
  SLEEPER=$(pgrep -u ${UID} -x sleep); START=$(awk '{ print $22 }' /proc/$SLEEPER/stat)
  fake() { printf '#!/bin/sh\\n%s\\n' "$2" >"$HOME/fake/$1"; chmod 755 "$HOME/fake/$1"; mount --bind "$HOME/fake/$1" "/usr/bin/$1"; }
  try() { o lock >/dev/null; echo "$1: $(o item list </dev/null 2>&1 | head -1)"; }
`;

/** Returns a home of the user nobody, with an opaws and a Deno that this user can run. */
async function nobodysHome(): Promise<UserHome> {
  const home = new UserHome({ OPAWS_SESSION: `shell-presence.${"cd".repeat(32)}` });
  const dist = new URL("../../dist/", import.meta.url);
  const program = Deno.env.get("OPAWS_BIN");
  const own = `${home.folder}/lib`;
  Deno.mkdirSync(own);
  const start = Deno.readTextFileSync(`${home.folder}/bin/opaws`);
  if (program) await Deno.copyFile(program, `${own}/opaws`);
  if (!program) {
    const copied = new Deno.Command("cp", { args: ["-r", `${dist.pathname}.`, own] });
    assert.ok((await copied.output()).success);
  }
  const binary = program ? "opaws" : "deno";
  if (!program) await Deno.copyFile(Deno.execPath(), `${own}/deno`);
  const line = start.replaceAll(dist.pathname, `${own}/`)
    .replaceAll(program || Deno.execPath(), `${own}/${binary}`);
  Deno.writeTextFileSync(`${home.folder}/bin/opaws`, line);
  const owned = new Deno.Command("chown", { args: ["-R", `${UID}:${UID}`, home.folder] });
  assert.ok((await owned.output()).success);
  return home;
}

async function asNobody(home: UserHome, script: string): Promise<string> {
  const unshare = ["--mount", "--pid", "--fork", "--mount-proc", "--kill-child"];
  const ran = await home.run(
    "/usr/bin/unshare",
    [...unshare, "/bin/bash", "-c", `${PRELUDE}\n${script}\nexit 0`],
    { env: { PASSWORD, DENO_DIR: `${home.folder}/cache` } },
  );
  assert.equal(ran.code, 0, `${ran.stdout}\n${ran.stderr}`);
  return ran.stdout;
}

const FALLBACK =
  `opaws: the system did not unlock vault "personal", so opaws asks for its password: `;

Deno.test({
  name: "a real polkit verifies presence, and no program or bus of the user can replace it",
  ignore: ignoreUnlessRoot() || ignoreWithout(...NEEDED),
  async fn() {
    using home = await nobodysHome();
    const output = await asNobody(
      home,
      `
      with vault create personal >/dev/null
      polkitd
      with unlock --enroll system 2>&1 | sed 's/^/unknown: /'
      "$HOME/bin/opaws" unlock --install-policy --yes 2>"$HOME/fake/shown" | sed 's/^/policy: /'
      cmp -s <(grep -A99 '^<?xml' "$HOME/fake/shown" | sed '$d') /usr/share/polkit-1/actions/org.opaws.unlock.policy && echo shown first
      stat -c 'mode %a %U' /usr/share/polkit-1/actions/org.opaws.unlock.policy
      "$HOME/bin/opaws" unlock --install-policy --yes | sed 's/^/again: /'
      rule YES 0
      with unlock --enroll system --json | grep presence
      try allowed
      o status
      rule NO 1; try refused
      fake_bin="$HOME/fake/own"; mkdir "$fake_bin"; printf '#!/bin/sh\\nexit 0\\n' >"$fake_bin/pkcheck"; chmod 755 "$fake_bin/pkcheck"
      PATH="$fake_bin:$PATH" DBUS_SYSTEM_BUS_ADDRESS="$DBUS_SESSION_BUS_ADDRESS" try "own pkcheck first on PATH"
      rule none 2; try "nobody to ask"
      fake pkcheck 'exit 3'; try dismissed
      chmod 777 "$HOME/fake/pkcheck"; try writable; chmod 755 "$HOME/fake/pkcheck"
      umount /usr/bin/pkcheck
      kill %1; sleep 0.5; pkill -x polkitd; rm -f /run/dbus/system_bus_socket; try "no bus"
      with unlock | sed 's/^/password: /'
      `,
    );
    const lines = output.trim().split("\n");
    assert.ok(
      lines.some((line) =>
        line.startsWith("unknown:   polkit: polkit does not answer, or does not know")
      ),
      output,
    );
    assert.match(output, /unknown: {3}try: opaws unlock --install-policy/);
    assert.match(
      output,
      /unknown: opaws: cannot enroll the system for vault "personal": there is no terminal/,
    );
    assert.match(output, /^policy: .*org\.opaws\.unlock\.policy is installed/m);
    assert.ok(lines.includes("shown first"), output);
    assert.ok(lines.includes("mode 644 root"), output);
    assert.match(output, /^again: .* is already installed/m);
    assert.match(output, /"presence": "polkit"/);
    assert.match(output, /^allowed: No item/m);
    assert.match(output, /unlocked +system slot "polkit"/);
    for (
      const [when, why] of [
        ["refused", "polkit refused"],
        ["own pkcheck first on PATH", "polkit refused"],
        ["nobody to ask", "polkit cannot show a dialog in this session"],
        ["dismissed", "you dismissed polkit's dialog"],
        ["writable", "/usr/bin/pkcheck does not exist or can be changed by other users"],
        ["no bus", "polkit does not answer, or does not know opaws's action"],
      ]
    ) {
      assert.ok(lines.includes(`${when}: ${FALLBACK}${why}`), `${when}\n${output}`);
    }
    assert.match(output, /^password: Vault "personal" is unlocked/m);
  },
});

Deno.test({
  name:
    "a matching fingerprint verifies presence if polkit cannot, and another or no finger does not",
  ignore: ignoreUnlessRoot() || ignoreWithout(...NEEDED),
  async fn() {
    using home = await nobodysHome();
    const output = await asNobody(
      home,
      `
      with vault create personal >/dev/null
      fake fprintd-verify 'sleep 1.5; echo "Verify result: verify-match (done)"'
      with unlock --enroll system --json | grep presence
      try match; o lock >/dev/null; o item list 2>/dev/null | sed 's/^/unlocked: /'
      fake fprintd-verify 'echo "Verify result: verify-no-match (done)"; exit 1'; try "no match"
      fake fprintd-verify 'echo "Verify result: verify-no-match (done)"'; try "old no match"
      fake fprintd-verify 'echo "list_devices failed: no device"; exit 1'; try "no reader"
      umount /usr/bin/fprintd-verify; umount /usr/bin/fprintd-verify; umount /usr/bin/fprintd-verify; umount /usr/bin/fprintd-verify
      try "the real one without a reader"
      `,
    );
    const lines = output.trim().split("\n");
    assert.match(output, /"presence": "fingerprint"/);
    const waiting = 'opaws: waiting for your answer (fingerprint) to unlock vault "personal": ';
    assert.ok(lines.includes(`match: ${waiting}to list items`), output);
    assert.match(output, /^unlocked: No item/m);
    for (
      const [when, why] of [
        ["no match", "the fingerprint does not match"],
        ["old no match", "the fingerprint does not match"],
        ["no reader", "no fingerprint reader answers, or no finger of yours is enrolled"],
        [
          "the real one without a reader",
          "no fingerprint reader answers, or no finger of yours is enrolled",
        ],
      ]
    ) {
      assert.ok(lines.includes(`${when}: ${FALLBACK}${why}`), `${when}\n${output}`);
    }
  },
});
