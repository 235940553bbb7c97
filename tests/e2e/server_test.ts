import assert from "node:assert/strict";
import { FakeSts } from "../aws/sts/fake_sts.ts";
import { ignoreWithout } from "../ignore.ts";
import { MovableClock } from "./movable_clock.ts";
import { DEVICE, ROLE, RoleHome } from "./role_home.ts";

const CURL = 'curl -s -H "Authorization: $AWS_CONTAINER_AUTHORIZATION_TOKEN"';
const GET = `${CURL} $AWS_CONTAINER_CREDENTIALS_FULL_URI`;
const ignore = ignoreWithout("curl");

Deno.test({
  name: "run --server gives the tool no keys, and its server answers only requests with the token",
  ignore,
  fn: async () => {
    await using sts = FakeSts.start();
    using home = await RoleHome.make(sts);
    const run = (script: string, options: readonly string[] = []) =>
      home.opaws(["run", "--server", ...options, "--", "sh", "-c", script]);
    const keys = await run("env | grep -E '^AWS_(ACCESS|SECRET|SESSION)|^OPAWS'; exit 7");
    assert.deepEqual([keys.code, keys.stdout], [7, ""]);
    const session = JSON.parse((await run(GET)).stdout);
    assert.match(session.AccessKeyId, /^ASIA/);
    assert.match(session.Expiration, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    assert.deepEqual(Object.keys(session), [
      "AccessKeyId",
      "SecretAccessKey",
      "Token",
      "Expiration",
    ]);
    const statuses = [
      GET,
      "curl -s $AWS_CONTAINER_CREDENTIALS_FULL_URI",
      "curl -s -H 'Authorization: x' $AWS_CONTAINER_CREDENTIALS_FULL_URI",
      `${GET} -H 'Host: attacker.example'`,
      `${GET} -H 'Origin: http://127.0.0.1'`,
      `${GET} -H 'Sec-Fetch-Site: same-origin'`,
      `${GET}/x`,
      `${GET} -X POST`,
    ].map((command) => `${command} -o /dev/null -w '%{http_code} '`);
    const answers = await run(statuses.join("; "));
    assert.equal(answers.stdout, "200 401 401 403 403 403 404 405 ");
    assert.equal(sts.count("GetSessionToken"), 1, "the session is cached");
  },
});

Deno.test({
  name: "nothing is served after opaws lock, in this terminal or in all of them",
  ignore,
  fn: async () => {
    await using sts = FakeSts.start();
    using home = await RoleHome.make(sts);
    for (const lock of ["opaws lock", "opaws lock --all", "opaws lock --vault personal"]) {
      await home.opaws(["unlock", "--password-stdin"], { input: "correct horse battery\n" });
      const script = `opaws status; ${lock}; ${GET}; opaws status`;
      const { code, stdout, stderr } = await home.opaws([
        ...["run", "--server", "--", "sh", "-c", script],
      ]);
      assert.equal(code, 0, stderr);
      assert.match(stdout, /A server for sh \(process \d+\) ends in 1\d hours at the latest/);
      assert.match(stdout, /"Code":"CredentialsUnavailable".*the vault was locked/);
      assert.doesNotMatch(stdout.slice(stdout.indexOf("CredentialsUnavailable")), /A server/);
      assert.doesNotMatch(stdout, /SecretAccessKey/);
    }
    assert.deepEqual(serverFiles(home), []);
  },
});

Deno.test({
  name:
    "the server goes on after the idle time of the vault, and the files of a killed one are removed",
  ignore,
  fn: async () => {
    await using sts = FakeSts.start();
    using home = await RoleHome.make(sts);
    // The cached key is gone as after the idle time, without opaws lock.
    const forget = "rm -f $XDG_RUNTIME_DIR/opaws/*.unlocked; keyctl clear @u 2>/dev/null";
    const { stdout } = await home.opaws([
      ...["run", "--server", "--", "sh", "-c", `${forget}; ${GET}; kill -9 $PPID`],
    ]);
    assert.match(stdout, /SecretAccessKey/);
    assert.equal(serverFiles(home).length, 2, "its record and its lock");
    assert.match((await home.opaws(["status"])).stdout, /personal/);
    assert.deepEqual(serverFiles(home), []);
  },
});

Deno.test({
  name: "a profile's own provider is taken out of copies, which only the tool gets",
  ignore,
  fn: async () => {
    await using sts = FakeSts.start();
    using home = await RoleHome.make(sts);
    const [config, credentials] = ["config", "credentials"].map((name) =>
      `${home.folder}/.aws/${name}`
    );
    const before = `${Deno.readTextFileSync(config!)}# end\n`.replace(
      "[default]\n",
      "[default]\ncredential_process = x\n  y\n",
    );
    Deno.writeTextFileSync(config!, before);
    home.program("aws", `cat "$AWS_CONFIG_FILE"; stat -c %a "$AWS_CONFIG_FILE"; echo $AWS_PROFILE`);
    const run = ["run", "--server", "--profile", "mid", "--item", "AWS dev", "--"];
    const { stdout, stderr } = await home.opaws([...run, "aws", "s3", "ls"]);
    const expected = before.replace("credential_process = x\n  y\n", "")
      .replace(`role_arn = ${ROLE}/mid\nsource_profile = base\n`, "");
    assert.equal(stdout, `${expected}600\nmid\n`, stderr);
    assert.equal(Deno.readTextFileSync(config!), before);
    // An opaws inside reads the user's own file, and what it starts does too.
    // No tool gets OPAWS_SESSION, which some containers need to know the terminal.
    const session = home.env.OPAWS_SESSION ?? "";
    const inner = `OPAWS_SESSION=${session} ` +
      'opaws run --verbose --profile mid --item "AWS dev" -- sh -c "env | grep ^AWS_CONFIG"';
    home.program("aws", inner);
    const nested = await home.opaws([...run, "aws", "s3", "ls"]);
    assert.match(nested.stderr, /role \S+base, then \S+mid/);
    assert.equal(nested.stdout, "");
    // A copy of the credentials file would have another profile's secret.
    home.credentials({
      default: { id: "AKIAIOSFODNN7EXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" },
      other: { id: "AKIAI44QH8DHBEXAMPLE", secret: "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY" },
    });
    const refused = await home.opaws([...run, "aws", "s3", "ls"]);
    assert.equal(refused.code, 78);
    assert.match(refused.stderr, /a copy of it would have the secret key of \[other\] too/);
    assert.deepEqual([Deno.statSync(credentials!).isFile, serverFiles(home)], [true, []]);
    const fix = /^ {2}try: (.*)$/m.exec(refused.stderr)![1]!;
    const fixed = await home.run("/bin/sh", ["-c", fix]);
    assert.equal(fixed.code, 0, fixed.stderr);
    const after = await home.opaws([...run, "true"]);
    assert.equal(after.code, 0, after.stderr);
  },
});

Deno.test("run --server refuses a session that ends too soon, one that it does not get, and --no-session", async () => {
  await using sts = FakeSts.start();
  using home = await RoleHome.make(sts);
  Deno.writeTextFileSync(
    `${home.folder}/.aws/config`,
    "[profile sso]\ncredential_process = x\n[profile short]\n" +
      `role_arn = ${ROLE}/short\nduration_seconds = 900\n`,
  );
  const ends = [];
  for (const options of [["--profile", "short"], ["--profile", "sso"], ["--no-session"]]) {
    const { code, stderr } = await home.opaws(["run", "--server", ...options, "--", "true"]);
    ends.push([code, stderr.split("\n")[0]]);
  }
  assert.deepEqual(ends, [
    [
      78,
      "opaws: cannot serve the session: it lasts 14 min, and SDKs need more than 15. Set a longer --duration, or duration_seconds of the profile",
    ],
    [
      64,
      "opaws: cannot use --server: its credentials come from credential_process, so opaws does not request a session",
    ],
    [
      64,
      "opaws: cannot use --no-session: --server hands out sessions only, never the access key itself",
    ],
  ]);
});

Deno.test({
  name: "the code of a session is asked for before the tool starts, and never afterwards",
  ignore: ignoreWithout("curl", "faketime", "setsid"),
  fn: async () => {
    await using sts = FakeSts.start();
    sts.mfa(DEVICE, () => true);
    using home = await RoleHome.make(sts);
    using clock = new MovableClock();
    const script = `${GET}; echo +718m >${clock.file}; ${GET}`;
    await using terminal = home.terminal("/usr/bin/env", [
      ...Object.entries(clock.env).map(([name, value]) => `${name}=${value}`),
      ...["opaws", "run", "--server", "--profile", "mfa", "--", "sh", "-c", script],
    ]);
    await terminal.expect(/Password of vault/);
    await terminal.send("correct horse battery\r");
    await terminal.expect(/One-time code/);
    await terminal.send("123456\r");
    const output = await terminal.expect(/CredentialsUnavailable[^}]*}/);
    assert.match(terminal.output, /SecretAccessKey/);
    assert.match(output, /get a one-time code of \S+: the terminal belongs to the program/);
  },
});

function serverFiles(home: RoleHome): string[] {
  return [...Deno.readDirSync(`${home.folder}/run/opaws`)].map(({ name }) => name)
    .filter((name) => name.startsWith("server-"));
}
