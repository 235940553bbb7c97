import assert from "node:assert/strict";
import { KEY, PASSWORD, WindowsHome } from "./home.ts";

/** Commands and files that only other systems have. */
const FOREIGN = /chmod|chown|command -v|\.bashrc|export PATH|\/etc\/|~\/|unset [A-Z]|\bvi\b/;

async function boundHome(): Promise<WindowsHome> {
  const home = new WindowsHome();
  await home.withItem();
  await home.succeed(["init", "aws", "--item", "AWS dev", "--scope", "global", "--yes"]);
  return home;
}

Deno.test("export and credential-process print the credentials for shells and SDKs of Windows", async () => {
  using home = await boundHome();
  const lines = await home.succeed(["export", "--format", "pwsh"]);
  assert.match(lines, new RegExp(`\\$env:AWS_ACCESS_KEY_ID ?= ?'${KEY.id}'`));
  assert.equal(await home.succeed(["export"]), lines);
  const answer = JSON.parse(await home.succeed(["credential-process", "--item", "AWS dev"]));
  assert.equal(answer.AccessKeyId, KEY.id);
});

Deno.test("doctor finds nothing wrong in a home with a shim, and speaks of nothing that Windows lacks", async () => {
  using home = await boundHome();
  const missing = await home.opaws(["doctor"]);
  assert.doesNotMatch(missing.stdout, FOREIGN);
  assert.doesNotMatch(missing.stdout, /modes: .*(mode|access to)/);
  const { folder } = JSON.parse(await home.succeed(["shim", "install", "--json"]));
  // The program itself, as an installer puts it on PATH. Nobody starts it here.
  const bin = home.subfolder("bin");
  Deno.copyFileSync(`${home.tools}\\aws.exe`, `${bin}\\opaws.exe`);
  const env = { PATH: [folder, bin, home.variables.PATH].join(";") };
  const { code, stdout } = await home.opaws(["doctor", "--json"], { env });
  const findings: { state: string; check: string; message: string; try?: string }[] =
    JSON.parse(stdout).findings;
  assert.deepEqual(findings.filter(({ state }) => state === "problem"), [], stdout);
  assert.equal(code, 0);
  assert.doesNotMatch(stdout, FOREIGN);
});

Deno.test("a shim takes the place of the tool in cmd.exe, with exact arguments and its exit status", async () => {
  using home = await boundHome();
  const { folder } = JSON.parse(await home.succeed(["shim", "install", "--json"]));
  const env = {
    ...home.variables,
    PATH: [folder, home.variables.PATH].join(";"),
    DENO_INTERNAL_CHILD_ENTRYPOINT: "C:\\nonexistent.mjs",
  };
  const inCmd = async (line: string) => {
    const { code, stdout, stderr } = await new Deno.Command(home.variables.ComSpec!, {
      args: ["/d", "/c", line],
      windowsRawArguments: true,
      env,
      clearEnv: true,
      cwd: home.folder,
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { code: code >>> 0, stdout: text(stdout), stderr: text(stderr) };
  };
  const { code, stdout, stderr } = await inCmd('aws s3 ls "a&b" "c d"');
  assert.equal(code, 0, stderr);
  const report = JSON.parse(stdout);
  assert.deepEqual(report.args, ["s3", "ls", "a&b", "c d"]);
  assert.equal(report.variables.AWS_ACCESS_KEY_ID, KEY.id);
  assert.equal(report.variables.DENO_INTERNAL_CHILD_ENTRYPOINT, undefined);
  assert.equal((await inCmd("aws help exit 300")).code, 300);
  await home.succeed(["shim", "remove", "aws"]);
  assert.equal([...Deno.readDirSync(folder)].length, 0);
});

Deno.test("the AWS files are those of the profile folder, and an item can be imported from them", async () => {
  using home = new WindowsHome();
  await home.succeed(["vault", "create", "personal", "--password-stdin"], {
    input: `${PASSWORD}\n`,
  });
  await home.succeed(["unlock", "--password-stdin"], { input: `${PASSWORD}\n` });
  const aws = home.subfolder(".aws");
  const credentials = `${aws}\\credentials`;
  const text =
    `[default]\r\naws_access_key_id = ${KEY.id}\r\naws_secret_access_key = ${KEY.secret}\r\n`;
  Deno.writeTextFileSync(credentials, text);
  const listed = await home.succeed(["item", "import", "--dry-run", "--json"]);
  assert.match(listed, /default/);
  await home.succeed(["item", "import", "--all"]);
  assert.match(await home.succeed(["item", "list"]), /AWS +personal/);
  await home.succeed(["scrub", "--yes"]);
  assert.doesNotMatch(Deno.readTextFileSync(credentials), /AKIA/);
});

Deno.test("another terminal's OPAWS_SESSION, as the hook of PowerShell sets it, is a terminal session of its own", async () => {
  using home = await boundHome();
  const env = {
    OPAWS_SESSION: `shell-1-0123456789abcdef.${"7".repeat(64)}`,
    OPAWS_NONINTERACTIVE: "1",
  };
  assert.equal((await home.opaws(["run", "--", "aws", "s3", "ls"], { env })).code, 79);
  await home.succeed(["unlock", "--password-stdin"], { env, input: `${PASSWORD}\n` });
  assert.equal((await home.report(["s3", "ls"], { env })).variables.AWS_ACCESS_KEY_ID, KEY.id);
  await home.succeed(["lock", "--all"]);
  assert.equal((await home.opaws(["run", "--", "aws", "s3", "ls"], { env })).code, 79);
});

Deno.test("uninstall removes what opaws made, and leaves the vault", async () => {
  using home = await boundHome();
  await home.succeed(["shim", "install"]);
  const shown = await home.succeed(["uninstall", "--yes"]);
  assert.match(shown, /~\\AppData\\Roaming\\opaws\\vaults/);
  assert.deepEqual(
    [...Deno.readDirSync(`${home.folder}\\AppData\\Roaming\\opaws`)].map(({ name }) => name),
    ["vaults"],
  );
  assert.throws(() => Deno.statSync(`${home.folder}\\AppData\\Local\\opaws\\run`));
});
