import assert from "node:assert/strict";
import { findPaths } from "../../src/fs/paths.ts";
import { denoHost } from "../../src/host.ts";
import { Secret } from "../../src/secret.ts";
import { tryPassword } from "../../src/vault/slots/password.ts";
import { changeVault } from "../../src/vault/store/change.ts";
import { readVault } from "../../src/vault/store/read.ts";
import { FakeSts } from "../aws/sts/fake_sts.ts";
import { ignoreUnlessRoot } from "../ignore.ts";
import { RoleHome } from "./role_home.ts";
import { PASSWORD, UserHome } from "./user_home.ts";

/** Makes a home without problems: aws is installed, the hook is in the startup file, the vault is unlocked, the binding is good. */
async function healthy(): Promise<UserHome> {
  const home = new UserHome({ SHELL: "/bin/bash" });
  home.program("aws", "echo aws-cli/9.9.9");
  await home.vault();
  await home.item("AWS dev");
  await home.bind("AWS dev");
  await home.opaws(["hook", "--install"]);
  return home;
}

/** Runs `opaws doctor --json` in a bash that has loaded the hook. */
async function examined(home: UserHome, ...args: string[]) {
  const script = `eval "$(opaws hook bash)"; opaws doctor ${args.join(" ")} --json`;
  const { code, stdout, stderr } = await home.run("/bin/bash", ["-c", `${script}; exit $?`]);
  assert.equal(stderr, "");
  const { ok, findings } = JSON.parse(stdout) as {
    ok: boolean;
    findings: { check: string; state: string; message: string; try?: string }[];
  };
  return { code, ok, findings, problems: findings.filter(({ state }) => state === "problem") };
}

Deno.test("doctor exits with 0 if there is no problem, and prints program and version of each tool", async () => {
  using home = await healthy();
  const { code, ok, problems, findings } = await examined(home);
  assert.deepEqual([problems, ok, code], [[], true, 0]);
  const messages = findings.map(({ message }) => message).join("\n");
  assert.match(messages, /aws is .*\/bin\/aws, aws-cli\/9\.9\.9/);
  assert.match(messages, /vault "personal" is intact/);
});

Deno.test("doctor gives no secret of opaws to the tool whose version it asks for", async () => {
  using home = await healthy();
  const seen = `${home.folder}/seen`;
  home.program("aws", `env > '${seen}'; echo aws-cli/9.9.9`);
  const secrets = {
    OPAWS_TOKEN: "opaws_t1_x",
    OPAWS_TOKEN_FILE: "/token",
    OPAWS_VAULT: "e30=",
    OPAWS_SESSION: "x",
  };
  await home.opaws(["doctor", "aws"], { env: secrets });
  const environment = Deno.readTextFileSync(seen);
  assert.match(environment, /^PATH=/m);
  for (const name of Object.keys(secrets)) assert.ok(!environment.includes(`${name}=`), name);
});

Deno.test("doctor finds problems, and each command that it prints fixes one", async () => {
  using home = await healthy();
  const config = `${home.folder}/.config/opaws`;
  Deno.chmodSync(`${config}/config.json`, 0o644);
  Deno.chmodSync(`${config}/vaults`, 0o755);
  home.credentials({
    prod: { id: "AKIAI44QH8DHBEXAMPLE", secret: "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY" },
  });
  const { code, problems } = await examined(home);
  assert.equal(code, 1);
  assert.deepEqual(problems.map(({ check }) => check).sort(), ["modes", "modes", "plaintext keys"]);
  for (const { try: fix } of problems) {
    const yes = fix!.replace("opaws scrub", "opaws scrub --yes");
    const { code, stderr } = await home.run("/bin/sh", ["-c", yes]);
    assert.equal(code, 0, `${fix}: ${stderr}`);
  }
  assert.deepEqual((await examined(home)).problems, []);
});

Deno.test("doctor --fix fixes modes and the startup line, and nothing that could lose data", async () => {
  using home = await healthy();
  const config = `${home.folder}/.config/opaws`;
  Deno.chmodSync(`${config}/config.json`, 0o604);
  await home.opaws(["hook", "--uninstall"]);
  await home.opaws(["item", "delete", "AWS dev", "--yes"]);
  const { code, findings, problems } = await examined(home, "--fix");
  assert.equal(code, 1);
  assert.deepEqual(
    findings.filter(({ state }) => state === "fixed").map(({ check }) => check),
    ["startup", "modes"],
  );
  assert.deepEqual(problems.map(({ check }) => check), ["bindings"]);
  assert.equal(Deno.statSync(`${config}/config.json`).mode! & 0o777, 0o600);
  assert.match(Deno.readTextFileSync(`${home.folder}/.bashrc`), /opaws hook bash/);
});

Deno.test("doctor works if nothing can be read, and shows no secret", async () => {
  using home = await healthy();
  Deno.writeTextFileSync(`${home.folder}/.aws/config`, "[default]\nregion\n");
  Deno.writeTextFileSync(`${home.folder}/.config/opaws/config.json`, "{");
  Deno.writeTextFileSync(`${home.folder}/.config/opaws/vaults/personal.json`, "{}");
  const { code, stdout, stderr } = await home.opaws(["doctor"], {
    env: { AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" },
  });
  assert.deepEqual([code, stderr], [1, ""]);
  assert.match(stdout, /try: "\$\{EDITOR:-vi\}" \+2 ~\/\.aws\/config\n/);
  assert.match(stdout, /try: opaws vault restore/);
  assert.match(stdout, /\d problems\.\n$/);
  assert.ok(!stdout.includes("wJalr"));
});

Deno.test("doctor TOOL checks only that tool", async () => {
  using home = await healthy();
  const { findings } = await examined(home, "no-such-tool");
  assert.deepEqual(
    findings.filter(({ check }) => check === "tools").map(({ message }) => message),
    ["no-such-tool is not on your PATH"],
  );
});

Deno.test("opaws doctor aws explains why a session without MFA is refused as an invalid key", async () => {
  await using sts = FakeSts.start();
  using home = await RoleHome.make(sts);
  const before = await home.opaws(["doctor", "aws"]);
  assert.match(before.stdout, /has no session without MFA/);
  await home.show(["--duration", "1h"]);
  const { code, stdout } = await home.opaws(["doctor", "aws"]);
  assert.equal(code, 1);
  assert.match(
    stdout,
    /^ +problem +sessions: "AWS dev" has a session without MFA.*InvalidClientTokenId/m,
  );
  assert.match(stdout, /try: opaws run --no-session -- aws\n/);
  const report = JSON.parse((await home.opaws(["doctor", "aws", "--json"])).stdout);
  const sessions = report.findings.filter(({ check }: { check: string }) => check === "sessions");
  assert.equal(sessions[0].state, "problem");
  await home.opaws(["lock"]);
  assert.match(
    (await home.opaws(["doctor"])).stdout,
    /^ +note +sessions: vault "personal" is locked/m,
  );
  await home.opaws(["session", "clear"]);
  assert.match((await home.opaws(["doctor", "--verbose"])).stdout, /^ +ok +sessions: /m);
});

/** Makes the item called `title` as old as an item of 2020. */
async function age(home: UserHome, title: string): Promise<void> {
  const paths = findPaths({ ...denoHost, env: (name) => home.env[name] });
  const { key } = await tryPassword(readVault(paths, "personal").file, new Secret(PASSWORD));
  await changeVault(denoHost, paths, "personal", key, async (draft) => {
    const item = (await draft.items()).find((each) => each.title === title)!;
    await draft.putItem({ ...item, created: "2020-01-01T00:00:00Z" });
  });
}

Deno.test("doctor counts the age of a key from its last change, which is not that of the item", async () => {
  using home = await healthy();
  await age(home, "AWS dev");
  const old = async (): Promise<boolean> => {
    const { problems } = await examined(home);
    return problems.some(({ check, message }) =>
      check === "key age" && /"AWS dev" is at least \d+ days old/.test(message)
    );
  };
  assert.ok(await old());
  await home.opaws(["item", "edit", "AWS dev", "--region", "eu-west-1"]);
  assert.ok(await old());
  const fields = { "secret access key": "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY" };
  const edited = await home.opaws(["item", "edit", "AWS dev", "--stdin"], {
    input: JSON.stringify({ fields }),
  });
  assert.equal(edited.code, 0, edited.stderr);
  assert.ok(!await old());
});

Deno.test("doctor counts the bindings of this terminal, and finds a broken one", async () => {
  using home = await healthy();
  await home.item("AWS prod");
  await home.bind("AWS prod", "cdk", "session");
  const bindings = (found: Awaited<ReturnType<typeof examined>>) =>
    found.findings.filter(({ check }) => check === "bindings");
  assert.deepEqual(
    bindings(await examined(home)).map(({ message }) => message),
    ["2 bindings lead to an item or a role"],
  );
  await home.opaws(["item", "delete", "AWS prod", "--yes"]);
  const [broken] = bindings(await examined(home));
  assert.match(broken!.message, /"AWS prod" \(cdk, session\) is broken: its item is gone/);
  assert.equal(broken!.try, "opaws init cdk --scope session");
});

Deno.test({
  name: "doctor finds a disk that is full or read-only",
  ignore: ignoreUnlessRoot(),
  async fn() {
    using home = await healthy();
    const state = `${home.folder}/.local/state/opaws`;
    for (
      const [options, cause] of [["ro", "read-only"], ["size=4k", "the disk is full"]] as const
    ) {
      const script = `mount -t tmpfs -o ${options},mode=700 tmpfs "$1" && ` +
        'head -c 4096 /dev/zero >"$1/full" 2>/dev/null; opaws doctor --json';
      const { stdout } = await home.run("unshare", ["-m", "sh", "-c", script, "sh", state]);
      const { findings } = JSON.parse(stdout);
      const disk = findings.filter(({ check }: { check: string }) => check === "disk");
      assert.equal(disk.length, 1, stdout);
      assert.ok(disk[0].message.includes(cause), disk[0].message);
      assert.equal(disk[0].try, `df -h '${state}'`);
    }
  },
});
