import assert from "node:assert/strict";
import { KEY, PASSWORD, WindowsHome } from "./home.ts";

const UNLOCK = ["Password", `${PASSWORD}\r`] as const;

Deno.test("init asks on the console which item to use and when, and sets PowerShell up", async () => {
  using home = new WindowsHome();
  await home.withItem();
  const { code, screen } = await home.inConsole({
    isInteractive: true,
    typed: [UNLOCK, ["come from?", "\r"], ["When should it be used?", "\r"], ["Add it to", "\r"]],
  }, ["init", "aws"]);
  assert.equal(code, 0, screen);
  assert.match(screen, /aws uses "AWS dev" of vault "personal" in this terminal session/);
  const profile = `${home.folder}\\Documents\\PowerShell\\Microsoft.PowerShell_profile.ps1`;
  assert.match(Deno.readTextFileSync(profile), /hook\.ps1/);
});

Deno.test("use chooses for one console, and no other has its choice", async () => {
  using home = new WindowsHome();
  await home.withItem();
  const inOther = await home.inConsole({
    isInteractive: true,
    typed: [UNLOCK, ["What does this terminal use?", "\r"]],
  }, ["use"]);
  assert.equal(inOther.code, 0, inOther.screen);
  assert.match(inOther.screen, /aws uses "AWS dev" of vault "personal" in this terminal/);
  assert.equal((await home.opaws(["run", "--", "aws", "s3", "ls"])).code, 66);
  await home.succeed(["use", "AWS dev"]);
  assert.equal((await home.report(["s3", "ls"])).variables.AWS_ACCESS_KEY_ID, KEY.id);
});
