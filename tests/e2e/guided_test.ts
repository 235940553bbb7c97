import assert from "node:assert/strict";
import { PASSWORD, UserHome } from "./user_home.ts";

const DOWN = "\x1b[B";

Deno.test("run asks for item and scope on a terminal if nothing is bound, and then goes on", async () => {
  using home = new UserHome({ PS1: "ready> " });
  await home.vault();
  await home.item("AWS dev");
  await home.item("AWS prod", "AKIAI44QH8DHBEXAMPLE");
  await using terminal = home.terminal("/bin/sh", ["-i"]);
  await terminal.expect(/ready> /);
  await terminal.send("opaws run -- sh -c 'echo got $AWS_ACCESS_KEY_ID'\r");
  await terminal.expect(/nothing is bound for sh here/, 15_000);
  await terminal.expect(/◆ +Password of vault "personal"/);
  await terminal.send(`${PASSWORD}\r`);
  await terminal.expect(
    /Where do the credentials come from\?[\s\S]*AWS dev[\s\S]*Search in opaws/,
    15_000,
  );
  await terminal.send(`${DOWN}${DOWN}\r`);
  await terminal.expect(/Which item\?[\s\S]*AWS dev[\s\S]*AWS prod[\s\S]*Expand search/, 15_000);
  await terminal.send("pro");
  await terminal.expect(/AWS prod/);
  await terminal.send("\r");
  await terminal.expect(/When should it be used\?/);
  await terminal.send("\r");
  await terminal.expect(/got AKIAI44QH8DHBEXAMPLE/, 15_000);
});

Deno.test("init finds an item by the expanded search and offers to rename a required field", async () => {
  using home = new UserHome({ PS1: "ready> ", SHELL: "/bin/bash" });
  await home.vault();
  const made = await home.opaws(["item", "create", "--stdin"], {
    input: JSON.stringify({
      title: "old item",
      fields: {
        "key id": "AKIAIOSFODNN7EXAMPLE",
        "secret access key": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
      },
    }),
  });
  assert.equal(made.code, 0, made.stderr);
  const unusable = await home.opaws(["run", "--item", "old item", "--", "true"]);
  assert.equal(unusable.code, 66);
  assert.match(unusable.stderr, /has no field "access key id"/);
  await using terminal = home.terminal("/bin/sh", ["-i"]);
  await terminal.expect(/ready> /);
  await terminal.send("opaws unlock\r");
  await terminal.expect(/◆ +Password of vault "personal"/);
  await terminal.send(`${PASSWORD}\r`);
  await terminal.expect(/is unlocked/);
  await terminal.send("opaws init aws --scope global\r");
  await terminal.expect(/Where do the credentials come from\?[\s\S]*Search in opaws/, 15_000);
  await terminal.send("\r");
  await terminal.expect(/Which item\?[\s\S]*Expand search/, 15_000);
  await terminal.send("\r");
  await terminal.expect(/Which item\?[\s\S]*old item/, 15_000);
  await terminal.send("\r");
  await terminal.expect(/has no field "access key id"\. Is it there under another name\?/, 15_000);
  await terminal.send("y");
  await terminal.expect(/Which field is the access key id\?[\s\S]*key id/);
  await terminal.send("\r");
  await terminal.expect(/aws uses "old item"/, 15_000);
  await terminal.expect(/Add it to/, 15_000);
  await terminal.send("n");
  await terminal.expect(
    /to include editors and other programs: opaws config set lock\.scope login/,
  );
  await terminal.expect(/ready> /);
  assert.equal((await home.opaws(["run", "--", "true"])).code, 0);
});

Deno.test("a search without matches offers the expanded search, and does not match list numbers", async () => {
  using home = new UserHome({ PS1: "ready> ", SHELL: "/bin/bash" });
  await home.vault();
  await home.item("AWS dev");
  await home.item("AWS prod", "AKIAI44QH8DHBEXAMPLE");
  await using terminal = home.terminal("/bin/sh", ["-i"]);
  await terminal.expect(/ready> /);
  await terminal.send("opaws init aws --scope global --no-check\r");
  await terminal.expect(/◆ +Password of vault "personal"/, 15_000);
  await terminal.send(`${PASSWORD}\r`);
  await terminal.expect(
    /Where do the credentials come from\?[\s\S]*AWS dev[\s\S]*Search in opaws/,
    15_000,
  );
  await terminal.send(`${DOWN}${DOWN}\r`);
  await terminal.expect(/Which item\?[\s\S]*Expand search/, 15_000);
  await terminal.send("zebra");
  await terminal.expect(/● Expand search[\s\S]*zebra/);
  await terminal.send("\r");
  await terminal.expect(/Which item\?[\s\S]*AWS dev[\s\S]*AWS prod/, 15_000);
  await terminal.send("1");
  await terminal.expect(/● Go back/);
  await terminal.send("\x7fprod\r");
  await terminal.expect(/aws uses "AWS prod"/, 15_000);
  await terminal.expect(/Add it to/, 15_000);
  await terminal.send("\x03");
  await terminal.expect(/Cancelled\.\n/);
});

Deno.test("item create asks again for an empty secret access key", async () => {
  using home = new UserHome({ PS1: "ready> " });
  await home.vault();
  await using terminal = home.terminal("/bin/sh", ["-i"]);
  await terminal.expect(/ready> /);
  await terminal.send("opaws item create dev\r");
  await terminal.expect(/◆ +Password of vault "personal"/, 15_000);
  await terminal.send(`${PASSWORD}\r`);
  await terminal.expect(/Access key id/, 15_000);
  await terminal.send("AKIAIOSFODNN7EXAMPLE\r");
  await terminal.expect(/◆ +Secret access key/, 15_000);
  await terminal.send(" \r");
  await terminal.expect(/a value is required[\s\S]*◆ +Secret access key/);
  await terminal.send("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\r");
  await terminal.expect(/Default region/);
  await terminal.send("\r");
  await terminal.expect(/◆ +One-time password secret .*/);
  await terminal.send("\r");
  await terminal.expect(/MFA serial/);
  await terminal.send("\r");
  await terminal.expect(/Created item "dev" in vault "personal"/, 15_000);
});

Deno.test("prompts restore the terminal for the shell and the tool, even if opaws is killed", async () => {
  using home = new UserHome({ PS1: "ready> " });
  await home.vault();
  await home.item("AWS dev");
  await using terminal = home.terminal("/bin/sh", ["-i"]);
  const state = async () => {
    await terminal.send("grep flags /proc/self/fdinfo/0; stty -a; echo e''nd\r");
    return await terminal.expect(/flags:[\s\S]*\nend/);
  };
  await terminal.expect(/ready> /);
  const before = await state();
  await terminal.send("opaws run -- sh -c 'grep flags /proc/self/fdinfo/0; echo to''ol'\r");
  await terminal.expect(/◆ +Password of vault "personal"/, 15_000);
  await terminal.send(`${PASSWORD}\r`);
  await terminal.expect(
    /Where do the credentials come from\?[\s\S]*AWS dev[\s\S]*Search in opaws/,
    15_000,
  );
  await terminal.send(`${DOWN}\r`);
  await terminal.expect(/Which item\?[\s\S]*Expand search/, 15_000);
  await terminal.send("\r");
  await terminal.expect(/When should it be used\?/, 15_000);
  await terminal.send("\r");
  const tool = await terminal.expect(/flags:\s*\d+\ntool/, 15_000);
  assert.ok(before.startsWith(tool.split("\n")[0]!), `${tool} after ${before}`);
  assert.equal(await state(), before);
  await terminal.send("opaws clear sh\r");
  await terminal.expect(/Stop using "AWS dev"/, 15_000);
  new Deno.Command("pkill", { args: ["-TERM", "-s", String(terminal.pid), "-n"] }).outputSync();
  await terminal.expect(/Terminated/);
  assert.ok(terminal.raw.lastIndexOf("\x1b[?25h") > terminal.raw.lastIndexOf("\x1b[?25l"));
  assert.equal(await state(), before);
});

Deno.test("Ctrl-C in init exits with 77 and changes nothing", async () => {
  using home = new UserHome({ PS1: "ready> " });
  await using terminal = home.terminal("/bin/sh", ["-i"]);
  await terminal.expect(/ready> /);
  await terminal.send("opaws init; echo status $?\r");
  await terminal.expect(/Name of the vault/, 15_000);
  await terminal.send("\x03");
  await terminal.expect(/Cancelled\.\n/);
  await terminal.expect(/status 77/);
  await terminal.send("stty -a | grep -o ' -\\?echo ' | tr -d ' '\r");
  await terminal.expect(/\necho\n/);
  assert.throws(() => Deno.statSync(`${home.folder}/.config/opaws`), Deno.errors.NotFound);
});

Deno.test("--password-stdin on a terminal reads one line without echo", async () => {
  using home = new UserHome({ PS1: "ready> " });
  await home.vault();
  await using terminal = home.terminal("/bin/sh", ["-i"]);
  await terminal.expect(/ready> /);
  await terminal.send("opaws unlock --password-stdin\r");
  await terminal.expect(/◆ +Line 1 of --password-stdin/, 15_000);
  await terminal.send(`${PASSWORD}\r`);
  await terminal.expect(/is unlocked for this terminal/, 15_000);
  assert.ok(!terminal.output.includes(PASSWORD));
});

Deno.test("a command that has to ask exits with 79 without a terminal, and names the options to use", async () => {
  using home = new UserHome();
  await home.vault();
  await home.item("AWS dev");
  for (
    const args of [
      ["init"],
      ["init", "aws", "--item", "AWS dev"],
      ["item", "create", "x"],
      ["item", "delete", "AWS dev"],
      ["vault", "delete", "personal"],
      ["vault", "passwd"],
      ["vault", "create", "other"],
    ]
  ) {
    const { code, stderr } = await home.opaws(args);
    assert.equal(code, 79, `${args.join(" ")}: ${stderr}`);
    assert.match(stderr, /there is no terminal to ask on.*\n {2}try: opaws /, args.join(" "));
    if (args[0] === "vault") assert.doesNotMatch(stderr, /it is locked/, args.join(" "));
  }
});
