import assert from "node:assert/strict";
import { KEY, PASSWORD, WindowsHome } from "./home.ts";

const ECHO_AND_LINES = 0x7; // ENABLE_PROCESSED_INPUT, ENABLE_LINE_INPUT, ENABLE_ECHO_INPUT

Deno.test("the password is asked on the console without echo, and the console's mode comes back", async () => {
  using home = new WindowsHome();
  await home.withItem();
  await home.succeed(["init", "aws", "--item", "AWS dev", "--scope", "global", "--yes"]);
  await home.succeed(["lock"]);
  // Standard input and output are not the console.
  const { code, stdout, stderr, screen, modes } = await home.inConsole(
    { typed: [["Password", `${PASSWORD}\r`]] },
    ["run", "--", "aws", "s3", "ls"],
  );
  assert.equal(code, 0, stderr + screen);
  assert.equal(JSON.parse(stdout).variables.AWS_ACCESS_KEY_ID, KEY.id);
  assert.doesNotMatch(screen, /battery/);
  assert.equal(modes[1]! & ECHO_AND_LINES, 0);
  assert.equal(modes[2], modes[0]);
});

Deno.test("Ctrl-C at the question cancels it, and the console's mode comes back", async () => {
  using home = new WindowsHome();
  await home.withItem();
  await home.succeed(["init", "aws", "--item", "AWS dev", "--scope", "global", "--yes"]);
  await home.succeed(["lock"]);
  const { code, stderr, modes } = await home.inConsole(
    { typed: [["Password", "abc\x03"]] },
    ["run", "--", "aws", "s3", "ls"],
  );
  assert.equal(code, 77, stderr);
  assert.equal(modes[2], modes[0]);
});

Deno.test("Ctrl-Break at the question ends opaws, and the console's mode comes back", async () => {
  using home = new WindowsHome();
  await home.withItem();
  await home.succeed(["init", "aws", "--item", "AWS dev", "--scope", "global", "--yes"]);
  await home.succeed(["lock"]);
  const { code, stdout, modes } = await home.inConsole(
    { typed: [["Password", "abc"]], event: "Ctrl-Break" },
    ["run", "--", "aws", "s3", "ls"],
  );
  assert.equal(code, 0xc000013a);
  assert.equal(stdout, "");
  assert.notEqual(modes[1], modes[0]);
  assert.equal(modes[2], modes[0]);
});

Deno.test("without a console and without standard input there is nobody to ask", async () => {
  using home = new WindowsHome();
  await home.withItem();
  await home.succeed(["lock"]);
  const { code } = await home.opaws(["run", "--item", "AWS dev", "--", "aws", "s3", "ls"], {
    env: { OPAWS_NONINTERACTIVE: "1" },
  });
  assert.equal(code, 79);
});
