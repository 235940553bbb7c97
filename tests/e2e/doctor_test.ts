import assert from "node:assert/strict";
import { StsDouble } from "../aws/sts/sts_double.ts";
import { RoleHome } from "./role_home.ts";
import { UserHome } from "./user_home.ts";

/** A home where all is well: aws is there, the hook in the startup file, the vault unlocked, the binding good. */
async function healthy(): Promise<UserHome> {
  const home = new UserHome({ SHELL: "/bin/bash" });
  home.program("aws", "echo aws-cli/9.9.9");
  await home.vault();
  await home.item("AWS dev");
  await home.bind("AWS dev");
  await home.opaws(["hook", "--install"]);
  return home;
}

/** What the doctor says in a bash that has read the hook. */
async function examined(home: UserHome, ...words: string[]) {
  const script = `eval "$(opaws hook bash)"; opaws doctor ${words.join(" ")} --json`;
  const { code, stdout, stderr } = await home.run("/bin/bash", ["-c", `${script}; exit $?`]);
  assert.equal(stderr, "");
  const { ok, findings } = JSON.parse(stdout) as {
    ok: boolean;
    findings: { check: string; state: string; says: string; try?: string }[];
  };
  return { code, ok, findings, wrong: findings.filter(({ state }) => state === "problem") };
}

Deno.test("doctor ends with 0 where all is well, and names program and version of each tool", async () => {
  using home = await healthy();
  const { code, ok, wrong, findings } = await examined(home);
  assert.deepEqual([wrong, ok, code], [[], true, 0]);
  const told = findings.map(({ says }) => says).join("\n");
  assert.match(told, /aws is .*\/bin\/aws, aws-cli\/9\.9\.9/);
  assert.match(told, /vault "personal" is whole/);
});

Deno.test("doctor finds what was broken, and each command that it names mends it", async () => {
  using home = await healthy();
  const config = `${home.folder}/.config/opaws`;
  Deno.chmodSync(`${config}/config.json`, 0o644);
  Deno.chmodSync(`${config}/vaults`, 0o755);
  home.credentials({
    prod: { id: "AKIAI44QH8DHBEXAMPLE", secret: "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY" },
  });
  const { code, wrong } = await examined(home);
  assert.equal(code, 1);
  assert.deepEqual(wrong.map(({ check }) => check).sort(), ["modes", "modes", "plaintext keys"]);
  for (const { try: mend } of wrong) {
    const yes = mend!.replace("opaws scrub", "opaws scrub --yes");
    const { code, stderr } = await home.run("/bin/sh", ["-c", yes]);
    assert.equal(code, 0, `${mend}: ${stderr}`);
  }
  assert.deepEqual((await examined(home)).wrong, []);
});

Deno.test("doctor --fix mends modes and the startup line, and nothing that could lose anything", async () => {
  using home = await healthy();
  const config = `${home.folder}/.config/opaws`;
  Deno.chmodSync(`${config}/config.json`, 0o604);
  await home.opaws(["hook", "--uninstall"]);
  await home.opaws(["item", "delete", "AWS dev", "--yes"]);
  const { code, findings, wrong } = await examined(home, "--fix");
  assert.equal(code, 1);
  assert.deepEqual(
    findings.filter(({ state }) => state === "mended").map(({ check }) => check),
    ["startup", "modes"],
  );
  assert.deepEqual(wrong.map(({ check }) => check), ["bindings"]);
  assert.equal(Deno.statSync(`${config}/config.json`).mode! & 0o777, 0o600);
  assert.match(Deno.readTextFileSync(`${home.folder}/.bashrc`), /opaws hook bash/);
});

Deno.test("doctor works where nothing can be read, and shows no secret", async () => {
  using home = await healthy();
  Deno.writeTextFileSync(`${home.folder}/.aws/config`, "[default]\nregion\n");
  Deno.writeTextFileSync(`${home.folder}/.config/opaws/config.json`, "{");
  Deno.writeTextFileSync(`${home.folder}/.config/opaws/vaults/personal.json`, "{}");
  const { code, stdout, stderr } = await home.opaws(["doctor"], {
    env: { AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" },
  });
  assert.deepEqual([code, stderr], [1, ""]);
  assert.match(stdout, /config.*line 2|line 2.*config/);
  assert.match(stdout, /try: opaws vault restore/);
  assert.match(stdout, /to mend\.\n$/);
  assert.ok(!stdout.includes("wJalr"));
});

Deno.test("doctor looks at the one tool that is named", async () => {
  using home = await healthy();
  const { findings } = await examined(home, "no-such-tool");
  assert.deepEqual(
    findings.filter(({ check }) => check === "tools").map(({ says }) => says),
    ["no-such-tool is not on your PATH"],
  );
});

Deno.test("opaws doctor aws says why a session without MFA is refused as an invalid key", async () => {
  await using sts = StsDouble.start();
  using home = await RoleHome.make(sts);
  const before = await home.opaws(["doctor", "aws"]);
  assert.match(before.stdout, /^ok +sessions: /m);
  await home.show(["--duration", "1h"]);
  const { code, stdout } = await home.opaws(["doctor", "aws"]);
  assert.equal(code, 1);
  assert.match(
    stdout,
    /^problem +sessions: "AWS dev" has a session without MFA.*InvalidClientTokenId/m,
  );
  assert.match(stdout, /try: opaws run --no-session -- aws\n/);
  const told = JSON.parse((await home.opaws(["doctor", "aws", "--json"])).stdout);
  const sessions = told.findings.filter(({ check }: { check: string }) => check === "sessions");
  assert.equal(sessions[0].state, "problem");
  await home.opaws(["lock"]);
  assert.match(
    (await home.opaws(["doctor"])).stdout,
    /^note +sessions: vault "personal" is locked/m,
  );
  await home.opaws(["session", "clear"]);
  assert.match((await home.opaws(["doctor"])).stdout, /^ok +sessions: /m);
});
