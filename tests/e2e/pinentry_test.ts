// Questions without a terminal: a real pinentry in a window, and one that records what it gets.
import assert from "node:assert/strict";
import { FakeSso } from "../aws/sso/fake_sso.ts";
import { SsoHome } from "./sso_home.ts";
import { ignoreWithout } from "../ignore.ts";
import { PASSWORD, UserHome } from "./user_home.ts";
import { VirtualDisplay } from "./virtual_display.ts";

const PROCESS = ["-w", "opaws", "credential-process"];

async function locked(environment: Record<string, string>): Promise<UserHome> {
  const home = new UserHome(environment);
  await home.vault();
  await home.item("AWS dev");
  await home.bind("AWS dev");
  await home.opaws(["lock"]);
  return home;
}

for (const program of ["/usr/bin/pinentry-gtk-2", "/usr/bin/pinentry-qt"]) {
  Deno.test({
    name: `${program} asks for the password of a program without a terminal, and Escape cancels`,
    ignore: ignoreWithout(program, "Xvfb", "xdotool", "setsid"),
    fn: async () => {
      await using display = await VirtualDisplay.start();
      using home = await locked({ DISPLAY: display.name, PINENTRY_PROGRAM: program });
      const cancelled = home.run("setsid", PROCESS);
      await display.window();
      await display.type("", "Escape");
      assert.equal((await cancelled).code, 77, (await cancelled).stderr);
      const wrong = home.run("setsid", PROCESS);
      await display.window();
      await display.type("not this", "Return");
      await display.window();
      await display.type(PASSWORD, "Return");
      const { code, stdout, stderr } = await wrong;
      assert.equal(code, 0, stderr);
      assert.match(stdout, /AKIAIOSFODNN7EXAMPLE/);
    },
  });
}

for (const program of ["/usr/bin/pinentry-gtk-2", "/usr/bin/pinentry-qt"]) {
  Deno.test({
    name: `${program} asks a program without a terminal whether to sign in, and Escape cancels`,
    ignore: ignoreWithout(program, "Xvfb", "xdotool", "setsid"),
    fn: async () => {
      await using display = await VirtualDisplay.start();
      await using sso = FakeSso.start();
      const environment = { DISPLAY: display.name, PINENTRY_PROGRAM: program };
      using home = await SsoHome.make(sso, { environment });
      assert.equal((await home.opaws(["sso", "login", "corp"])).code, 0);
      sso.oidc.end();
      const run = ["-w", "opaws", "run", "--profile", "dev", "--", "printenv", "AWS_ACCESS_KEY_ID"];
      const pages = home.pages.length;
      const answer = async (key: string) => {
        const running = home.run("setsid", run);
        await display.window();
        await display.type(PASSWORD, "Return"); // a session of its own, in which the vault is locked
        await display.window();
        await display.type("", key);
        return await running;
      };
      const cancelled = await answer("Escape");
      assert.equal(cancelled.code, 77, cancelled.stderr);
      assert.match(cancelled.stderr, /Cancelled\./);
      assert.equal(home.pages.length, pages, "no browser was opened");
      const ended = await answer("alt+o"); // the button "OK"; Return presses "Cancel"
      assert.equal(ended.code, 0, ended.stderr);
      assert.match(ended.stdout, /^ASIASSO\d+EXAMPLE\n$/);
      assert.equal(home.pages.length, pages + 1);
    },
  });
}

/** A pinentry that writes what it gets to `log` and answers GETPIN with `answer`. */
function recorder(log: string, answer: string): string {
  return `echo OK hello
while read -r line; do
  printf '%s\\n' "$line" >>'${log}'
  case $line in
    GETPIN) ${answer} ;;
    *) echo OK ;;
  esac
done`;
}

Deno.test({
  name: "the dialog names the program, vault, item and directory, and escapes every text",
  ignore: ignoreWithout("setsid"),
  fn: async () => {
    using home = await locked({ DISPLAY: ":77" });
    const log = `${home.folder}/pinentry.log`;
    home.program("pinentry", recorder(log, `echo 'D correct horse %62attery'; echo OK`));
    const folder = home.directory("odd\n%0A\x1b[2J folder");
    home.program(
      "my-editor",
      `exec python3 -c 'import subprocess, sys
sys.exit(subprocess.call(["opaws", "credential-process"]))'`,
    );
    const { code, stderr } = await home.run("setsid", ["-w", "my-editor"], { cwd: folder });
    assert.equal(code, 0, stderr);
    const lines = Deno.readTextFileSync(log).trimEnd().split("\n");
    assert.deepEqual(lines.map((line) => line.split(" ")[0]), [
      ...["SETTITLE", "SETDESC", "SETPROMPT", "SETTIMEOUT", "GETPIN"],
    ]);
    const description = lines[1]!.slice("SETDESC ".length);
    const parts = description.split("%0A");
    assert.match(
      parts[0]!,
      /^opaws: aws needs item "AWS dev" \(global\) in ~\/odd %250A\uFFFD\[2J folder$/,
    );
    assert.match(parts[1]!, /^The request comes from python3\S* \(process \d+\)\.$/);
    assert.equal(parts[2], 'Password of vault "personal"');
    assert.deepEqual([lines[2], lines[3]], ["SETPROMPT Password:", "SETTIMEOUT 60"]);
  },
});

Deno.test({
  name:
    "without a display, in CI, and without a pinentry that can show a window, opaws ends with 79 at once",
  ignore: ignoreWithout("setsid"),
  fn: async () => {
    using home = await locked({});
    const log = `${home.folder}/pinentry.log`;
    home.program("pinentry", recorder(log, "echo 'ERR 83886340 no window'"));
    const ends = async (env: Record<string, string>) => {
      const { code, stderr } = await home.run("setsid", PROCESS, { env });
      assert.equal(code, 79, stderr);
    };
    await ends({});
    await ends({ DISPLAY: ":77", CI: "true" });
    await ends({ DISPLAY: ":77", OPAWS_NONINTERACTIVE: "1" });
    assert.throws(() => Deno.statSync(log), "nobody asked");
    await ends({ DISPLAY: ":77", PINENTRY_PROGRAM: "pinentry" });
    await ends({ WAYLAND_DISPLAY: "wayland-77", PINENTRY_PROGRAM: `${home.folder}/bin/pinentry` });
    assert.match(Deno.readTextFileSync(log), /GETPIN/);
    home.program("pinentry", recorder(log, "echo 'ERR 83886142 timeout'"));
    const { code, stderr } = await home.run("setsid", PROCESS, {
      env: { DISPLAY: ":77", PINENTRY_PROGRAM: `${home.folder}/bin/pinentry` },
    });
    assert.equal(code, 79);
    assert.match(stderr, /nobody answered the dialog within a minute/);
  },
});
