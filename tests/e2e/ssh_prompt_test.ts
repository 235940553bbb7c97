import assert from "node:assert/strict";
import { ignoreWithout } from "../ignore.ts";
import { git } from "./git_repositories.ts";
import { SSHD, startSshServer } from "./ssh_server.ts";
import { done, TEAM } from "./team.ts";
import { UserHome } from "./user_home.ts";

const WAIT = 60_000;
const PASSPHRASE = "of the ssh key";

Deno.test({
  name: "ssh asks for its passphrase in the terminal, and never around another command",
  ignore: ignoreWithout("git", SSHD),
  async fn() {
    await using server = await startSshServer(PASSPHRASE);
    using home = new UserHome({ GIT_SSH_COMMAND: server.command });
    await home.vault();
    await done(home, ["vault", "create", TEAM, "--shared", "--as", "Ann"]);
    const repository = Deno.makeTempDirSync({ prefix: "opaws-ssh-" });
    try {
      await git(["init", "-q", "--bare", repository]);
      const url = `git+ssh://${server.authority}${repository}`;
      {
        await using terminal = home.terminal("opaws", ["remote", "set", TEAM, url]);
        await terminal.expect(/Enter passphrase for key [^\n]*: /, WAIT);
        await terminal.send("wrong\r");
        await terminal.expect(/Enter passphrase for key [^\n]*: /, WAIT);
        await terminal.send(`${PASSPHRASE}\r`);
        await terminal.expect(/Vault "team" is synced with git\+ssh:.*\n.*opaws sync team/, WAIT);
      }
      const item = JSON.stringify({
        title: "AWS dev",
        fields: {
          "access key id": "AKIAI44QH8DHBEXAMPLE",
          "secret access key": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        },
      });
      const create = ["item", "create", "--vault", TEAM, "--stdin"];
      const { code, stderr } = await home.opaws(create, { input: item });
      assert.equal(code, 0, stderr);
      assert.match(stderr, /Permission denied/);
      assert.doesNotMatch(stderr, /passphrase/);
    } finally {
      Deno.removeSync(repository, { recursive: true });
    }
  },
});
