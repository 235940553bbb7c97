import assert from "node:assert/strict";
import { UserHome } from "./user_home.ts";

const SHOW = ["run", "--", "sh", "-c", 'printf %s "$TF_VAR_password,$STAGE,$AWS_ACCESS_KEY_ID"'];
const FIELDS = { "env:TF_VAR_password": "hunter two", "env:STAGE": "dev" };

async function home(): Promise<UserHome> {
  const made = new UserHome();
  await made.vault();
  await made.item("AWS dev", "AKIAIOSFODNN7EXAMPLE", FIELDS);
  await made.item("AWS prod", "AKIAI44QH8DHBEXAMPLE");
  await made.bind("AWS dev");
  return made;
}

Deno.test("fields env:NAME become variables of the tool, and end with the item", async () => {
  using made = await home();
  const run = await made.opaws(SHOW);
  assert.equal(run.stdout, "hunter two,dev,AKIAIOSFODNN7EXAMPLE", run.stderr);
  // A tool does not get OPAWS_SESSION, which the inner opaws needs where the system knows no terminal.
  const { OPAWS_SESSION: session } = made.env;
  const inner = session === undefined ? [] : ["env", `OPAWS_SESSION=${session}`];
  const nested = ["run", "--", ...inner, "opaws", "run", "--item", "AWS prod", ...SHOW.slice(1)];
  assert.equal((await made.opaws(nested)).stdout, ",,AKIAI44QH8DHBEXAMPLE");
  const shown = await made.opaws(["item", "show", "AWS dev"]);
  assert.match(shown.stdout, /env:TF_VAR_password +\*{8}\n/);
  assert.doesNotMatch(shown.stdout, /hunter/);
});

Deno.test("export has them too, masked in a workflow's log", async () => {
  using made = await home();
  const shell = await made.run("/bin/sh", [
    "-c",
    `eval "$(opaws export)"; printf '%s\n' "$TF_VAR_password"; eval "$(opaws export --item 'AWS prod')"
     printf '%s\n' "\${TF_VAR_password-unset}"`,
  ]);
  assert.equal(shell.stdout, "hunter two\nunset\n", shell.stderr);
  const file = `${made.folder}/github`;
  Deno.writeTextFileSync(file, "");
  const github = await made.opaws(["export", "--format", "github"], { env: { GITHUB_ENV: file } });
  assert.match(github.stdout, /::add-mask::hunter two\n/);
  assert.match(Deno.readTextFileSync(file), /TF_VAR_password<<.*\nhunter two\n/);
  const json = JSON.parse((await made.opaws(["export", "--format", "json"])).stdout);
  assert.equal(json.TF_VAR_password, "hunter two");
  assert.ok(!("OPAWS_VARIABLES" in json));
});

Deno.test("names that change what runs are refused when they are written", async () => {
  using made = await home();
  const attempts: readonly (readonly [readonly string[], string])[] = [
    [
      ["item", "create", "--stdin"],
      JSON.stringify({
        title: "x",
        fields: {
          "access key id": "AKIAIOSFODNN7EXAMPLE",
          "secret access key": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
          "env:LD_PRELOAD": "/tmp/x.so",
        },
      }),
    ],
    [["item", "edit", "AWS dev", "--stdin"], JSON.stringify({ fields: { "env:path": "/tmp" } })],
    [["item", "rename-field", "AWS dev", "env:STAGE", "env:https_proxy"], ""],
  ];
  for (const [args, input] of attempts) {
    const { code, stderr } = await made.opaws(args, { input });
    assert.equal(code, 64, stderr);
    assert.match(stderr, /an item cannot set .*, which can change what runs or where it connects/);
  }
  assert.equal((await made.opaws(SHOW)).code, 0);
});

Deno.test("names that change what runs are refused again when they are used", async () => {
  using made = await home();
  await made.uncheckedItem("odd", {
    "access key id": "AKIAIOSFODNN7EXAMPLE",
    "secret access key": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "env:BASH_ENV": "/tmp/x",
  });
  for (const args of [["run", "--item", "odd", "--", "true"], ["export", "--item", "odd"]]) {
    const { code, stdout, stderr } = await made.opaws(args);
    assert.equal(code, 78, stderr);
    assert.doesNotMatch(stdout, /BASH_ENV|AKIA/);
    assert.match(stderr, /cannot use item "odd": an item cannot set BASH_ENV/);
    assert.match(stderr, /try: opaws item edit [0-9a-f-]{36}\n/);
  }
});

Deno.test("item edit adds a variable on the terminal, and asks again for a name that is refused", async () => {
  using made = await home();
  await using terminal = made.terminal("/bin/sh", ["-i"]);
  await terminal.send("opaws item edit 'AWS prod'\r");
  const first = await terminal.expect(/Password of vault|Which field\?/, 20_000);
  if (first.startsWith("Password")) {
    await terminal.send("correct horse battery\r");
    await terminal.expect(/Which field\?/, 20_000);
  }
  await terminal.expect(/add a variable/);
  await terminal.send("\x1b[A");
  await terminal.expect(/● add a variable/);
  await terminal.send("\r");
  await terminal.expect(/Name of the variable/);
  await terminal.send("PATH\r");
  await terminal.expect(/an item cannot set PATH/);
  await terminal.send(`${"\x7f".repeat(4)}API_TOKEN\r`);
  await terminal.expect(/Value of API_TOKEN/);
  await terminal.send("s3cret\r");
  await terminal.expect(/Changed item "AWS prod"/, 20_000);
  const shown = await made.opaws([
    "run",
    "--item",
    "AWS prod",
    "--",
    "sh",
    "-c",
    "echo $API_TOKEN",
  ]);
  assert.equal(shown.stdout, "s3cret\n", shown.stderr);
});
