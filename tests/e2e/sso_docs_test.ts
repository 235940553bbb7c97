// The commands of docs/identity-center.md and the try: lines of errors, run as they are printed.
import assert from "node:assert/strict";
import { FakeSso } from "../aws/sso/fake_sso.ts";
import { SSO_CONFIG, SsoHome } from "./sso_home.ts";
import { PASSWORD } from "./user_home.ts";

const PAGE = Deno.readTextFileSync(new URL("../../docs/identity-center.md", import.meta.url));

Deno.test("docs/identity-center.md takes a newcomer from nothing to aws s3 ls in five lines", async () => {
  const block = /## From nothing to `aws s3 ls`\s+```console\n([^]*?)```/.exec(PAGE)![1]!;
  const lines = block.trimEnd().split("\n").map((line) => line.replace(/^\$ /, ""));
  assert.equal(lines.length, 5);
  await using sso = FakeSso.start();
  using home = new SsoHome(sso, { config: "" });
  home.program("aws", 'echo "got $AWS_ACCESS_KEY_ID for $*"');
  await using bash = home.terminal("/bin/bash", ["--norc", "-i"]);
  const answers: Readonly<Record<number, [RegExp, string][]>> = {
    0: [[/New password/, `${PASSWORD}\r`], [/Repeat/, `${PASSWORD}\r`], [/Created vault/, ""]],
    1: [[/Added session corp/, ""]],
    2: [
      [/opening your browser[^]*Which account\?/, "\r"],
      [/Which role in Acme Dev\?/, "\r"],
      [/Region for its commands/, "\r"],
      [/When should it be used\?/, "\x1b[A\x1b[A\r"],
      [/aws uses role Developer in Acme Dev/, ""],
    ],
    4: [[/got ASIASSO0001EXAMPLE for s3 ls/, ""]],
  };
  for (const [index, line] of lines.entries()) {
    // A vault that was unlocked by creating it needs no password.
    await bash.send(`${line.replace("zsh", "bash")}; echo step ${index} is $((1 + 1))\r`);
    for (const [question, answer] of answers[index] ?? []) {
      await bash.expect(question, 30_000);
      if (answer !== "") await bash.send(answer);
    }
    await bash.expect(new RegExp(`step ${index} is 2`), 30_000);
  }
});

Deno.test("the try: lines of errors about Identity Center do what the error needs", async () => {
  await using sso = FakeSso.start();
  using home = await SsoHome.make(sso);
  const fixOf = async (...words: string[]): Promise<string> => {
    const { code, stderr } = await home.opaws(words);
    assert.notEqual(code, 0, words.join(" "));
    return /^ {2}try: (.*)$/m.exec(stderr)?.[1] ?? assert.fail(stderr);
  };
  const succeed = async (command: string): Promise<string> => {
    const { code, stdout, stderr } = await home.run("sh", ["-c", command]);
    assert.equal(code, 0, `${command}: ${stderr}`);
    return stdout + stderr;
  };
  const list = ["sso", "list"];
  const login = "opaws sso login corp";
  const run = ["run", "--sso", "corp", "--account", "111122223333", "--role"];
  assert.equal(await fixOf(...list), login);
  assert.equal(await fixOf(...run, "Developer", "--", "true"), login);
  assert.equal(await fixOf("sso", "logout"), login);
  await succeed(login);
  await succeed("opaws sso list");
  const roles = await fixOf(...run, "Nope", "--", "true");
  assert.equal(roles, "opaws sso list corp");
  assert.match(await succeed(roles), /Developer/);
  const sessions = await fixOf("sso", "login", "nope");
  assert.match(await succeed(sessions), /corp/);
  assert.equal(
    await fixOf("sso", "add", "corp", "--start-url", "https://a", "--region", "us-east-1"),
    login,
  );
  const add = await fixOf("sso", "add", "other", "--region", "us-east-1");
  await succeed(add);
  assert.equal(await fixOf("sso", "list"), "opaws sso list SESSION");
  await succeed("opaws sso remove other");
  sso.oidc.clients.startUrls.clear();
  await succeed(add.replace("other", "wrong"));
  const region = await fixOf("sso", "login", "wrong", "--device");
  assert.match(region, /^opaws sso add wrong --start-url '?https\S+ --region REGION$/);
  sso.oidc.clients.startUrls.add("https://acme.awsapps.com/start");
  await succeed(region.replace("REGION", "us-east-1"));
  await succeed("opaws sso login wrong");
  const out = await fixOf("sso", "remove", "wrong");
  assert.equal(out, "opaws sso logout wrong");
  await succeed(`${out} && opaws sso remove wrong`);
  sso.oidc.approves = false;
  const again = await fixOf("sso", "login", "corp");
  assert.equal(again, login);
  sso.oidc.approves = true;
  await succeed(again);
  Deno.writeTextFileSync(
    `${home.folder}/.aws/config`,
    SSO_CONFIG.replace("corp", "co rp").replaceAll("= corp", "= nope"),
  );
  const none = await fixOf("sso", "login", "corp");
  assert.equal(none, "opaws sso status");
});
