import assert from "node:assert/strict";
import { done, TEAM, teamItem } from "./team.ts";
import { PASSWORD, UserHome } from "./user_home.ts";

const KEYRING = "echo -n login | gnome-keyring-daemon --unlock --components=secrets >/dev/null";
const FUNCTIONS = `
  set -u
  with() { printf '%s\\n' "$PASSWORD" | "$@" --password-stdin; }
  entries() { secret-tool search --all service opaws 2>/dev/null | grep -c '^\\[' || true; }
`;

/** Runs `script` in a login session with its own real keychain. `before` runs first and decides whether it is unlocked. */
async function session(home: UserHome, script: string, before = KEYRING): Promise<string[]> {
  const { stdout, stderr, code } = await home.run(
    "/usr/bin/dbus-run-session",
    ["--", "/bin/bash", "-c", `${FUNCTIONS}\n${before}\n${script}`],
    { env: { PASSWORD } },
  );
  assert.equal(code, 0, `${stdout}\n${stderr}`);
  return stdout.trim().split("\n");
}

Deno.test("the system unlocks the vault from a real keychain until its slot is removed", async () => {
  using home = new UserHome();
  await home.vault();
  await home.item("AWS dev");
  const lines = await session(
    home,
    `
    opaws unlock --enroll system --password-stdin </dev/null 2>&1 | head -1
    with opaws unlock --enroll system --yes --json 2>plainly; cat plainly
    echo "entries $(entries)"
    opaws lock >/dev/null
    opaws run --item "AWS dev" -- sh -c 'echo "got $AWS_ACCESS_KEY_ID"' </dev/null
    opaws status
    opaws vault slots list
    with opaws unlock --enroll system --yes >/dev/null 2>&1; echo "entries $(entries)"
    opaws vault slots remove system --yes
    echo "entries $(entries)"
    opaws lock >/dev/null; opaws item list 2>&1; echo "status $?"
    `,
  );
  const text = lines.join("\n");
  assert.match(lines[0]!, /^opaws: cannot read the password from standard input/);
  assert.match(text, /"presence": "login session only"/);
  assert.match(
    text,
    /nothing on this machine verifies that you are present\n +polkit: polkit does not ask root\n +fingerprint: /,
  );
  assert.match(text, /The login session alone would protect vault "personal"/);
  assert.match(text, /\ngot AKIAIOSFODNN7EXAMPLE\n/);
  assert.match(text, /unlocked +system slot "login session only"/);
  assert.match(text, /system +login session only +just now +this machine's keychain/);
  assert.deepEqual(text.match(/^entries \d$/gm), ["entries 1", "entries 1", "entries 0"]);
  assert.match(text, /Removed the system slot "login session only" of vault "personal"/);
  assert.match(text, /it is locked and there is no terminal[^]*status 79$/);
});

Deno.test("without the keychain or its entry, one line says why and opaws asks for the password", async () => {
  using home = new UserHome();
  await home.vault();
  const absent = await home.opaws(["unlock", "--enroll", "system", "--password-stdin", "--yes"], {
    input: `${PASSWORD}\n`,
  });
  assert.deepEqual([absent.code, absent.stderr.split("\n")[0]], [
    69,
    "opaws: cannot use the system's keychain: there is none in this login session",
  ]);
  await session(home, `with opaws unlock --enroll system --yes >/dev/null 2>&1; opaws lock`);
  const fallback =
    /^opaws: the system did not unlock vault "personal", so opaws asks for its password: (.*)$/;
  const why = (lines: readonly string[]): string => {
    // On a busy machine the first line says that opaws is waiting.
    const line = lines.find((each) => !/waiting for the system's keychain$/.test(each));
    return fallback.exec(line ?? "")?.[1] ?? `unexpected: ${line}`;
  };
  const asked = await home.opaws(["item", "list"]);
  assert.equal(asked.code, 79);
  assert.equal(
    why(asked.stderr.split("\n")),
    "cannot use the system's keychain: there is none in this login session",
  );
  const locked = await session(home, "opaws item list 2>&1 || true", ":");
  assert.equal(why(locked), "cannot use the system's keychain: it stayed locked");
  const gone = await session(
    home,
    "secret-tool clear service opaws; opaws item list 2>&1 || true",
  );
  assert.equal(why(gone), "its entry is gone from the keychain");
  const stdin = await home.opaws(["unlock", "--password-stdin"], { input: `${PASSWORD}\n` });
  assert.deepEqual([stdin.code, stdin.stderr], [0, ""]);
});

Deno.test("on a terminal the question for the password follows the line that says why", async () => {
  using home = new UserHome({ PS1: "ready> " });
  await home.vault();
  await session(home, `with opaws unlock --enroll system --yes >/dev/null 2>&1; opaws lock`);
  await using terminal = home.terminal("/bin/sh", ["-i"]);
  await terminal.send("opaws unlock\r");
  await terminal.expect(
    /so opaws asks for its password: cannot use the system's keychain: there is none/,
  );
  await terminal.expect(/◆ +Password of vault "personal"/);
  await terminal.send(`${PASSWORD}\r`);
  await terminal.expect(/is unlocked for this terminal/);
});

Deno.test("vault delete removes the vault's secret from the keychain", async () => {
  using home = new UserHome();
  await home.vault();
  const lines = await session(
    home,
    `
    with opaws unlock --enroll system --yes >/dev/null 2>&1; echo "entries $(entries)"
    opaws vault delete personal --yes >/dev/null; echo "entries $(entries)"
    `,
  );
  assert.deepEqual(lines, ["entries 1", "entries 0"]);
});

Deno.test("unlock --enroll accepts only system, and refuses --recovery with it", async () => {
  using home = new UserHome();
  for (const args of [["--enroll", "moon"], ["--enroll", "system", "--recovery"]]) {
    assert.equal((await home.opaws(["unlock", ...args])).code, 64);
  }
});

Deno.test("the system unlocks a shared vault through the member's own one", async () => {
  using home = new UserHome();
  await home.vault();
  await done(home, ["vault", "create", TEAM, "--shared", "--as", "Ann"]);
  await teamItem(home, "AWS team");
  const lines = await session(
    home,
    `
    with opaws unlock --enroll system --yes --vault personal >/dev/null 2>&1
    opaws lock >/dev/null
    opaws run --vault ${TEAM} --item "AWS team" -- sh -c 'echo "got $AWS_ACCESS_KEY_ID"' </dev/null
    opaws lock --vault ${TEAM}
    with opaws unlock --enroll system --yes --vault ${TEAM} 2>&1; echo "status $?"
    `,
  );
  const text = lines.join("\n");
  assert.match(text, /^got AKIAI44QH8DHBEXAMPLE\n/);
  assert.match(text, /So is vault "personal"/);
  assert.match(text, /it is shared, [^]*--enroll system --vault personal\nstatus 78$/);
});
