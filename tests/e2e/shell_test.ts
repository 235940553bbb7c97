import assert from "node:assert/strict";
import { FakeSts } from "../aws/sts/fake_sts.ts";
import { ignoreWithout } from "../ignore.ts";
import { RoleHome, SHOW } from "./role_home.ts";
import { PASSWORD } from "./user_home.ts";

const SHELLS: Readonly<Record<string, { file: string; startup: string; hook: string }>> = {
  bash: { file: "/bin/bash", startup: ".bashrc", hook: 'eval "$(opaws hook bash)"' },
  zsh: { file: "/bin/zsh", startup: ".zshrc", hook: 'eval "$(opaws hook zsh)"' },
  fish: {
    file: "/usr/bin/fish",
    startup: ".config/fish/config.fish",
    hook: "opaws hook fish | source",
  },
};

for (const [name, { file, startup, hook }] of Object.entries(SHELLS)) {
  Deno.test({
    name:
      `opaws shell starts ${name}, whose hook keeps its credentials in every directory, until exit`,
    ignore: ignoreWithout(file, "setsid"),
    fn: async () => {
      await using sts = FakeSts.start();
      using home = await RoleHome.make(sts);
      await home.item("AWS other", "AKIAI44QH8DHBEXAMPLE");
      await home.bind("AWS other", "aws", "directory", home.directory("other"));
      home.program("aws", 'echo "uses $AWS_ACCESS_KEY_ID in ${PWD##*/} as $AWS_VAULT"');
      home.directory(".config/fish");
      Deno.writeTextFileSync(`${home.folder}/${startup}`, `${hook}\n`);
      await using terminal = home.terminal("/usr/bin/env", [
        `SHELL=${file}`,
        ...["opaws", "shell", "--profile", "base"],
      ]);
      await terminal.expect(/Password of vault/);
      await terminal.send(`${PASSWORD}\r`);
      await terminal.expect(/this shell has a session of "AWS dev".*exit leaves it/);
      await terminal.send("aws --profile mid s3 ls\r");
      await terminal.expect(/uses ASIA\S+ in \S.* as base/);
      await terminal.send("cd other; aws s3 ls\r");
      await terminal.expect(/uses ASIA\S+ in other as base/);
      await terminal.send("echo ends $AWS_CREDENTIAL_EXPIRATION\r");
      await terminal.expect(/ends \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/);
      await terminal.send("opaws shell\r");
      await terminal.expect(
        /cannot start a shell: this is one already, with AWS dev, profile base/,
      );
      await terminal.send("opaws shell --item 'AWS other'\r");
      await terminal.expect(/the shell around this one has AWS dev, profile base/);
      await terminal.expect(/this shell has the keys of "AWS other"/);
      await terminal.send("aws s3 ls\r");
      await terminal.expect(/uses AKIAI44QH8DHBEXAMPLE in other as AWS other/);
      await terminal.send("exit\r");
      await terminal.send("aws s3 ls\r");
      await terminal.expect(/uses ASIA\S+ in other as base/);
      await terminal.send("exit 5\r");
      assert.equal((await terminal.status).code, 5);
    },
  });
}

Deno.test({
  name:
    "opaws shell --server has a server instead of keys, says when that ends, and returns the status",
  ignore: ignoreWithout("curl"),
  fn: async () => {
    await using sts = FakeSts.start();
    using home = await RoleHome.make(sts);
    const { code, stdout, stderr } = await home.opaws(["shell", "--server"], {
      env: { SHELL: "/bin/sh" },
      input: `echo "$AWS_VAULT $AWS_ACCESS_KEY_ID $AWS_CREDENTIAL_EXPIRATION"
curl -s -H "Authorization: $AWS_CONTAINER_AUTHORIZATION_TOKEN" $AWS_CONTAINER_CREDENTIALS_FULL_URI
opaws run -- ${SHOW.slice(0, 2).join(" ")} 'echo; echo "inner $AWS_CONTAINER_CREDENTIALS_FULL_URI"'
exit 7\n`,
    });
    assert.equal(code, 7, stderr);
    assert.match(stdout, /^AWS dev {2}\d{4}-\S+Z\n\{"AccessKeyId":"ASIA/);
    assert.match(
      stdout,
      /inner http:\/\/127\.0\.0\.1/,
      "what the hook would start keeps the server",
    );
    assert.match(stderr, /this shell has a session of "AWS dev"/);
  },
});

Deno.test("opaws shell takes SHELL only if it is a path, and refuses one that others can replace", async () => {
  await using sts = FakeSts.start();
  using home = await RoleHome.make(sts);
  const input = "echo $0\n";
  const named = await home.opaws(["shell"], { env: { SHELL: "evil" }, input });
  assert.equal(named.code, 0, named.stderr);
  assert.doesNotMatch(named.stdout, /evil/);
  home.program("sh2", "echo replaced");
  Deno.chmodSync(`${home.folder}/bin/sh2`, 0o777);
  const refused = await home.opaws(["shell"], { env: { SHELL: `${home.folder}/bin/sh2` }, input });
  assert.equal(refused.code, 126, refused.stderr);
});
