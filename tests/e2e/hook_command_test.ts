import assert from "node:assert/strict";
import { OtherSession } from "../other_session.ts";
import { refuseKeyring, STRACE } from "./refused_keyring.ts";
import { PASSWORD, UserHome } from "./user_home.ts";
import { ignoreWithout } from "../ignore.ts";

const REPOSITORY = new URL("../../", import.meta.url).pathname;
const FAKE_AWS = "#!/bin/sh\nprintf 'real aws:'; printf ' <%s>' \"$@\"; exit 9\n";

for (const shell of ["bash", "zsh", "fish"]) {
  Deno.test({
    name: `opaws hook ${shell} prints a script that ${shell} can evaluate`,
    ignore: ignoreWithout(shell),
    async fn() {
      using home = new UserHome();
      const { code, stdout, stderr } = await home.opaws(["hook", shell]);
      assert.deepEqual([code, stderr], [0, ""]);
      Deno.writeTextFileSync(`${home.folder}/hook`, stdout);
      const evaluated = await home.run(shell, ["-c", ". ./hook"]);
      assert.deepEqual(evaluated, { code: 0, stdout: "", stderr: "" });
    },
  });
}

Deno.test("opaws hook defines a function for every tool with a binding", async () => {
  using home = new UserHome();
  const item = { vault: "personal", item: "0b6a", title: "AWS dev" };
  writeConfig(
    home,
    JSON.stringify({
      version: 1,
      scopes: { global: { cdk: item }, directories: { "/srv": { "my-tool": item, "a b": item } } },
    }),
  );
  const { stdout } = await home.opaws(["hook", "bash"]);
  assert.match(stdout, /for tool in 'aws' 'cdk' 'my-tool'; do/);
});

Deno.test("opaws hook still defines aws if config.json is damaged, and reports that", async () => {
  using home = new UserHome();
  writeConfig(home, "{");
  fakeAws(home);
  for (const shell of ["bash", "zsh", "fish", "pwsh"]) {
    const { code, stdout, stderr } = await home.opaws(["hook", shell]);
    assert.equal(code, 78, shell);
    assert.match(stderr, /^opaws: cannot use .*config\.json: /, shell);
    assert.match(stdout, /'aws'/, shell);
  }
  const run = await home.run("bash", ["-c", 'eval "$(opaws hook bash)"; aws s3 ls']);
  assert.deepEqual([run.code, run.stdout], [78, ""]);
});

Deno.test("opaws hook leaves other arguments to the full command", async () => {
  using home = new UserHome();
  for (const args of [["hook", "--help"], ["hook", "-h"]]) {
    const { code, stdout } = await home.opaws(args);
    assert.equal(code, 0);
    assert.match(stdout, /--install/);
  }
  for (const args of [["hook"], ["hook", "zsh", "bash"], ["hook", "ZSH"], ["hook", "--ends"]]) {
    const { code, stdout, stderr } = await home.opaws(args);
    assert.deepEqual([code, stdout], [64, ""], args.join(" "));
    assert.match(stderr, /^opaws: cannot /);
  }
});

Deno.test("opaws hook removes the files of ended terminals only", async () => {
  using home = new UserHome();
  await using session = await OtherSession.start();
  const folder = `${home.folder}/run/opaws`;
  Deno.mkdirSync(folder, { mode: 0o700 });
  const own = session.id;
  const dead = own.replace(/-\d+$/, "-1");
  const elsewhere = "shell-0011223344556677";
  for (const id of [own, dead, elsewhere]) {
    const text = JSON.stringify({ version: 1, terminal: id, bindings: {} });
    Deno.writeTextFileSync(`${folder}/terminal-${id}.json`, text, { mode: 0o600 });
    Deno.writeTextFileSync(`${folder}/terminal-${id}.unlocked`, "", { mode: 0o600 });
  }
  await home.opaws(["hook", "bash"]);
  assert.deepEqual(
    names(folder),
    [own, elsewhere].flatMap((id) => [`terminal-${id}.json`, `terminal-${id}.unlocked`]).sort(),
  );
});

Deno.test({
  name: "opaws caches keys with the OPAWS_SESSION of the hook, in this terminal only",
  ignore: ignoreWithout(STRACE),
  async fn() {
    using home = new UserHome();
    refuseKeyring(home, "keyctl,add_key", "EPERM");
    await home.vault();
    const { stdout: hook } = await home.opaws(["hook", "bash"]);
    Deno.writeTextFileSync(`${home.folder}/hook`, hook);
    const script = `. ./hook
echo '${PASSWORD}' | opaws unlock --password-stdin
opaws status --json | grep -c '"thisTerminal": true'
bash -c '. ./hook; opaws status --json' | grep -c '"thisTerminal": true'
OPAWS_SESSION= opaws status --json | grep -c '"thisTerminal": true'`;
    const env = { OPAWS_SESSION: "" };
    const { stdout, stderr } = await home.run("setsid", ["--wait", "bash", "-c", script], { env });
    assert.deepEqual(stdout.trim().split("\n").slice(-3), ["1", "1", "0"], stdout + stderr);
  },
});

Deno.test({
  name: "the end of a terminal removes its bindings and keys",
  ignore: ignoreWithout("bash"),
  async fn() {
    using home = new UserHome();
    Deno.writeTextFileSync(
      `${home.folder}/.bashrc`,
      "eval \"$(opaws hook bash)\"\nPS1='ready> '\n",
    );
    await home.vault();
    await home.item("AWS dev");
    await home.opaws(["lock"]);
    const before = names(`${home.folder}/run/opaws`);
    await using pty = home.terminal("/bin/bash");
    await pty.expect(/ready> /);
    await pty.send("opaws init aws --item 'AWS dev' --scope session --yes\r");
    await pty.expect(/◆ +Password of vault "personal"/, 15_000);
    await pty.send("correct horse battery\r");
    await pty.expect(/ready> /, 20_000);
    await pty.send("opaws status; opaws which aws\r");
    await pty.expect(/AWS dev/, 15_000);
    await pty.expect(/ready> /);
    const files = names(`${home.folder}/run/opaws`).filter((name) => !before.includes(name));
    assert.ok(files.some((name) => name.endsWith(".json")), files.join());
    assert.ok(files.some((name) => name.endsWith(".unlocked")), files.join());
    await pty.send("exit 3\r");
    assert.equal((await pty.status).code, 3);
    assert.deepEqual(names(`${home.folder}/run/opaws`), before);
  },
});

for (const main of ["main.ts", "dist/opaws.js"]) {
  Deno.test({
    name: `the hook of ${main} works from any directory if opaws is not on PATH`,
    ignore: ignoreWithout("bash"),
    async fn() {
      using home = new UserHome();
      fakeAws(home, "tools");
      const env = { PATH: `${home.folder}/tools:/usr/bin:/bin` };
      const project = home.directory("a project");
      Deno.writeTextFileSync(
        `${project}/deno.json`,
        '{"imports": {"@clack/prompts": "./evil.ts"}, "lock"',
      );
      const flags = main === "main.ts" ? [] : ["--no-config"];
      const made = await home.run(Deno.execPath(), [
        ...["run", "-A", "-q", ...flags, `${REPOSITORY}${main}`, "hook", "bash"],
      ], { env });
      assert.deepEqual([made.code, made.stderr], [0, ""]);
      Deno.writeTextFileSync(`${home.folder}/hook`, made.stdout);
      const run = await home.run("bash", ["-c", ". ~/hook; aws --version 'a b' ''"], {
        cwd: project,
        env,
      });
      assert.deepEqual(run, { code: 9, stdout: "real aws: <--version> <a b> <>", stderr: "" });
    },
  });
}

Deno.test("opaws hook --install adds the line once, --uninstall removes it", async () => {
  using home = new UserHome({ SHELL: "/bin/zsh" });
  const path = `${home.folder}/.zshrc`;
  Deno.writeTextFileSync(path, "# mine\nexport A=1");
  const first = await home.opaws(["hook", "--install"]);
  assert.deepEqual([first.code, first.stderr], [0, ""]);
  const text = Deno.readTextFileSync(path);
  assert.match(text, /^# mine\nexport A=1\n# >>> opaws >>>.*\nif \[ -r .*opaws\/hook\.zsh.*; fi\n/);
  const again = await home.opaws(["hook", "--install", "zsh", "--json"]);
  const file = `${home.folder}/.local/state/opaws/hook.zsh`;
  assert.deepEqual(JSON.parse(again.stdout), { shell: "zsh", path, file, changed: false });
  assert.equal(Deno.readTextFileSync(path), text);
  assert.equal((await home.opaws(["hook", "--uninstall"])).code, 0);
  assert.equal(Deno.readTextFileSync(path), "# mine\nexport A=1");
  assert.equal((await home.opaws(["hook", "--install", "--uninstall"])).code, 64);
  const unknown = await home.opaws(["hook", "--install"], { env: { SHELL: "/bin/tcsh" } });
  assert.equal(unknown.code, 64);
});

function writeConfig(home: UserHome, text: string): void {
  const folder = home.directory(".config/opaws");
  Deno.chmodSync(folder, 0o700);
  Deno.writeTextFileSync(`${folder}/config.json`, text, { mode: 0o600 });
}

function fakeAws(home: UserHome, folder = "bin"): void {
  Deno.writeTextFileSync(`${home.directory(folder)}/aws`, FAKE_AWS, { mode: 0o755 });
}

function names(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map((entry) => entry.name).sort();
  } catch {
    return [];
  }
}
