import assert from "node:assert/strict";
import { refuseKeyring, STRACE } from "./refused_keyring.ts";
import { PASSWORD, UserHome } from "./user_home.ts";
import { ignoreWithout } from "../ignore.ts";

Deno.test({
  name:
    "without the kernel's keyring, keys are in a file that only this terminal's OPAWS_SESSION opens",
  ignore: ignoreWithout(STRACE),
  async fn() {
    using home = new UserHome({ PS1: "ready> " });
    refuseKeyring(home, "keyctl,add_key", "EPERM");
    await home.vault();
    const asked = await home.opaws(["item", "list"], { env: { OPAWS_SESSION: "" } });
    assert.equal(asked.code, 79, "nothing can be cached without OPAWS_SESSION");
    await home.opaws(["lock"]);
    await using terminal = home.terminal("/bin/bash", ["--norc", "--noprofile", "-i"]);
    await terminal.expect(/ready> /);
    await terminal.send('eval "$(opaws hook bash)"; echo set ${#OPAWS_SESSION}\r');
    await terminal.expect(/set \d{2,}/, 15_000);
    await terminal.send("opaws unlock\r");
    await terminal.expect(/◆ +Password of vault "personal"/, 15_000);
    await terminal.send(`${PASSWORD}\r`);
    await terminal.expect(/is unlocked for this terminal/, 15_000);
    await terminal.send("opaws status --json\r");
    await terminal.expect(/"unlockCache": "sealed file"[\s\S]*"thisTerminal": true/, 15_000);
    await terminal.send("(unset OPAWS_SESSION; opaws status)\r");
    await terminal.expect(/personal +locked/, 15_000);
    const files = [...Deno.readDirSync(`${home.folder}/run/opaws`)].map((entry) => entry.name);
    assert.ok(files.some((name) => name.endsWith(".unlocked")));
    const [file] = files.filter((name) => name.endsWith(".unlocked"));
    await using other = home.terminal("/bin/bash", ["--norc", "--noprofile", "-i"]);
    await other.expect(/ready> /);
    await other.send('eval "$(opaws hook bash)"; echo set ${#OPAWS_SESSION}\r');
    await other.expect(/set \d{2,}/, 15_000);
    await other.send(`echo '${PASSWORD}' | opaws unlock --password-stdin; echo done\r`);
    await other.expect(/\ndone/, 15_000);
    await other.send(
      `for f in run/opaws/*.unlocked; do cp run/opaws/${file} "$f"; done; echo copied\r`,
    );
    await other.expect(/\ncopied/);
    await other.send("opaws status; opaws item list\r");
    await other.expect(/personal +locked/, 15_000);
    await other.expect(/◆ +Password of vault "personal"/, 15_000);
    await other.send("\x03");
    await other.expect(/Cancelled\./, 15_000);
    await other.send("exit\r");
    await other.status;
    await terminal.send("exit\r");
    await terminal.status;
    const left = [...Deno.readDirSync(`${home.folder}/run/opaws`)].map((entry) => entry.name);
    assert.deepEqual(left.filter((name) => name.endsWith(".unlocked")), []);
  },
});

Deno.test({
  name: "a full key quota is reported: other commands still work, and unlock fails",
  ignore: ignoreWithout(STRACE),
  async fn() {
    using home = new UserHome();
    await home.vault();
    await home.opaws(["lock"]);
    refuseKeyring(home, "add_key", "EDQUOT");
    const input = `${PASSWORD}\n`;
    const listed = await home.opaws(["item", "list", "--password-stdin"], { input });
    assert.equal(listed.code, 0);
    assert.match(listed.stderr, /your quota of keys is used up; the next command will ask again/);
    const unlocked = await home.opaws(["unlock", "--password-stdin"], { input });
    assert.equal(unlocked.code, 69);
    assert.match(unlocked.stderr, /cannot keep vault "personal" unlocked/);
  },
});

Deno.test("a runtime folder that cannot be created is reported: other commands still work, and unlock fails", async () => {
  using home = new UserHome();
  Deno.writeTextFileSync(`${home.folder}/run/opaws`, "");
  const input = `${PASSWORD}\n`;
  const made = await home.opaws(["vault", "create", "personal", "--password-stdin"], { input });
  assert.equal(made.code, 0, made.stderr);
  assert.match(made.stderr, /cannot create folder .*; the next command will ask again/);
  const listed = await home.opaws(["item", "list", "--password-stdin"], { input });
  assert.equal(listed.code, 0, listed.stderr);
  const unlocked = await home.opaws(["unlock", "--password-stdin"], { input });
  assert.equal(unlocked.code, 69);
  assert.match(unlocked.stderr, /cannot keep vault "personal" unlocked: .* did not store its key/);
  assert.equal((await home.opaws(["lock"])).code, 0);
});

Deno.test({
  name: "a command asks for the password once even if nothing can be cached",
  ignore: ignoreWithout(STRACE),
  async fn() {
    using home = new UserHome({ PS1: "ready> " });
    home.credentials({
      prod: { id: "AKIAIOSFODNN7EXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" },
    });
    refuseKeyring(home, "keyctl,add_key", "EPERM");
    await using terminal = home.terminal("/bin/sh", ["-i"]);
    await terminal.expect(/ready> /);
    await terminal.send("opaws run -- sh -c 'echo got $AWS_ACCESS_KEY_ID'\r");
    await terminal.expect(/Name of the vault/, 15_000);
    await terminal.send("\r");
    await terminal.expect(/◆ +New password of vault "personal"/);
    await terminal.send(`${PASSWORD}\r`);
    await terminal.expect(/◆ +Repeat the new password/);
    await terminal.send(`${PASSWORD}\r`);
    await terminal.expect(
      /Where do the credentials come from\?[\s\S]*credentials \[prod\]/,
      15_000,
    );
    await terminal.send("\r");
    await terminal.expect(/Name of the item/);
    await terminal.send("\r");
    await terminal.expect(/When should it be used\?/, 15_000);
    await terminal.send("\r");
    await terminal.expect(/got AKIAIOSFODNN7EXAMPLE/, 15_000);
    assert.doesNotMatch(terminal.output, /[◆◇] +Password of vault/, "it asked only once");
  },
});
