import assert from "node:assert/strict";
import { FakeSignIn } from "../aws/console/fake_sign_in.ts";
import { FakeSso } from "../aws/sso/fake_sso.ts";
import { FakeSts } from "../aws/sts/fake_sts.ts";
import { STANDIN, WindowsHome } from "./home.ts";

const CONFIG = [
  "[sso-session corp]",
  "sso_start_url = https://acme.awsapps.com/start",
  "sso_region = us-east-1",
  "[profile dev]",
  "sso_session = corp",
  "sso_account_id = 111122223333",
  "sso_role_name = Developer",
  "region = eu-west-1",
  "",
].join("\r\n");

/** Lets the stand-in open pages. It writes what it opened last to the file that is returned. */
function withBrowser(home: WindowsHome): string {
  const [program, opened] = [`${home.folder}\\my browser.exe`, `${home.folder}\\opened`];
  Deno.copyFileSync(STANDIN, program);
  home.variables.BROWSER = `"${program}" browse "${opened}" %s`;
  return opened;
}

Deno.test("console opens a page that leads to the address, which is in no argument", async () => {
  await using sts = FakeSts.start();
  await using signIn = new FakeSignIn(sts);
  using home = new WindowsHome();
  Object.assign(home.variables, {
    AWS_ENDPOINT_URL: sts.url,
    AWS_ENDPOINT_URL_SIGNIN: signIn.url,
    AWS_REGION: "eu-west-1",
  });
  await home.withItem();
  const opened = withBrowser(home);
  await home.succeed(["console", "--item", "AWS dev"]);
  const [url, page] = Deno.readTextFileSync(opened).split("\n", 2);
  assert.match(url!, /^file:\/\/\/[A-Z]:\/.*\/console-[0-9a-f]+\.html$/);
  assert.doesNotMatch(url!, /\\|%5C/);
  assert.match(page!, /^<!doctype html>/);
  const { pathname } = new URL(url!);
  assert.throws(() => Deno.statSync(decodeURIComponent(pathname.slice(1))), Deno.errors.NotFound);
});

Deno.test("sso login signs in through the browser, and a tool has a role until sso logout", async () => {
  await using sso = FakeSso.start();
  using home = new WindowsHome();
  Object.assign(home.variables, sso.variables);
  Deno.writeTextFileSync(`${home.subfolder(".aws")}\\config`, CONFIG);
  await home.withItem();
  const opened = withBrowser(home);
  assert.match(await home.succeed(["sso", "login", "corp"]), /^Signed in to corp/);
  assert.match(Deno.readTextFileSync(opened), /^http:\/\/127\.0\.0\.1:\d+\/authorize\?/);
  assert.match(await home.succeed(["sso", "list"]), /111122223333 +Acme Dev +Developer/);
  const { variables } = await home.report(["s3", "ls", "--profile", "dev"]);
  assert.match(variables.AWS_ACCESS_KEY_ID!, /^ASIA/);
  assert.ok(variables.AWS_SESSION_TOKEN);
  assert.equal(await home.succeed(["sso", "logout"]), "Signed out of corp.\n");
  // The profile is the tool's own again.
  const after = await home.report(["s3", "ls", "--profile", "dev"]);
  assert.equal(after.variables.AWS_ACCESS_KEY_ID, undefined);
});
